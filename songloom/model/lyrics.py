"""The words as written: lines of words, with the times that their source gave, if any."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LyricWord:
    """One word as it is shown (NFC, no whitespace inside, punctuation kept); `start_s` only where the source stamps words."""

    text: str
    start_s: float | None = None


@dataclass(frozen=True)
class LyricLine:
    """One written line (at least one word); `start_s`, `end_s` only where the source stamps lines."""

    words: tuple[LyricWord, ...]
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True)
class Lyrics:
    """All lines of a song in sung order. `language` is ISO 639-1; `source` says which source gave them (`file`, `tags`)."""

    lines: tuple[LyricLine, ...]
    language: str
    source: str

    def has_line_times(self) -> bool:
        """Whether every line has a start: only then are they used as line stamps."""
        return all(line.start_s is not None for line in self.lines)
