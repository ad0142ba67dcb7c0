"""Display lines as time: where each lies, and how loud the song is there."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from songloom.model.rhythm import Rhythm
from songloom.model.timing import Word

# A silence after which the picture may change and before which it may go dark.
LONG_BREAK_S = 6.0
# A section that starts this near to a line's start starts with that line.
_SECTION_REACH_S = 2.5
_GRID_S = 2.0


@dataclass(frozen=True)
class Span:
    """What the director sees of a display line: when it is sung, and whether a long break or a section's start comes before it."""

    start_s: float
    end_s: float
    is_after_break: bool
    is_section_start: bool


def find_spans(words: Sequence[Word], ranges: Sequence[tuple[int, int]], rhythm: Rhythm) -> list[Span]:
    """One span per line; the first line starts a section."""
    times = [(words[first].start_s, words[end - 1].end_s) for first, end in ranges]
    section_lines = _find_section_lines([start_s for start_s, _ in times], rhythm)
    ends_s = [-LONG_BREAK_S, *(end_s for _, end_s in times)]
    return [
        Span(start_s, end_s, start_s - before_s >= LONG_BREAK_S, line in section_lines)
        for line, ((start_s, end_s), before_s) in enumerate(zip(times, ends_s, strict=False))
    ]


def measure_energy(rhythm: Rhythm, start_s: float, end_s: float) -> float:
    """Mean energy around [start_s, end_s), on a coarse grid so that a word moved a little hears the same; 0.5 where unknown."""
    first_s, last_s = floor(start_s / _GRID_S) * _GRID_S, (floor(end_s / _GRID_S) + 1) * _GRID_S
    values = rhythm.energy[int(first_s * rhythm.energy_hz) : int(last_s * rhythm.energy_hz)]
    return round(sum(values) / len(values), 3) if values else 0.5


def rank_energy(rhythm: Rhythm, energy: float) -> float:
    """The share of the song that is quieter than `energy`, in [0, 1]; equal values count half."""
    ordered = sorted(round(value, 3) for value in rhythm.energy)
    return (bisect_left(ordered, energy) + bisect_right(ordered, energy)) / (2 * len(ordered)) if ordered else 0.5


# --------------------------------------------------------------------------------------------- private


def _find_section_lines(starts_s: Sequence[float], rhythm: Rhythm) -> set[int]:
    near = {0}
    for section in rhythm.sections if starts_s else ():
        line = min(range(len(starts_s)), key=lambda index: abs(starts_s[index] - section.start_s))
        if abs(starts_s[line] - section.start_s) <= _SECTION_REACH_S:
            near.add(line)
    return near
