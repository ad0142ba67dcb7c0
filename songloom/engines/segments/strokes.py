"""What a word is drawn with: its shadow, the light behind it while it is sung, its letters.

Inks are the video's own codes: where Skia says red, green and blue, luma, blue and red difference stand. Mixing and laying over are
linear in both, so nothing that was drawn need ever be converted."""

from typing import Protocol

import skia

from songloom.engines.segments.colour import code_colour
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
    """A blurred copy that stays on the ground when the word is raised."""

    def __init__(self, colour: str, blur: float, step: int):
        self._ink, self._blur, self._step = code_colour(colour), blur, step

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        return mark.ground

    def find_bounds(self, mark: Mark) -> Rectangle:
        return _reach(mark, mark.ground, BLUR_REACH * self._blur, self._step)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*self._ink, 1.0))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.5, self._blur * mark.em)))
        _set(canvas, mark, mark.ground, paint)


class Shadow(_Haze):
    """Lifts the letters off the picture."""

    def __init__(self, theme: FrameTheme, step: int):
        super().__init__(theme.ink.shadow, theme.shadow, step)

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return SHADOW_ALPHA * mark.alpha


class Glow(_Haze):
    """Light of the singing colour."""

    def __init__(self, theme: FrameTheme, step: int):
        super().__init__(theme.ink.singing, GLOW_BLUR, step)
        self._strength = theme.glow

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return self._strength * mark.light * mark.alpha


class Letters:
    """The word itself, in the colours of its state."""

    def __init__(self, theme: FrameTheme, step: int):
        ink = theme.ink
        self._waiting, self._singing, self._sung = (code_colour(colour) for colour in (ink.waiting, ink.singing, ink.sung))
        self._step = step

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return mark.alpha

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Place and state."""
        return mark.place, mark.fill, mark.light

    def find_bounds(self, mark: Mark) -> Rectangle:
        """Around the glyphs."""
        return _reach(mark, mark.place, 0.0, self._step)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Fill the way the word is read while it is being sung."""
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
        middle = -soft + (mark.piece.width + 2 * soft) * (1 - mark.fill if mark.piece.backwards else mark.fill)
        points = [skia.Point(middle - soft, 0), skia.Point(middle + soft, 0)]
        if mark.piece.backwards:
            points.reverse()
        kindled = _mix(self._waiting, self._singing, KINDLED)
        return skia.GradientShader.MakeLinear(points, [skia.Color4f(*ink, 1.0).toColor() for ink in (self._singing, kindled)])


def find_blur(theme: FrameTheme) -> float:
    """The least blur of shadows and lights, in ems."""
    return min(theme.shadow, GLOW_BLUR) if theme.glow else theme.shadow


# --------------------------------------------------------------------------------------------- private


def _mix(low: Ink, high: Ink, share: float) -> Ink:
    red, green, blue = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return red, green, blue


def _reach(mark: Mark, place: Place, blur: float, step: int) -> Rectangle:
    """Around a mark's glyphs at `place`, with `blur` ems more on every side; its corners lie on every `step`-th pixel."""
    x, y, scale = place
    em, more = mark.em * scale, (0.1 + blur) * mark.em * scale + 2
    left, top, right, bottom = (edge * scale for edge in mark.piece.ink)
    left, top = x + min(0.0, left) - more, y + min(-(0.95 + ASCENT) * em, top) - more
    right, bottom = x + max(mark.piece.width * scale, right) + more, y + max(DESCENT * em, bottom) + more
    return surround((left, top, right, bottom), step)


def _set(canvas: skia.Canvas, mark: Mark, place: Place, paint: skia.Paint) -> None:
    x, y, scale = place
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.drawTextBlob(mark.piece.blob, 0, 0, paint)
    canvas.restore()
