"""The `gradient` style: the theme's colours flow into one another across the picture, from ground to accent, along a line that bends."""

import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.model.storyboard import Mood

# Where the accent lies (turns, y downward), how much of the way to it is gone, and how far the line bends, in picture widths.
_COURSES: dict[Mood, tuple[float, float, float]] = {
    "calm": (0.75, 0.62, 0.05),
    "warm": (0.62, 0.85, 0.09),
    "bright": (0.88, 1.0, 0.08),
    "dark": (0.3, 0.5, 0.06),
    "tense": (0.97, 0.75, 0.15),
    "wild": (0.12, 1.0, 0.2),
}
# How many times a bend goes to and fro across a picture.
_BENDS = (0.9, 1.7)


def paint_gradient(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    chance, (turn, reach, bend) = brief.chance, _COURSES[brief.mood]
    angle = 2 * np.pi * (turn + chance.normal(0, 0.035))
    axis = np.linspace(-0.5, 0.5, brief.size, dtype=np.float32)
    along = axis[None, :] * np.float32(np.cos(angle)) + axis[:, None] * np.float32(np.sin(angle))
    across = axis[:, None] * np.float32(np.cos(angle)) - axis[None, :] * np.float32(np.sin(angle))
    for waves, start in zip(_BENDS, chance.uniform(0, 2 * np.pi, 2), strict=True):
        along = along + np.float32(bend / waves) * np.sin(2 * np.pi * np.float32(waves) * across + np.float32(start))
    share = np.clip(along / 1.2 + 0.5, 0, 1)
    return brief.ramp.mix(reach * (0.85 + 0.3 * brief.energy) * share * share * (3 - 2 * share))
