"""sound: what people hear with the video, at an even loudness, encoded once for every video that it goes with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

from annotated_types import Interval

from songloom.model.loudness import Loudness

# The suffix says what players and `video` find inside.
SUFFIXES = {"aac": ".m4a", "opus": ".opus", "pcm": ".wav"}


@dataclass(frozen=True)
class SoundOptions:
    """`codec` at `kbps` (`pcm` is 24 bit, whatever the rate). `levelling` brings the song to `target_lufs`: by one `gain` for all of
    it, which stops where the true peak would pass `ceiling_dbtp`; or further, with those few peaks taken back (`limit`); or not at all
    (`none`)."""

    codec: Literal["aac", "opus", "pcm"]
    kbps: Annotated[int, Interval(ge=64, le=320)]
    levelling: Literal["limit", "gain", "none"]
    target_lufs: Annotated[float, Interval(ge=-40, le=-6)]
    ceiling_dbtp: Annotated[float, Interval(ge=-9, le=0)]

    def suffix(self) -> str:
        """What the file's name ends in."""
        return SUFFIXES[self.codec]


@dataclass(frozen=True)
class KaraokeOptions(SoundOptions):
    """`vocals_db` is how loud the voice stays: 0 as it is, -60 as good as gone."""

    vocals_db: Annotated[float, Interval(ge=-60, le=6)]


class SoundEngine(Protocol):
    """Levels and encodes, without holding the song in memory."""

    def encode(self, sources: Mapping[str, Path], target: Path, progress: Callable[[float], None]) -> Loudness:
        """Write the sound to `target`, 48 kHz stereo, as long as the song and in step with it; what was measured and done.

        `sources` maps the stage's inputs ("audio/audio.flac", "stems/vocals.flac", …) to their files.
        """
        ...
