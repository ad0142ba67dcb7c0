"""The engines of the sound stage."""

from songloom.engines.family import Family
from songloom.engines.sound.contract import KaraokeOptions, SoundOptions

FAMILY = Family(
    engines={
        "mix": "songloom.engines.sound.mix:Mix",
        "karaoke": "songloom.engines.sound.karaoke:Karaoke",
    },
    common=SoundOptions,
    options={"mix": SoundOptions, "karaoke": KaraokeOptions},
)
