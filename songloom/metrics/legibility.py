"""Scores of how well text on a picture can be read: what stands where, how large, for how long, and how far it stands out.

Boxes are (left, top, right, bottom) in pixels, y down. Luminance is relative, in [0, 1]; contrast is WCAG 2.2's, from 1 to 21. The least
time on screen and the most letters a second are those that subtitlers keep to (Netflix's Timed Text Style Guide: 5/6 s, 20 a second).
"""

from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]

# What WCAG 2.2 (1.4.3) asks of text.
LEAST_CONTRAST = 4.5
# The height of a capital, as a share of the frame's shorter edge: of the line that is sung, and of the one that is announced.
LEAST_CAPITAL, LEAST_ANNOUNCED = 0.03, 0.02
LEAST_SHOWN_S, MOST_LETTERS_A_SECOND = 5 / 6, 20.0


def measure_contrast(one: float, other: float) -> float:
    """The contrast of two luminances.

    >>> round(measure_contrast(0.0, 1.0)), measure_contrast(0.3, 0.3)
    (21, 1.0)
    """
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


def measure_overlap(one: Box, other: Box) -> float:
    """How many pixels deep two boxes lie in one another, 0 where they are apart.

    >>> measure_overlap((0, 0, 10, 10), (8, 9, 20, 20)), measure_overlap((0, 0, 10, 10), (8, 10, 20, 20))
    (1, 0)
    """
    return max(0, min(min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])))


def measure_excess(box: Box, room: Box) -> float:
    """How many pixels a box reaches out of its room, 0 where it lies within.

    >>> measure_excess((5, 5, 12, 9), (0, 0, 10, 10)), measure_excess((5, 5, 9, 9), (0, 0, 10, 10))
    (2, 0)
    """
    return max(0, room[0] - box[0], room[1] - box[1], box[2] - room[2], box[3] - room[3])


def surround(boxes: Iterable[Box]) -> Box:
    """The smallest box around some."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def find_clash(one: Sequence[Box], other: Sequence[Box]) -> float:
    """How deep any box of one line lies in any of another."""
    if not one or not other or measure_overlap(surround(one), surround(other)) == 0:
        return 0.0
    return max(measure_overlap(a, b) for a in one for b in other)
