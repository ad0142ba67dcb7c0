"""The `plain` style: a sheet of paper and the light that falls on it; nothing that asks to be looked at."""

import cv2
import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.model.storyboard import Mood

# Where the light comes from (turns, y downward) and how far up the theme's colours it reaches.
_LIGHTS: dict[Mood, tuple[float, float]] = {
    "calm": (0.6, 0.55),
    "warm": (0.66, 0.8),
    "bright": (0.72, 1.0),
    "dark": (0.85, 0.4),
    "tense": (0.97, 0.65),
    "wild": (0.55, 0.95),
}
# The paper's own unevenness: how many clouds across a picture, and how much of a tone they are.
_CLOUDS, _UNEVEN = 5, 0.05


def paint_plain(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    chance, (turn, reach) = brief.chance, _LIGHTS[brief.mood]
    angle = 2 * np.pi * (turn + chance.normal(0, 0.03))
    axis = np.linspace(-0.5, 0.5, brief.size, dtype=np.float32)
    away = np.hypot(axis[None, :] - np.float32(0.62 * np.cos(angle)), axis[:, None] - np.float32(0.62 * np.sin(angle)))
    light = np.clip(1 - away / 1.25, 0, 1)
    clouds = chance.normal(0, _UNEVEN, (_CLOUDS, _CLOUDS)).astype(np.float32)
    paper = cv2.resize(clouds, (brief.size, brief.size), interpolation=cv2.INTER_CUBIC)
    return brief.ramp.mix((reach * (0.8 + 0.3 * brief.energy)) * light * light * (3 - 2 * light) + paper)
