"""The written lines of a timing, and clock times without drift: what every subtitle format is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from songloom.model.timing import Timing, Word

# Invisible, and allowed everywhere: it parts characters that a format would take for its own marks.
WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class SubtitleLine:
    """The words of one written line."""

    words: Sequence[Word]

    @property
    def text(self) -> str:
        """The line as written."""
        return " ".join(word.word for word in self.words)

    @property
    def start_s(self) -> float:
        """When its first word starts."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """When its last word ends."""
        return self.words[-1].end_s

    @property
    def start_ms(self) -> int:
        """`start_s` in whole milliseconds."""
        return round_ms(self.start_s)

    @property
    def end_ms(self) -> int:
        """`end_s` in whole milliseconds."""
        return round_ms(self.end_s)


def split_lines(timing: Timing) -> list[SubtitleLine]:
    """One item per written line, in sung order."""
    return [SubtitleLine(tuple(words)) for _, words in groupby(timing.words, key=lambda word: word.line)]


def round_ms(time_s: float) -> int:
    """Thousandths of a second: the resolution of a `Timing` itself."""
    return round(time_s * 1000)


def round_cs(time_s: float) -> int:
    """Hundredths of a second. Points in time are rounded, lengths are their differences: so lengths sum up, and nothing overlaps."""
    return round(round(time_s, 3) * 100)


def clean_title(text: str) -> str:
    """A title fit for one header line: tags are untrusted."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
