"""Every word with its time: what `alignment` makes, and what `timing` makes of it and of a person's edits."""

from dataclasses import dataclass
from typing import Literal

Found = Literal["measured", "interpolated", "edited"]


@dataclass(frozen=True)
class Word:
    """One sung word. Times in seconds from the first sample, `start_s` <= `end_s`; `line` counts written lines from 0;
    `confidence` in [0, 1]; `found` says whether the time was measured in the audio, interpolated, or set by a person."""

    word: str
    start_s: float
    end_s: float
    line: int
    confidence: float
    found: Found


@dataclass(frozen=True)
class Timing:
    """The words of a song in sung order; no two overlap. This is `timing.json`.

    `warnings` are sentences for a person (an edit that no longer fits, a song that could not be aligned)."""

    words: tuple[Word, ...]
    warnings: tuple[str, ...] = ()
