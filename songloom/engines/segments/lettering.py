"""Draws words on a transparent layer, and only those that changed since the layer was last drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import skia

from songloom.engines.segments.layout import ASCENT, DESCENT, Mark
from songloom.model.theme import FrameTheme

SHADOW_ALPHA = 0.75
# The light behind the word being sung, in ems.
GLOW_BLUR = 0.22
# How far the rest of a word takes on the singing colour while its first letters are sung, and how soft the border is, in ems.
KINDLED, SOFT = 0.28, 0.18


@dataclass(frozen=True)
class Rectangle:
    """Whole even pixels, half-open, so that chroma planes can be cut along it."""

    left: int
    top: int
    right: int
    bottom: int

    def is_empty(self) -> bool:
        """Whether it covers nothing."""
        return self.right <= self.left or self.bottom <= self.top

    def join(self, other: "Rectangle") -> "Rectangle":
        """The smallest rectangle around both."""
        if self.is_empty() or other.is_empty():
            return other if self.is_empty() else self
        return Rectangle(min(self.left, other.left), min(self.top, other.top), max(self.right, other.right), max(self.bottom, other.bottom))

    def meets(self, other: "Rectangle") -> bool:
        """Whether they share a pixel."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


NOTHING = Rectangle(0, 0, 0, 0)


@dataclass
class _Sprite:
    """A mark drawn by itself, in its own bounds: `under` is its shadow and light, `ink` the letters."""

    mark: Mark
    bounds: Rectangle
    under: skia.Image
    ink: skia.Image


