"""Draws words on transparent layers, and only those that changed since the layers were last drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import skia

from songloom.engines.segments.marks import Mark
from songloom.engines.segments.rectangle import Rectangle, merge
from songloom.engines.segments.strokes import GRAINS, Box, Glow, Letters, Shadow, Stroke, Underline
from songloom.model.theme import FrameTheme


class Lettering:
    """The text of a frame on a layer of premultiplied pixels: shadows and lights, and letters over them.

    Every stroke of every mark is drawn by itself, kept while it stays the same, and laid on the layer at whole pixels. Drawn on the layer
    directly, clipped to what changed, blurs and glyphs would come out a little different with the clip, and a frame would depend on
    the one drawn before."""

    def __init__(self, theme: FrameTheme, size: tuple[int, int]):
        self._screen = Rectangle(0, 0, *size)
        below, above = ([kind(theme, 2)] if theme.fill == fill else [] for fill, kind in (("box", Box), ("underline", Underline)))
        hazes = [kind(theme, max(GRAINS)) for kind in ((Shadow, Glow) if theme.glow else (Shadow,))]
        self._strokes: list[Stroke] = [*hazes, *below, Letters(theme, 2), *above]
        self.pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self._surface = skia.Surface.MakeRasterDirect(_describe(*size), self.pixels)
        self._drawn: dict[tuple[int, int], _Sprite] = {}

    def draw(self, marks: Sequence[Mark]) -> list[Rectangle]:
        """Bring the layer to `marks`; returns what may have changed, as rectangles that share no pixel."""
        changed = merge(self._screen.cut(area) for area in self._take(marks))
        for area in changed:
            self._lay(area)
        return changed

    def find_extent(self) -> list[Rectangle]:
        """Around all that is drawn, as rectangles that share no pixel."""
        return merge(self._screen.cut(sprite.bounds) for sprite in self._drawn.values())

    def _take(self, marks: Sequence[Mark]) -> list[Rectangle]:
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
                new = _make_sprite(stroke, mark, opacity, old)
                if old is None or new.image is not old.image or new.opacity != old.opacity:
                    dirty += [new.bounds, old.bounds] if old else [new.bounds]
                wanted[key] = new
        dirty += [gone.bounds for gone in self._drawn.values()]
        self._drawn = wanted
        return dirty

    def _lay(self, area: Rectangle) -> None:
        """Bring the layer up to date inside `area`."""
        with self._surface as canvas:
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(area.left, area.top, area.right, area.bottom), doAntiAlias=False)
            canvas.clear(skia.ColorTRANSPARENT)
            for sprite in self._drawn.values():
                if sprite.bounds.meets(area):
                    canvas.drawImage(sprite.image, sprite.bounds.left, sprite.bounds.top, skia.SamplingOptions(), sprite.make_paint())
            canvas.restore()


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Sprite:
    """A stroke of a mark drawn by itself: equal keys are equal images in equal places. The image reads `pixels` and does not
    keep them."""

    mark: Mark
    key: tuple[object, ...]
    opacity: float
    bounds: Rectangle
    image: skia.Image
    pixels: np.ndarray

    def make_paint(self) -> skia.Paint | None:
        return None if self.opacity == 1 else skia.Paint(Alphaf=self.opacity)


def _make_sprite(stroke: Stroke, mark: Mark, opacity: float, old: _Sprite | None) -> _Sprite:
    """The stroke of a mark; the one of the frame before where that looks the same."""
    key = stroke.find_key(mark)
    if old is not None and old.key == key:
        return replace(old, mark=mark, opacity=opacity)
    bounds, grain = stroke.find_bounds(mark), stroke.find_grain(mark)
    width, height = bounds.size()
    pixels = np.zeros((height // grain, width // grain, 4), np.uint8)
    with skia.Surface.MakeRasterDirect(_describe(width // grain, height // grain), pixels) as canvas:
        canvas.scale(1 / grain, 1 / grain)
        canvas.translate(-bounds.left, -bounds.top)
        stroke.draw(canvas, mark)
    if grain > 1:
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)
    return _Sprite(mark, key, opacity, bounds, skia.Image.MakeRasterData(_describe(width, height), pixels, 4 * width), pixels)


def _describe(width: int, height: int) -> skia.ImageInfo:
    # Laying an image on another is five times as fast in this order of channels as in RGBA.
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
