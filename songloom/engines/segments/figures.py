"""The shapes of what is laid over pictures: each a pure function of the music's levels and of time, drawn as coverage."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import skia

# Turns in which ribbons, and the wave trains of each, run: (waves across the screen, turns a second).
TRAINS = (
    ((0.8, 0.031), (1.9, -0.047), (3.1, 0.083)),
    ((1.1, -0.041), (2.3, 0.061), (4.3, -0.097)),
    ((1.4, 0.057), (2.9, -0.089), (5.7, 0.13)),
)
POINTS = 96
# How wide a line of light is, in the screen's shorter edge.
LINE = 0.0028
MOTES = 100


@dataclass(frozen=True)
class Scene:
    """What is drawn on, in pixels; `shorter` is the screen's shorter edge, and `hangs` says that all grows from the upper edge."""

    width: int
    height: int
    shorter: float
    hangs: bool


def draw_bars(canvas: skia.Canvas, scene: Scene, levels: np.ndarray, time_s: float) -> None:
    """The spectrum, mirrored: the lowest band in the middle."""
    both = np.concatenate([levels[::-1], levels])
    step = scene.width / (len(both) + 3)
    thick = 0.56 * step
    reach = scene.height - thick
    lengths = thick + reach * both**2
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    for number, length in enumerate(lengths.tolist()):
        left = (number + 1.5 + 0.22) * step
        # Half of its rounding lies outside.
        top = -thick if scene.hangs else scene.height - length
        canvas.drawRoundRect(skia.Rect.MakeXYWH(left, top, thick, length + thick), thick / 2, thick / 2, paint)


def draw_waves(canvas: skia.Canvas, scene: Scene, levels: np.ndarray, time_s: float) -> None:
    """Three ribbons, one before the other: low, middle and high."""
    across = np.linspace(0, 1, POINTS)
    wide = scene.width / scene.shorter
    for rank, (trains, level) in enumerate(zip(TRAINS, levels.tolist(), strict=True)):
        swing = np.sum(
            [
                np.sin(2 * np.pi * (waves * wide * across + turns * time_s + 0.37 * rank)) / (k + 1)
                for k, (waves, turns) in enumerate(trains)
            ],
            axis=0,
        )
        crest = 0.62 - 0.17 * rank + (0.035 + 0.13 * level) * swing + 0.16 * (level - 0.4)
        _draw_ribbon(canvas, scene, across * scene.width, np.clip(crest, 0.02, 1.0) * scene.height)


def draw_motes(canvas: skia.Canvas, scene: Scene, levels: np.ndarray, time_s: float) -> None:
    """Points of light that drift upwards; the low end makes them larger, the high end brighter."""
    low, _, high = levels.tolist()
    x, y, depth, phase = _scatter()
    rise = (y - time_s * 0.022 * (0.35 + depth)) % 1
    sway = x + 0.012 * np.sin(2 * np.pi * (phase + time_s * 0.06 * (0.5 + depth)))
    radius = scene.shorter * (0.006 + 0.026 * depth**2) * (0.75 + 0.9 * low)
    twinkle = 0.62 + 0.38 * np.sin(2 * np.pi * (3 * phase + time_s * (0.12 + 0.25 * depth)))
    # They come and go at the edges of the screen.
    alpha = 255 * (0.45 + 0.55 * high) * twinkle * (0.5 + 0.5 * depth) * np.sqrt(np.sin(np.pi * rise))
    glow = _build_glow()
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    for left, top, reach, light in zip(sway * scene.width, rise * scene.height, radius, alpha, strict=True):
        rect = skia.Rect.MakeLTRB(left - reach, top - reach, left + reach, top + reach)
        canvas.drawImageRect(glow, rect, sampling, skia.Paint(Alpha=int(light)))


# What draws a style, the share of the screen's height that it takes, and how many pixels share one of what it draws.
Draw = Callable[[skia.Canvas, Scene, np.ndarray, float], None]
FIGURES: dict[str, tuple[Draw, float, int]] = {"bars": (draw_bars, 0.26, 1), "waves": (draw_waves, 0.42, 2), "motes": (draw_motes, 1.0, 2)}


# --------------------------------------------------------------------------------------------- private


def _draw_ribbon(canvas: skia.Canvas, scene: Scene, x: np.ndarray, crest: np.ndarray) -> None:
    """A line of light along a crest, and a veil from it to the edge that all grows from."""
    foot = 0.0 if scene.hangs else float(scene.height)
    y = crest if scene.hangs else scene.height - crest
    line = [skia.Point(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    corners = [skia.Point(float(x[-1]), foot), skia.Point(0, foot)]
    # In one shade: a gradient costs Skia eight times as much.
    canvas.drawPath(skia.Path.Polygon(line + corners, True), skia.Paint(AntiAlias=True, Color=_shade(62)))
    pen = skia.Paint(AntiAlias=True, Color=_shade(190), Style=skia.Paint.kStroke_Style, StrokeWidth=LINE * scene.shorter)
    canvas.drawPath(skia.Path.Polygon(line, False), pen)


def _shade(alpha: int) -> int:
    return skia.Color(255, 255, 255, alpha)


@cache
def _scatter() -> np.ndarray:
    """Where motes are, across and down, how near, and when in their swaying: evenly, without two of them close."""
    numbers = np.arange(1, MOTES + 1)[:, None]
    # Roberts' sequence: the generalised golden ratio of four dimensions.
    ratio = 1.1673039782614187
    return (numbers * ratio ** -np.arange(1.0, 5.0)).T % 1


@cache
def _build_glow(edge: int = 64) -> skia.Image:
    axis = (np.arange(edge) + 0.5) / edge * 2 - 1
    away = np.hypot(axis[:, None], axis[None, :])
    light = np.clip(1 - away, 0, 1) ** 2
    core = np.clip((0.42 - away) / 0.12, 0, 1)
    pixels = np.rint(255 * np.clip(0.55 * light + 0.85 * core, 0, 1)).astype(np.uint8)
    return skia.Image.fromarray(pixels, skia.kAlpha_8_ColorType)
