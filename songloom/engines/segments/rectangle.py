"""Which pixels changed."""

import math
from collections.abc import Iterable
from typing import NamedTuple

# Rectangles that meet are made one where that adds no more pixels than this: each costs about as much as so many pixels do.
SPARE = 40_000
# Of more rectangles than this, the more there are the sooner.
FEW = 4


class Rectangle(NamedTuple):
    """Whole pixels, half-open."""

    left: int
    top: int
    right: int
    bottom: int

    def is_empty(self) -> bool:
        """Whether it covers nothing."""
        return self.right <= self.left or self.bottom <= self.top

    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    def area(self) -> int:
        """How many pixels it covers."""
        return (self.right - self.left) * (self.bottom - self.top)

    def grow(self, edge: int) -> "Rectangle":
        """It with so much more on every side."""
        return Rectangle(self.left - edge, self.top - edge, self.right + edge, self.bottom + edge)

    def join(self, other: "Rectangle") -> "Rectangle":
        """The smallest rectangle around both."""
        return Rectangle(min(self.left, other.left), min(self.top, other.top), max(self.right, other.right), max(self.bottom, other.bottom))

    def cut(self, other: "Rectangle") -> "Rectangle":
        """What both cover."""
        return Rectangle(max(self.left, other.left), max(self.top, other.top), min(self.right, other.right), min(self.bottom, other.bottom))

    def meets(self, other: "Rectangle") -> bool:
        """Whether they share a pixel."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def without(self, other: "Rectangle") -> list["Rectangle"]:
        """What of it `other`, which it meets, does not cover: above, below, to the left and to the right."""
        top, bottom = max(self.top, other.top), min(self.bottom, other.bottom)
        rest = [
            Rectangle(self.left, self.top, self.right, top),
            Rectangle(self.left, bottom, self.right, self.bottom),
            Rectangle(self.left, top, other.left, bottom),
            Rectangle(other.right, top, self.right, bottom),
        ]
        return [part for part in rest if not part.is_empty()]


def merge(areas: Iterable[Rectangle]) -> list[Rectangle]:
    """Rectangles that share no pixel and cover all of `areas`, and little besides.

    >>> merge([Rectangle(0, 0, 4, 4), Rectangle(8, 0, 9, 4), Rectangle(2, 2, 6, 6)])
    [Rectangle(left=8, top=0, right=9, bottom=4), Rectangle(left=0, top=0, right=6, bottom=6)]
    """
    apart: list[Rectangle] = []
    waiting = [area for area in areas if not area.is_empty()]
    # Where a whole line moves, keeping its many words apart would cost more than it saves.
    spare = SPARE * max(1.0, len(waiting) / FEW)
    while waiting:
        area = waiting.pop()
        met = next((other for other in apart if other.meets(area)), None)
        if met is None:
            apart.append(area)
        elif (whole := area.join(met)).area() <= area.area() + met.area() - area.cut(met).area() + spare:
            apart.remove(met)
            waiting.append(whole)
        else:
            waiting += area.without(met)
    return apart


def surround(edges: tuple[float, float, float, float], step: int) -> Rectangle:
    """The smallest rectangle around left, top, right and bottom whose corners lie on every `step`-th pixel: along even ones the chroma
    planes can be cut too.

    >>> surround((0.5, 1.2, 3.1, 4.0), 2)
    Rectangle(left=0, top=0, right=4, bottom=4)
    """
    left, top, right, bottom = edges
    return Rectangle(
        step * math.floor(left / step), step * math.floor(top / step), step * math.ceil(right / step), step * math.ceil(bottom / step)
    )
