"""video: segments joined without encoding them again, with sound, tags and a thumbnail."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class VideoOptions:
    """`title` and `artist` are written into the file ("" = what the audio's own tags say)."""

    title: str
    artist: str


@dataclass(frozen=True)
class Reel:
    """What becomes one file: its segments in their order, its sound as it was encoded, and what the file says it is ("" = nothing)."""

    segments: Sequence[Path]
    sound: Path
    title: str
    artist: str


class VideoEngine(Protocol):
    """Joins."""

    def join(self, reel: Reel, video: Path, thumbnail: Path) -> None:
        """Write an MP4 (faststart, BT.709, AAC) as long as the sound, and a JPEG of its most telling frame."""
        ...
