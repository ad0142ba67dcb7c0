"""The forms that compositions are cut from; all lengths in picture widths, y downward, angles in turns."""

import numpy as np
from scipy.interpolate import CubicSpline

from songloom.engines.images.sheet import skia


def cut_disc(x: float, y: float, radius: float) -> skia.Path:
    """A full circle."""
    return skia.Path().addCircle(x, y, radius)


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
    """Ground below a smooth line through `heights` (y at even places across the picture)."""
    x = np.linspace(-0.02, 1.02, 80)
    line = CubicSpline(np.linspace(-0.02, 1.02, len(heights)), heights)(x)
    return cut_polygon((-0.02, 1.05), *zip(x.tolist(), line.tolist(), strict=True), (1.02, 1.05))


def cut_polygon(*corners: tuple[float, float]) -> skia.Path:
    """Straight edges through the corners."""
    return skia.Path.Polygon([skia.Point(x, y) for x, y in corners], True)


def cut_bar(x: float, y: float, width: float, height: float) -> skia.Path:
    """A bar with round ends, from its middle."""
    radius = min(width, height) / 2
    return skia.Path.RRect(skia.Rect.MakeLTRB(x - width / 2, y - height / 2, x + width / 2, y + height / 2), radius, radius)


def cut_leaf(x: float, y: float, length: float, width: float, turn: float) -> skia.Path:
    """A pointed leaf that grows from a point towards `turn`."""
    along = np.array([np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)]) * length
    across = np.array([-along[1], along[0]]) / length * width
    foot, tip = np.array([x, y]), np.array([x, y]) + along
    path = skia.Path()
    path.moveTo(*foot.tolist())
    path.quadTo(*(foot + along / 2 + across).tolist(), *tip.tolist())
    path.quadTo(*(foot + along / 2 - across).tolist(), *foot.tolist())
    path.close()
    return path


def cut_arc(x: float, y: float, radii: tuple[float, float], start: float, span: float) -> skia.Path:
    """A piece of the ring between two radii (outer, inner), clockwise from `start`."""
    return skia.Op(cut_wedge(x, y, radii[0], start, span), cut_disc(x, y, radii[1]), skia.kDifference_PathOp)