class Lettering:
    """The text layer: premultiplied RGBA as large as the frame.

    Every mark is drawn by itself and then laid on the layer at whole pixels. Drawn on the layer directly, clipped to what changed,
    blurs and glyphs would come out a little different with the clip, and a frame would depend on the one drawn before."""

    def __init__(self, theme: FrameTheme, size: tuple[int, int]):
        self._width, self._height = size
        self.pixels = np.zeros((self._height, self._width, 4), np.uint8)
        self._surface = skia.Surface.MakeRasterDirect(_describe(*size), self.pixels)
        self._pen = _Pen(theme)
        self._blur = max(theme.shadow, GLOW_BLUR if theme.glow else 0.0)
        self._drawn: dict[int, _Sprite] = {}

    def draw(self, marks: Sequence[Mark]) -> Rectangle:
        """Bring the layer to `marks`; returns what may have changed."""
        wanted: dict[int, _Sprite] = {}
        dirty = NOTHING
        for mark in marks:
            old = self._drawn.pop(id(mark.piece), None)
            new = old if old and old.mark == mark else self._make_sprite(mark, old)
            if new is not old:
                dirty = dirty.join(new.bounds).join(old.bounds if old else NOTHING)
            wanted[id(mark.piece)] = new
        for gone in self._drawn.values():
            dirty = dirty.join(gone.bounds)
        self._drawn = wanted
        if not dirty.is_empty():
            self._lay([sprite for sprite in wanted.values() if sprite.bounds.meets(dirty)], dirty)
        return dirty

    def find_extent(self) -> Rectangle:
        """Around all that is drawn."""
        extent = NOTHING
        for sprite in self._drawn.values():
            extent = extent.join(sprite.bounds)
        return extent

    def _make_sprite(self, mark: Mark, old: "_Sprite | None") -> _Sprite:
        bounds = self._find_bounds(mark)
        keeps_under = old is not None and replace(old.mark, fill=mark.fill) == mark
        under = old.under if old and keeps_under else _draw_apart(bounds, mark, (self._pen.cast_shadow, self._pen.cast_glow))
        return _Sprite(mark, bounds, under, _draw_apart(bounds, mark, (self._pen.write,)))

    def _lay(self, sprites: list[_Sprite], dirty: Rectangle) -> None:
        with self._surface as canvas:
            canvas.save()
            canvas.clipRect(skia.Rect.MakeLTRB(dirty.left, dirty.top, dirty.right, dirty.bottom), doAntiAlias=False)
            canvas.clear(skia.ColorTRANSPARENT)
            for sprite in sprites:
                canvas.drawImage(sprite.under, sprite.bounds.left, sprite.bounds.top)
            for sprite in sprites:
                canvas.drawImage(sprite.ink, sprite.bounds.left, sprite.bounds.top)
            canvas.restore()

    def _find_bounds(self, mark: Mark) -> Rectangle:
        em = mark.em * mark.scale
        reach = 2 + 3 * em * self._blur
        left, right = mark.x - reach - 0.1 * em, mark.x + mark.piece.width * mark.scale + reach + 0.1 * em
        top, bottom = mark.y - (0.95 + ASCENT) * em - reach, mark.y + DESCENT * em + reach
        return Rectangle(
            min(self._width, max(0, int(left) // 2 * 2)),
            min(self._height, max(0, int(top) // 2 * 2)),
            max(0, min(self._width, (int(right) + 3) // 2 * 2)),
            max(0, min(self._height, (int(bottom) + 3) // 2 * 2)),
        )


# --------------------------------------------------------------------------------------------- private


def _describe(width: int, height: int) -> skia.ImageInfo:
    return skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)


def _draw_apart(bounds: Rectangle, mark: Mark, strokes: Sequence[Callable[[skia.Canvas, Mark], None]]) -> skia.Image:
    surface = skia.Surface.MakeRaster(_describe(max(2, bounds.right - bounds.left), max(2, bounds.bottom - bounds.top)))
    with surface as canvas:
        canvas.translate(-bounds.left, -bounds.top)
        for stroke in strokes:
            stroke(canvas, mark)
    return surface.makeImageSnapshot()


class _Pen:
    """The inks of a theme."""

    def __init__(self, theme: FrameTheme):
        self._theme = theme
        self._waiting, self._singing, self._sung, self._shadow = (
            _parse(colour) for colour in (theme.ink.waiting, theme.ink.singing, theme.ink.sung, theme.ink.shadow)
        )

    def cast_shadow(self, canvas: skia.Canvas, mark: Mark) -> None:
        em = mark.em
        paint = skia.Paint(AntiAlias=True, Color4f=_fade(self._shadow, SHADOW_ALPHA * mark.alpha))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.5, self._theme.shadow * em)))
        _set(canvas, mark, paint, 0.03 * em)

    def cast_glow(self, canvas: skia.Canvas, mark: Mark) -> None:
        if mark.light <= 0 or self._theme.glow <= 0:
            return
        paint = skia.Paint(AntiAlias=True, Color4f=_fade(self._singing, self._theme.glow * mark.light * mark.alpha))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, GLOW_BLUR * mark.em))
        _set(canvas, mark, paint, 0.0)

    def write(self, canvas: skia.Canvas, mark: Mark) -> None:
        paint = skia.Paint(AntiAlias=True)
        if 0 < mark.fill < 1:
            paint.setShader(self._sweep(mark))
            paint.setAlphaf(mark.alpha)
        else:
            colour = self._waiting
            if mark.fill >= 1:
                colour = _mix(self._sung, self._singing, mark.light)
            elif mark.light > 0:
                colour = _mix(self._waiting, self._singing, KINDLED)
            paint.setColor4f(_fade(colour, mark.alpha))
        _set(canvas, mark, paint, 0.0)

    def _sweep(self, mark: Mark) -> skia.Shader:
        """The border between sung and not yet sung, running through the word from left to right."""
        soft = SOFT * mark.em
        middle = -soft + (mark.piece.width + 2 * soft) * mark.fill
        points = [skia.Point(middle - soft, 0), skia.Point(middle + soft, 0)]
        kindled = _mix(self._waiting, self._singing, KINDLED)
        return skia.GradientShader.MakeLinear(points, [_fade(self._singing, 1.0).toColor(), _fade(kindled, 1.0).toColor()])


Ink = tuple[float, float, float]


def _parse(colour: str) -> Ink:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _mix(low: Ink, high: Ink, share: float) -> Ink:
    red, green, blue = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return red, green, blue


def _fade(ink: Ink, alpha: float) -> skia.Color4f:
    return skia.Color4f(*ink, alpha)


def _set(canvas: skia.Canvas, mark: Mark, paint: skia.Paint, down: float) -> None:
    canvas.save()
    canvas.translate(mark.x, mark.y + down)
    canvas.scale(mark.scale, mark.scale)
    canvas.drawTextBlob(mark.piece.blob, 0, 0, paint)
    canvas.restore()
