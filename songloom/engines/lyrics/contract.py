"""lyrics: the words as written, from whichever source has them."""

from dataclasses import dataclass
from typing import Literal, Protocol

from songloom.model.lyrics import Lyrics

# In the order in which a sidecar is looked for: what knows times first.
LYRICS_FORMATS = ("lrc", "srt", "txt")

Source = Literal["file", "sidecar", "tags"]


@dataclass(frozen=True)
class LyricsPlan:
    """What the planner resolves: which sources are asked, in which order."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class LyricsOptions:
    """`language` is ISO 639-1, or `auto`: told from the words themselves."""

    language: str


@dataclass(frozen=True)
class FileOptions(LyricsOptions):
    """`format` follows the file's suffix: `lrc`, `txt` or `srt`."""

    format: Literal["lrc", "txt", "srt"]


@dataclass(frozen=True)
class TagsOptions(LyricsOptions):
    """Nothing more than every source needs."""


class LyricsEngine(Protocol):
    """Reads one source."""

    def read(self, data: bytes) -> Lyrics:
        """The lyrics in `data`; InputError (where="") where there are no words in it, or it is not text."""
        ...
