"""video: segments joined without encoding them again, with sound, tags and a thumbnail."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval


@dataclass(frozen=True)
class VideoOptions:
    """`title` and `artist` are written into the file ("" = what the audio's own tags say)."""

    title: str
    artist: str


@dataclass(frozen=True)
class JoinOptions(VideoOptions):
    """`audio_kbps` is AAC's bit rate."""

    audio_kbps: Annotated[int, Interval(ge=64, le=320)]


@dataclass(frozen=True)
class Reel:
    """What becomes one file: its segments in their order, the song's sound, and what the file says it is ("" = nothing)."""

    segments: Sequence[Path]
    flac: Path
    title: str
    artist: str


class VideoEngine(Protocol):
    """Joins."""

    def join(self, reel: Reel, video: Path, thumbnail: Path) -> None:
        """Write an MP4 (faststart, BT.709, AAC) as long as the sound, and a JPEG of its most telling frame."""
        ...
