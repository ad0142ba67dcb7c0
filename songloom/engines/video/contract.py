"""video: segments and sound joined into one file without encoding either again, checked, with a thumbnail."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from songloom.model.loudness import Loudness
from songloom.model.movie import MovieFacts

# Which codecs of sound players find in a container, by the suffix that both have.
SOUNDS = {".mp4": ("aac", "opus"), ".mov": ("pcm", "aac"), ".webm": ("opus",)}

Delivery = Literal["any", "youtube", "shorts", "reels", "tiktok", "square", "broadcast"]


@dataclass(frozen=True)
class VideoOptions:
    """`title` and `artist` are written into the file ("" = what the audio's own tags say). `delivery` is where it goes: what is not
    taken there is refused. `teaser` asks for a few seconds in a loop beside it."""

    title: str
    artist: str
    delivery: Delivery
    teaser: Literal["none", "webp", "gif"]


@dataclass(frozen=True)
class Reel:
    """What becomes one file: its segments in their order, its sound as it was encoded and how loud that is, and what the file says it
    is ("" = nothing)."""

    segments: Sequence[Path]
    sound: Path
    loudness: Loudness
    title: str
    artist: str


class VideoEngine(Protocol):
    """Joins."""

    def join(self, reel: Reel, video: Path) -> MovieFacts:
        """Write the file, in the container that its suffix names, as long as the sound; beside it a JPEG of its most telling frame
        (thumbnail.jpg) and the teaser. InputError where what was written is not what its delivery takes."""
        ...
