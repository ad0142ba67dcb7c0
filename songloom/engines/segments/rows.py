"""Breaks a line into rows: as few as fit, at pauses rather than inside phrases, and as even as they can be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# A break inside a phrase is as bad as a row that falls short by this share of the width.
PHRASE_SHARE = 0.35


@dataclass(frozen=True)
class Unit:
    """What is set in one go. A `glued` one continues a word that was cut to fit and starts a row of its own; after one that
    `pauses` (a comma, a full stop) a row may well end. No space stands before a `joined` one, and a `bound` one begins no row."""

    advance: float
    glued: bool = False
    pauses: bool = False
    joined: bool = False
    bound: bool = False


def break_rows(units: Sequence[Unit], space: float, width: float) -> list[list[int]]:
    """Indices of the units of each row.

    >>> break_rows([Unit(4), Unit(4), Unit(4), Unit(4)], 1, 14)
    [[0, 1], [2, 3]]
    >>> break_rows([Unit(3), Unit(3, pauses=True), Unit(3), Unit(3), Unit(3)], 1, 14)
    [[0, 1], [2, 3, 4]]
    >>> break_rows([Unit(3), Unit(3), Unit(1, bound=True), Unit(3)], 1, 7)
    [[0], [1, 2], [3]]
    """
    count = len(units)
    best: list[tuple[float, float, int]] = [(0, 0.0, 0)] + [(math.inf, 0.0, 0)] * count
    for end in range(1, count + 1):
        used, gap = 0.0, 0.0
        ragged = 0.0 if end == count or units[end - 1].pauses else (PHRASE_SHARE * width) ** 2
        for first in range(end - 1, -1, -1):
            used += units[first].advance + gap
            gap = 0.0 if units[first].joined else space
            if used > width + 1e-9 and first < end - 1:
                break
            rows, slack, _ = best[first]
            rows += count if units[first].bound else 0
            candidate = (rows + 1, slack + (width - used) ** 2 + ragged, first)
            best[end] = min(best[end], candidate)
            if units[first].glued:
                break
    rows, end = [], count
    while end > 0:
        first = best[end][2]
        rows.append(list(range(first, end)))
        end = first
    return rows[::-1]
