"""The `halftone` style: a photograph that went through a copier, black dots of a coarse screen and one spot of colour."""

import numpy as np

from songloom.engines.images.bloom import paint_bloom
from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats

# Dots across a picture, the turn of the screen, and how hard a copier makes the dots' edges.
_DOTS, _TURN, _HARD = 58, 0.125, 6.0
# The tone that is printed, and the spot colour where the light is strongest.
_PRINT, _SPOT = 0.6, 1.0


def paint_halftone(brief: Brief) -> Floats:
    """Linear RGB of one picture: the `bloom` of the same brief, screened."""
    light = paint_bloom(brief) @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    light = np.sqrt(np.clip(light / max(float(np.quantile(light, 0.985)), 1e-4), 0, 1))
    axis = np.arange(brief.size, dtype=np.float32) * np.float32(2 * np.pi * _DOTS / brief.size)
    along, across = np.float32(np.cos(2 * np.pi * _TURN)), np.float32(np.sin(2 * np.pi * _TURN))
    u, v = axis[None, :] * along + axis[:, None] * across, axis[:, None] * along - axis[None, :] * across
    screen = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
    cover = np.clip((light - screen) * _HARD + 0.5, 0, 1)[..., None]
    spot = np.clip((light - 0.86) * 12, 0, 1)[..., None]
    ink = brief.ramp.mix(_PRINT) * (1 - spot) + brief.ramp.mix(_SPOT) * spot
    return brief.ramp.mix(0.0) * (1 - cover) + ink * cover
