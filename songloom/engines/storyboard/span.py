"""Display lines as time: where each lies, and how loud the song is there."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor

from songloom.model.rhythm import Rhythm

# A silence after which the picture may change and before which it may go dark.
LONG_BREAK_S = 6.0
_GRID_S = 2.0


@dataclass(frozen=True)
class Span:
    """What the director sees of a display line: when it is sung, and whether it comes after a long break, and begins a passage."""

    start_s: float
    end_s: float
    is_after_break: bool
    begins_passage: bool


def find_breaks(times_s: Sequence[tuple[float, float]]) -> list[bool]:
    """Whether a long break comes before each line; one does before the first."""
    ends_s = [-LONG_BREAK_S, *(end_s for _, end_s in times_s)]
    return [start_s - before_s >= LONG_BREAK_S for (start_s, _), before_s in zip(times_s, ends_s, strict=False)]


def find_spans(times_s: Sequence[tuple[float, float]], passages: Sequence[str]) -> list[Span]:
    """One span per line; the first line begins a passage."""
    begins = [True, *(before != after for before, after in pairwise(passages))]
    return [Span(*time_s, is_after, is_first) for time_s, is_after, is_first in zip(times_s, find_breaks(times_s), begins, strict=False)]


def measure_energy(rhythm: Rhythm, start_s: float, end_s: float) -> float:
    """Mean energy around [start_s, end_s), on a coarse grid so that a word moved a little hears the same; 0.5 where unknown."""
    return _measure(rhythm.energy, rhythm.energy_hz, start_s, end_s)


def rank_energy(rhythm: Rhythm, energy: float) -> float:
    """The share of the song that is quieter than `energy`, in [0, 1]; equal values count half."""
    return _rank(rhythm.energy, energy)


def rank_brightness(rhythm: Rhythm, start_s: float, end_s: float) -> float:
    """The share of the song that sounds duller than [start_s, end_s)."""
    return _rank(rhythm.brightness, _measure(rhythm.brightness, rhythm.energy_hz, start_s, end_s))


# --------------------------------------------------------------------------------------------- private


def _measure(curve: Sequence[float], curve_hz: float, start_s: float, end_s: float) -> float:
    first_s, last_s = floor(start_s / _GRID_S) * _GRID_S, (floor(end_s / _GRID_S) + 1) * _GRID_S
    values = curve[int(first_s * curve_hz) : int(last_s * curve_hz)]
    return round(sum(values) / len(values), 3) if values else 0.5


def _rank(curve: Sequence[float], value: float) -> float:
    ordered = sorted(round(other, 3) for other in curve)
    return (bisect_left(ordered, value) + bisect_right(ordered, value)) / (2 * len(ordered)) if ordered else 0.5
