"""Sizes the rows of a poster: each as wide as the others, the line as large as its room."""

from collections.abc import Sequence
from itertools import pairwise

from songloom.engines.segments.easing import mix

# A line is stacked in this many rows at most; no row is larger than MOST times the theme's size, or UNEVEN times the smallest row.
MOST_ROWS, MOST, UNEVEN = 6, 1.6, 2.1
# Rows are made lower by this factor until they fit.
LOWER = 0.96


def size_rows(
    widths: Sequence[float], heights: tuple[float, float], room: tuple[float, float], least_em: float, most_em: float
) -> list[float]:
    """The em of every row, so that all are as wide as the room, or as wide as its height and `most_em` allow; none where a row would be
    too small, or rows too unlike. `widths` are in ems; `heights` are a capital's and the gap between rows, in ems; `room` is width and
    height, in pixels.

    >>> size_rows([2.0, 4.0], (0.7, 0.3), (100.0, 80.0), 10.0, 60.0)
    [50.0, 25.0]
    >>> size_rows([2.0, 40.0], (0.7, 0.3), (100.0, 80.0), 10.0, 60.0), size_rows([0.0], (0.7, 0.3), (100.0, 80.0), 10.0, 60.0)
    ([], [])
    """
    if min(widths) <= 0:
        return []
    width, height = min(room[0], most_em * min(widths)), room[1]
    while True:
        ems = [width / row for row in widths]
        if min(ems) < least_em or max(ems) > UNEVEN * min(ems):
            return []
        if measure_stack(ems, heights) <= height:
            return ems
        width *= LOWER


def measure_stack(ems: Sequence[float], heights: tuple[float, float]) -> float:
    """From the first row's top to the last one's foot."""
    return heights[0] * ems[0] + sum(find_pitches(ems, heights))


def find_pitches(ems: Sequence[float], heights: tuple[float, float]) -> list[float]:
    """From each row's foot to the next one's."""
    cap, gap = heights
    return [cap * later + gap * mix(earlier, later, 0.5) for earlier, later in pairwise(ems)]
