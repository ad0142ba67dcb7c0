"""The forms that compositions are cut from; all lengths in picture widths, y downward, angles in turns."""

import numpy as np

from songloom.engines.images.sheet import skia


def cut_disc(x: float, y: float, radius: float) -> skia.Path:
    """A full circle."""
    return skia.Path().addCircle(x, y, radius)


def cut_ring(x: float, y: float, radius: float, width: float) -> skia.Path:
    """A circle's rim, `width` wide inwards from `radius`."""
    path = skia.Path().addCircle(x, y, radius)
    path.addCircle(x, y, max(radius - width, 0))
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def cut_wedge(x: float, y: float, radius: float, start: float, span: float) -> skia.Path:
    """A slice of a circle, clockwise from `start`."""
    path = skia.Path()
    path.moveTo(x, y)
    path.arcTo(skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius), start * 360, span * 360, False)
    path.close()
    return path


def cut_crescent(x: float, y: float, radius: float, bite: float) -> skia.Path:
    """A disc without a second one beside it; `bite` in (-1, 1) is how far the second lies to the right, in diameters."""
    return skia.Op(cut_disc(x, y, radius), cut_disc(x + 2 * bite * radius, y - 0.25 * radius, radius * 0.92), skia.kDifference_PathOp)


def cut_hill(heights: np.ndarray) -> skia.Path:
    """Ground below a smooth line through `heights` (y at even places from 0 to 1)."""
    x = np.linspace(-0.02, 1.02, len(heights))
    path = skia.Path()
    path.moveTo(x[0], 1.05)
    path.lineTo(x[0], heights[0])
    for left, right, start, end in zip(x[:-1], x[1:], heights[:-1], heights[1:], strict=True):
        middle = (left + right) / 2
        path.cubicTo(middle, start, middle, end, right, end)
    path.lineTo(x[-1], 1.05)
    path.close()
    return path


def cut_polygon(*corners: tuple[float, float]) -> skia.Path:
    """Straight edges through the corners."""
    return skia.Path.Polygon([skia.Point(x, y) for x, y in corners], True)


def cut_bar(x: float, y: float, width: float, height: float) -> skia.Path:
    """A lying bar with round ends, from its middle."""
    return skia.Path.RRect(skia.Rect.MakeLTRB(x - width / 2, y - height / 2, x + width / 2, y + height / 2), height / 2, height / 2)
