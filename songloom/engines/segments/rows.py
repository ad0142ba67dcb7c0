"""Breaks a line into rows: as few as fit, and as even as they can be."""

from collections.abc import Sequence


def break_rows(advances: Sequence[float], glued: Sequence[bool], space: float, width: float) -> list[list[int]]:
    """Indices of the runs of each row. A `glued` run continues a word that was cut to fit and starts a row of its own.

    >>> break_rows([4, 4, 4, 4], [False] * 4, 1, 14)
    [[0, 1], [2, 3]]
    """
    count = len(advances)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] + [(count + 1, 0.0, 0)] * count
    for end in range(1, count + 1):
        used = -space
        for first in range(end - 1, -1, -1):
            used += advances[first] + space
            if used > width + 1e-9 and first < end - 1:
                break
            rows, slack, _ = best[first]
            candidate = (rows + 1, slack + (width - used) ** 2, first)
            best[end] = min(best[end], candidate)
            if glued[first]:
                break
    rows, end = [], count
    while end > 0:
        first = best[end][2]
        rows.append(list(range(first, end)))
        end = first
    return rows[::-1]
