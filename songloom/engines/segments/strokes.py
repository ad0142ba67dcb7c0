"""What a word is drawn with: its shadow, the light behind it while it is sung, its letters."""

from typing import Protocol

import skia

from songloom.engines.segments.layout import ASCENT, DESCENT, Mark, Place
from songloom.engines.segments.rectangle import Rectangle, surround
from songloom.model.theme import FrameTheme

SHADOW_ALPHA = 0.75
# The light behind the word being sung, in ems; beyond this many times a blur's size nothing of it is left.
GLOW_BLUR, BLUR_REACH = 0.2, 3.0
# How far the rest of a word takes on the singing colour while its first letters are sung, and how soft the border is, in ems.
KINDLED, SOFT = 0.28, 0.18

Ink = tuple[float, float, float]


class Stroke(Protocol):
    """One way of drawing a mark."""

    def find_opacity(self, mark: Mark) -> float:
        """How much of what is drawn shows."""
        ...

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Marks of equal keys are drawn equal."""
        ...

    def find_bounds(self, mark: Mark) -> Rectangle:
        """What is drawn lies within."""
        ...

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Draw it opaque."""
        ...


class _Haze:
    """A blurred copy that stays on the ground when the word is raised, at whole pixels: so it is blurred anew only when its size
    changes."""

    def __init__(self, colour: str, blur: float):
        self._ink, self._blur = _parse(colour), blur

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        return (mark.ground[2],)

    def find_bounds(self, mark: Mark) -> Rectangle:
        return _reach(mark, _settle(mark.ground), BLUR_REACH * self._blur)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*self._ink, 1.0))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.5, self._blur * mark.em)))
        _set(canvas, mark, _settle(mark.ground), paint)


class Shadow(_Haze):
    """Lifts the letters off the picture."""

    def __init__(self, theme: FrameTheme):
        super().__init__(theme.ink.shadow, theme.shadow)

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return SHADOW_ALPHA * mark.alpha


class Glow(_Haze):
    """Light of the singing colour."""

    def __init__(self, theme: FrameTheme):
        super().__init__(theme.ink.singing, GLOW_BLUR)
        self._strength = theme.glow

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return self._strength * mark.light * mark.alpha


class Letters:
    """The word itself, in the colours of its state."""

    def __init__(self, theme: FrameTheme):
        self._waiting, self._singing, self._sung = (_parse(colour) for colour in (theme.ink.waiting, theme.ink.singing, theme.ink.sung))

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return mark.alpha

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Place and state."""
        return mark.place, mark.fill, mark.light

    def find_bounds(self, mark: Mark) -> Rectangle:
        """Around the glyphs."""
        return _reach(mark, mark.place, 0.0)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Fill from left to right while the word is being sung."""
        paint = skia.Paint(AntiAlias=True)
        if 0 < mark.fill < 1:
            paint.setShader(self._sweep(mark))
        else:
            colour = self._waiting
            if mark.fill >= 1:
                colour = _mix(self._sung, self._singing, mark.light)
            elif mark.light > 0:
                colour = _mix(self._waiting, self._singing, KINDLED)
            paint.setColor4f(skia.Color4f(*colour, 1.0))
        _set(canvas, mark, mark.place, paint)

    def _sweep(self, mark: Mark) -> skia.Shader:
        """The border between sung and not yet sung."""
        soft = SOFT * mark.em
        middle = -soft + (mark.piece.width + 2 * soft) * mark.fill
        points = [skia.Point(middle - soft, 0), skia.Point(middle + soft, 0)]
        kindled = _mix(self._waiting, self._singing, KINDLED)
        return skia.GradientShader.MakeLinear(points, [skia.Color4f(*ink, 1.0).toColor() for ink in (self._singing, kindled)])


# --------------------------------------------------------------------------------------------- private


def _parse(colour: str) -> Ink:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _mix(low: Ink, high: Ink, share: float) -> Ink:
    red, green, blue = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return red, green, blue


def _settle(place: Place) -> Place:
    """The nearest even pixels, so that the rectangle around moves along unchanged."""
    x, y, scale = place
    return 2.0 * round(x / 2), 2.0 * round(y / 2), scale


def _reach(mark: Mark, place: Place, blur: float) -> Rectangle:
    """Around a mark's glyphs at `place`, with `blur` ems more on every side."""
    x, y, scale = place
    em, more = mark.em * scale, (0.1 + blur) * mark.em * scale + 2
    return surround(x - more, y - (0.95 + ASCENT) * em - more, x + mark.piece.width * scale + more, y + DESCENT * em + more)


def _set(canvas: skia.Canvas, mark: Mark, place: Place, paint: skia.Paint) -> None:
    x, y, scale = place
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.drawTextBlob(mark.piece.blob, 0, 0, paint)
    canvas.restore()
