"""The engines of the heard stage: none that needs no download, so the stage may be left out ("none")."""

from songloom.engines.family import Family
from songloom.engines.heard.contract import FasterWhisperOptions

FAMILY = Family(
    engines={"faster_whisper": "songloom.engines.heard.faster_whisper:FasterWhisper"},
    options={"faster_whisper": FasterWhisperOptions},
    models={"faster_whisper": ("model",)},
    optional=True,
)
