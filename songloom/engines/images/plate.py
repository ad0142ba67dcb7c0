"""A plate that light falls on: on a dark ground lamps add up, on a light one they stain."""

import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.sheet import Window

Point = tuple[float, float]

# Exposure of the summed lamps: one lamp alone keeps its colour, ten of them do not burn out.
_EXPOSURE = 1.4


class Plate:
    """A square of linear light; points and lengths in picture widths, y downward."""

    def __init__(self, size: int, brief: Brief) -> None:
        self._size, self._ramp = size, brief.ramp
        self._is_paper = brief.ramp.is_paper
        self._light = np.tile(brief.ramp.mix(0.0), (size, size, 1))
        self._axis = (np.arange(size, dtype=np.float32) + 0.5) / size

    def find_window(self, centre: Point, reach: float) -> Window:
        """The rows and columns within `reach` of a point; empty where none are."""
        columns, rows = (
            slice(max(int((at - reach) * self._size), 0), max(min(int((at + reach) * self._size) + 2, self._size), 0)) for at in centre
        )
        return rows, columns

    def measure(self, window: Window, centre: Point) -> tuple[Floats, Floats]:
        """Offsets of a window's pixels from a point: x as one row, y as one column."""
        rows, columns = window
        return self._axis[None, columns] - np.float32(centre[0]), self._axis[rows, None] - np.float32(centre[1])

    def shade(self, window: Window, cover: Floats) -> None:
        """Let a body stand before what is there: `cover` is the share of it that is hidden behind the ground's own colour."""
        area = self._light[window]
        area += cover[..., None] * (self._ramp.mix(0.0) - area)

    def shine(self, window: Window, amount: Floats, tone: Floats | float) -> None:
        """Let `amount` (0 to about 1) of a tone's light fall into a window."""
        area = self._light[window]
        if self._is_paper:
            # The darkest inks would leave soot where a lamp leaves a glow.
            area += np.minimum(1.5 * amount, 1)[..., None] * (self._ramp.mix(0.75 * tone) - area)
        else:
            area += amount[..., None] * self._ramp.mix(tone)

    def expose(self) -> Floats:
        """Linear RGB of what has fallen on the plate."""
        if self._is_paper:
            return self._light
        # All channels are held back by the brightest one: each for itself, warm lamps would turn green before they turn white.
        brightest = self._light.max(axis=-1, keepdims=True) + 1e-6
        return self._light * ((1 - np.exp(-_EXPOSURE * brightest)) / brightest)
