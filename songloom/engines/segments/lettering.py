"""Draws words on transparent layers, and only those that changed since the layers were last drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import skia

from songloom.engines.segments.marks import Mark
from songloom.engines.segments.rectangle import Rectangle, merge
from songloom.engines.segments.strokes import Box, Glow, Letters, Shadow, Stroke, Underline, find_blur
from songloom.model.theme import FrameTheme

# A blur this many cells wide or wider is the same to the eye when it is drawn in cells of several pixels and enlarged.
CELLS_A_BLUR = 2.5
GRAINS = (4, 2, 1)


class Lettering:
    """The text of a frame: letters on a layer as large as the frame, shadows and lights on one below it, of cells of `grain` pixels."""

    def __init__(self, theme: FrameTheme, size: tuple[int, int]):
        self._screen = Rectangle(0, 0, *size)
        self.grain = _choose_grain(theme, size)
        step = max(2, self.grain)
        self.haze = Layer((Shadow(theme, step), *([Glow(theme, step)] if theme.glow else [])), size, self.grain)
        below, above = ([kind(theme, step)] if theme.fill == fill else [] for fill, kind in (("box", Box), ("underline", Underline)))
        self.letters = Layer((*below, Letters(theme, step), *above), size, 1)

    def draw(self, marks: Sequence[Mark]) -> list[Rectangle]:
        """Bring the layers to `marks`; returns what may have changed, as rectangles that share no pixel."""
        dirty = [*self.haze.take(marks), *self.letters.take(marks)]
        changed = merge(self._screen.cut(area) for area in dirty)
        for area in changed:
            self.haze.lay(area)
            self.letters.lay(area)
        return changed

    def find_extent(self) -> list[Rectangle]:
        """Around all that is drawn, as rectangles that share no pixel."""
        return merge(self._screen.cut(area) for area in (*self.haze.find_bounds(), *self.letters.find_bounds()))


class Layer:
    """Premultiplied pixels in cells of `grain` pixels of the frame.

    Every stroke of every mark is drawn by itself, kept while it stays the same, and laid on the layer at whole cells. Drawn on the layer
    directly, clipped to what changed, blurs and glyphs would come out a little different with the clip, and a frame would depend on
    the one drawn before."""

    def __init__(self, strokes: Sequence[Stroke], size: tuple[int, int], grain: int):
        self._strokes, self._grain = strokes, grain
        columns, rows = (math.ceil(edge / grain) for edge in size)
        self.pixels = np.zeros((rows, columns, 4), np.uint8)
        self._surface = skia.Surface.MakeRasterDirect(_describe(columns, rows), self.pixels)
        self._drawn: dict[tuple[int, int], _Sprite] = {}

    def take(self, marks: Sequence[Mark]) -> list[Rectangle]:
        """Draw what `marks` want drawn, by itself; returns where the layer is no longer true."""
        wanted: dict[tuple[int, int], _Sprite] = {}
        dirty: list[Rectangle] = []
        for depth, stroke in enumerate(self._strokes):
            for mark in marks:
                key = (depth, id(mark.piece))
                if (known := self._drawn.get(key)) and known.mark is mark:
                    wanted[key] = self._drawn.pop(key)
                    continue
                opacity = stroke.find_opacity(mark)
                if opacity <= 0:
                    continue
                old = self._drawn.pop(key, None)
                new = self._make_sprite(stroke, mark, opacity, old)
                if old is None or new.image is not old.image or new.opacity != old.opacity:
                    dirty += [new.bounds, old.bounds] if old else [new.bounds]
                wanted[key] = new
        dirty += [gone.bounds for gone in self._drawn.values()]
        self._drawn = wanted
        return dirty

    def lay(self, area: Rectangle) -> None:
        """Bring the layer up to date inside `area`."""
        grain = self._grain
        with self._surface as canvas:
            canvas.save()
            edges = (area.left / grain, area.top / grain, math.ceil(area.right / grain), math.ceil(area.bottom / grain))
            canvas.clipRect(skia.Rect.MakeLTRB(*edges), doAntiAlias=False)
            canvas.clear(skia.ColorTRANSPARENT)
            for sprite in self._drawn.values():
                if sprite.bounds.meets(area):
                    place = sprite.bounds.left / grain, sprite.bounds.top / grain
                    canvas.drawImage(sprite.image, *place, skia.SamplingOptions(), sprite.make_paint())
            canvas.restore()

    def find_bounds(self) -> list[Rectangle]:
        """Around each thing drawn."""
        return [sprite.bounds for sprite in self._drawn.values()]

    def _make_sprite(self, stroke: "Stroke", mark: Mark, opacity: float, old: "_Sprite | None") -> "_Sprite":
        key = stroke.find_key(mark)
        if old is not None and old.key == key:
            return replace(old, mark=mark, opacity=opacity)
        bounds = stroke.find_bounds(mark)
        surface = skia.Surface.MakeRaster(_describe(*((edge // self._grain) for edge in bounds.size())))
        with surface as canvas:
            canvas.scale(1 / self._grain, 1 / self._grain)
            canvas.translate(-bounds.left, -bounds.top)
            stroke.draw(canvas, mark)
        return _Sprite(mark, key, opacity, bounds, surface.makeImageSnapshot())


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Sprite:
    """A stroke of a mark drawn by itself: equal keys are equal images in equal places."""

    mark: Mark
    key: tuple[object, ...]
    opacity: float
    bounds: Rectangle
    image: skia.Image

    def make_paint(self) -> skia.Paint | None:
        return None if self.opacity == 1 else skia.Paint(Alphaf=self.opacity)


def _choose_grain(theme: FrameTheme, size: tuple[int, int]) -> int:
    """As coarse as the softest-edged stroke allows where it is smallest: in the line to come."""
    layout = theme.layout
    blur = find_blur(theme) * min(layout.least_size, layout.size * layout.next_scale) * min(size)
    return next((grain for grain in GRAINS if blur >= CELLS_A_BLUR * grain), 1)


def _describe(width: int, height: int) -> skia.ImageInfo:
    # Laying an image on another is five times as fast in this order of channels as in RGBA.
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
