"""lyrics: the words as written, from whichever source has them."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from annotated_types import Predicate

from songloom.model.lyrics import Lyrics
from songloom.model.second import SecondLines
from songloom.model.singers import Singers
from songloom.model.syllables import Syllables

# In the order in which a sidecar is looked for: what is likeliest to know its words' times first, then its lines'.
LYRICS_FORMATS = ("ttml", "lrc", "vtt", "srt", "txt")
MOST_BYTES = 1_000_000

NO_SECOND, NOBODY, UNPARTED = SecondLines(()), Singers(()), Syllables(())

Source = Literal["file", "sidecar", "tags", "lrclib", "genius", "heard"]


def is_two_letter_code_or_auto(text: str) -> bool:
    """Whether a text names a language; the setting's check reads the function's name to whoever wrote another text.

    >>> [is_two_letter_code_or_auto(text) for text in ("fr", "auto", "en-US", "EN")]
    [True, True, False, False]
    """
    return re.fullmatch("[a-z]{2}|auto", text) is not None


@dataclass(frozen=True)
class LyricsPlan:
    """What the planner resolves: which sources are asked, in which order."""

    sources: tuple[Source, ...]


@dataclass(frozen=True)
class LyricsOptions:
    """`language` is ISO 639-1, or `auto`: told from the words themselves."""

    language: Annotated[str, Predicate(is_two_letter_code_or_auto)]


@dataclass(frozen=True)
class FileOptions(LyricsOptions):
    """`format` follows the file's suffix; a `txt` may hold plain lines or UltraStar notes."""

    format: Literal["ttml", "lrc", "vtt", "srt", "txt"]


@dataclass(frozen=True)
class TagsOptions(LyricsOptions):
    """Nothing more than every source needs."""


@dataclass(frozen=True)
class AnswerOptions(LyricsOptions):
    """Nothing more than every source needs."""


@dataclass(frozen=True)
class HeardOptions(LyricsOptions):
    """Nothing more than every source needs; `auto` takes the language that was heard."""


@dataclass(frozen=True)
class Reading:
    """What a source says: the words, what stands below their lines, who sings these, when the syllables of words end; of each
    nothing at all where it does not say."""

    lyrics: Lyrics
    second: SecondLines = NO_SECOND
    singers: Singers = NOBODY
    syllables: Syllables = UNPARTED


class LyricsEngine(Protocol):
    """Reads one source."""

    def read(self, data: bytes) -> Reading:
        """The lyrics in `data`, and what it says beside them; InputError (where="") where there are no words in it,
        or it is not text, or more than `MOST_BYTES`: a reader hands on one byte more than those at most."""
        ...
