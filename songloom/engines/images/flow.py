"""The `flow` style: translucent brush strokes laid along a current, far and dim to near and lit."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.current import Current, Points
from songloom.engines.images.sheet import Sheet
from songloom.model.storyboard import Mood


@dataclass(frozen=True)
class Layer:
    """One depth of strokes: lengths in picture widths, `bristles` to a stroke from its dry edge to its loaded one, `tone` in the
    middle, `cover` the opacity."""

    count: int
    width: float
    length: float
    bristles: int
    tone: float
    cover: float


# From the far layer to the near one. A few wide strokes make the form; the many narrow ones give it a scale.
_LAYERS = (
    Layer(count=22, width=0.36, length=1.7, bristles=17, tone=0.14, cover=0.55),
    Layer(count=24, width=0.18, length=1.3, bristles=13, tone=0.3, cover=0.62),
    Layer(count=26, width=0.08, length=1.1, bristles=9, tone=0.46, cover=0.66),
    Layer(count=18, width=0.02, length=0.8, bristles=5, tone=0.7, cover=0.72),
)
_WIDTH: dict[Mood, float] = {"calm": 1.25, "warm": 1.1, "bright": 1.0, "dark": 1.15, "tense": 0.6, "wild": 0.85}
_CONTRAST: dict[Mood, float] = {"calm": 0.8, "warm": 0.95, "bright": 1.05, "dark": 0.75, "tense": 1.1, "wild": 1.2}
_LIFT: dict[Mood, float] = {"calm": 0.0, "warm": 0.04, "bright": 0.1, "dark": -0.1, "tense": -0.03, "wild": 0.02}
_STEPS = 61


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
            _lay_stroke(sheet, brief, layer, path, light)
    return sheet.read_linear()


# --------------------------------------------------------------------------------------------- private


def _lay_stroke(sheet: Sheet, brief: Brief, layer: Layer, path: Points, light: Points) -> None:
    chance, across = brief.chance, np.linspace(-1, 1, layer.bristles)
    taper = np.sin(np.pi * np.linspace(0, 1, _STEPS))[:, None] ** 0.7
    half = layer.width * _WIDTH[brief.mood] * chance.uniform(0.6, 1.4) / 2 * (0.25 + 0.75 * taper)
    half = np.minimum(half, 0.7 * _find_radius(path))
    side = _find_normals(path) * chance.choice([-1.0, 1.0])
    _lay_shadow(sheet, brief, _spread(path, side, half * [0.9, 1.0, 1.08] + [0, 0, 0.012]), layer.cover * taper)
    glow = np.exp(-((path - light) ** 2).sum(axis=1, keepdims=True) / 0.13)
    bristles = gaussian_filter1d(chance.normal(0, 0.13, layer.bristles), 0.6) + 0.1 * across
    tone = layer.tone + _LIFT[brief.mood] + chance.normal(0, 0.07) + _CONTRAST[brief.mood] * (0.42 * glow - 0.16 + bristles * (0.6 + glow))
    load = np.clip(0.56 + 0.5 * across, 0, 1) * chance.uniform(0.55, 1.0, layer.bristles)
    # The loaded edge ends within a pixel or so, which is what an antialiased edge is.
    body = _spread(path, side, np.concatenate([half * across, half + 1.2 / brief.size], axis=1))
    cover = layer.cover * taper**0.8 * np.append(load, 0)
    sheet.lay_mesh(body, brief.ramp.mix(np.concatenate([tone, tone[:, -1:]], axis=1)), cover)


def _lay_shadow(sheet: Sheet, brief: Brief, points: Points, cover: Points) -> None:
    """What a stroke's loaded edge throws on the strokes below: this, not the colour, is what tells them apart."""
    strength = 0.2 if brief.ramp.is_paper else 0.36
    black = np.broadcast_to(brief.ramp.shadow, (*points.shape[:2], 3))
    sheet.lay_mesh(points, black, strength * cover * [1.0, 1.0, 0.0])


def _find_normals(path: Points) -> Points:
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return np.stack([-along[:, 1], along[:, 0]], axis=1)


def _find_radius(path: Points) -> Points:
    """The radius of the tightest bend near each point: a stroke wider than that would fold over itself."""
    along = np.gradient(path, axis=0)
    turn = np.gradient(np.unwrap(np.arctan2(along[:, 1], along[:, 0])))
    bend = maximum_filter1d(np.abs(turn), 9) / np.linalg.norm(along, axis=1)
    return 1 / (bend[:, None] + 1e-3)


def _spread(path: Points, side: Points, offsets: Points) -> Points:
    return path[:, None, :] + side[:, None, :] * offsets[..., None]
