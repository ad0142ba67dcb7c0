"""The `flow` style: translucent silk ribbons laid along a current, far and dim to near and lit."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.current import Current, Points
from songloom.engines.images.sheet import Sheet
from songloom.model.storyboard import Mood


@dataclass(frozen=True)
class Layer:
    """One depth of ribbons; lengths in picture widths, `tone` the middle tone, `cover` the opacity."""

    count: int
    width: float
    length: float
    tone: float
    cover: float


# From the far layer to the near one. A few wide ribbons make the form; the many narrow ones give it a scale.
_LAYERS = (
    Layer(count=26, width=0.34, length=1.7, tone=0.16, cover=0.55),
    Layer(count=30, width=0.17, length=1.3, tone=0.34, cover=0.62),
    Layer(count=34, width=0.075, length=1.1, tone=0.52, cover=0.66),
    Layer(count=30, width=0.018, length=0.9, tone=0.78, cover=0.72),
)
_WIDTH: dict[Mood, float] = {"calm": 1.25, "warm": 1.1, "bright": 1.0, "dark": 1.15, "tense": 0.6, "wild": 0.85}
_CONTRAST: dict[Mood, float] = {"calm": 0.8, "warm": 0.95, "bright": 1.05, "dark": 0.75, "tense": 1.1, "wild": 1.2}
_LIFT: dict[Mood, float] = {"calm": 0.0, "warm": 0.04, "bright": 0.1, "dark": -0.1, "tense": -0.03, "wild": 0.02}
_STEPS = 41


def paint_flow(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    chance = brief.chance
    current = Current(brief)
    light = chance.uniform((0.15, 0.08), (0.85, 0.42))
    sheet = Sheet(brief.size, brief.ramp.mix(0.04))
    for layer in _LAYERS:
        count = round(layer.count * (0.6 + 0.8 * brief.energy))
        seeds = chance.uniform(-0.1, 1.1, (count, 2))
        paths = current.trace(seeds, layer.length, _STEPS)
        for path in paths:
            _lay_ribbon(sheet, brief, layer, path, light)
    return sheet.read_linear()


# --------------------------------------------------------------------------------------------- private

# Across a ribbon, from its soft edge to its crisp one: how opaque it is, and how its tone turns to the light.
_CROSS = np.array([-1.0, -0.35, 0.35, 0.85, 1.0])
_FADE = np.array([0.0, 0.3, 0.7, 1.0, 1.0])
_TURN = np.array([-0.12, -0.08, 0.0, 0.08, 0.16])


def _lay_ribbon(sheet: Sheet, brief: Brief, layer: Layer, path: Points, light: Points) -> None:
    chance = brief.chance
    run = np.linspace(0, 1, _STEPS)[:, None]
    taper = np.sin(np.pi * run) ** 0.7
    half = layer.width * _WIDTH[brief.mood] * chance.uniform(0.6, 1.4) / 2 * (0.25 + 0.75 * taper)
    half = np.minimum(half, 0.7 * _find_radius(path))
    side = _find_normals(path) * chance.choice([-1.0, 1.0])
    glow = np.exp(-((path - light) ** 2).sum(axis=1, keepdims=True) / 0.16)
    contrast = _CONTRAST[brief.mood]
    tone = layer.tone + _LIFT[brief.mood] + chance.normal(0, 0.09) + contrast * (0.34 * glow - 0.1 + _TURN)
    cover = layer.cover * taper**0.8 * _FADE
    rim = 1.2 / brief.size
    shade = np.concatenate([half * 0.9, half, half * 1.08 + 0.012], axis=1)
    black = np.broadcast_to(brief.ramp.shadow, (*shade.shape, 3))
    sheet.lay_mesh(_spread(path, side, shade), black, 0.38 * layer.cover * taper * np.array([1.0, 1.0, 0.0]))
    body = np.concatenate([half * _CROSS, half + rim], axis=1)
    tone = np.concatenate([tone, tone[:, -1:]], axis=1)
    sheet.lay_mesh(_spread(path, side, body), brief.ramp.mix(tone), np.concatenate([cover, 0 * run], axis=1))


def _find_normals(path: Points) -> Points:
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return np.stack([-along[:, 1], along[:, 0]], axis=1)


def _find_radius(path: Points) -> Points:
    """The radius of the tightest bend near each point: a ribbon wider than that would fold over itself."""
    along = np.gradient(path, axis=0)
    turn = np.gradient(np.unwrap(np.arctan2(along[:, 1], along[:, 0])))
    bend = maximum_filter1d(np.abs(turn), 9) / np.linalg.norm(along, axis=1)
    return 1 / (bend[:, None] + 1e-3)


def _spread(path: Points, side: Points, offsets: Points) -> Points:
    return path[:, None, :] + side[:, None, :] * offsets[..., None]
