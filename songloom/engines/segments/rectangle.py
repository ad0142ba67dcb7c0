"""Which pixels changed."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rectangle:
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

    def join(self, other: "Rectangle") -> "Rectangle":
        """The smallest rectangle around both."""
        return Rectangle(min(self.left, other.left), min(self.top, other.top), max(self.right, other.right), max(self.bottom, other.bottom))

    def cut(self, other: "Rectangle") -> "Rectangle":
        """What both cover."""
        return Rectangle(max(self.left, other.left), max(self.top, other.top), min(self.right, other.right), min(self.bottom, other.bottom))

    def meets(self, other: "Rectangle") -> bool:
        """Whether they share a pixel."""
        return not self.cut(other).is_empty()


def merge(areas: Iterable[Rectangle]) -> list[Rectangle]:
    """Rectangles that share no pixel and cover all of `areas`.

    >>> merge([Rectangle(0, 0, 4, 4), Rectangle(8, 0, 9, 4), Rectangle(2, 2, 6, 6)])
    [Rectangle(left=8, top=0, right=9, bottom=4), Rectangle(left=0, top=0, right=6, bottom=6)]
    """
    apart: list[Rectangle] = []
    for area in areas:
        whole = area
        while met := [other for other in apart if other.meets(whole)]:
            for other in met:
                apart.remove(other)
                whole = whole.join(other)
        if not whole.is_empty():
            apart.append(whole)
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
