"""What a word is drawn with: its shadow, the light behind it while it is sung, its letters.

Inks are the video's own codes: where Skia says red, green and blue, luma, blue and red difference stand. Mixing and laying over are
linear in both, so nothing that was drawn need ever be converted."""

from typing import Protocol

import skia

from songloom.engines.segments.colour import code_colour
from songloom.engines.segments.marks import Mark, Place, find_reach
from songloom.engines.segments.rectangle import Rectangle
from songloom.model.theme import FrameTheme, Tag

SHADOW_ALPHA = 0.75
# The light behind the word being sung, in ems; beyond this many times a blur's size nothing of it is left.
GLOW_BLUR, BLUR_REACH = 0.2, 3.0
# A blur this many cells wide or wider is the same to the eye when it is drawn in cells of several pixels and enlarged.
CELLS_A_BLUR = 2.5
GRAINS = (8, 4, 2)
# How far the rest of a word takes on the singing colour while its first letters are sung, and how soft the border is, in ems.
KINDLED, SOFT = 0.4, 0.18
# How far a block reaches beside a word, above its foot and below it, in ems.
BOX = (0.13, 0.92, 0.24)
# The underline's pen, how far it runs below a word's foot, and how far it bends, in ems.
PEN, UNDER, BEND = 0.065, 0.17, 0.05
# Letters smaller than the active line's by this share are filled, whatever the outline.
HOLLOW = 0.45
# No pen is thinner than this, in pixels, and what is blurred less is drawn sharp.
LEAST_PEN, LEAST_BLUR = 1.1, 0.3
# Beyond any frame, in pixels.
FAR = 1e5

Ink = tuple[float, float, float]


class Stroke(Protocol):
    """One way of drawing a mark."""

    def find_opacity(self, mark: Mark) -> float:
        """How much of what is drawn shows."""
        ...

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Marks of equal keys are drawn equal."""
        ...

    def find_grain(self, mark: Mark) -> int:
        """How many pixels wide the cells are in which it is drawn, to be enlarged."""
        ...

    def find_bounds(self, mark: Mark) -> Rectangle:
        """What is drawn lies within."""
        ...

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Draw it opaque."""
        ...


class _Inks:
    """A theme's colours as codes, those of a kind of word before those of all."""

    def __init__(self, theme: FrameTheme):
        self._theme = theme
        self._codes: dict[tuple[str, Tag], Ink] = {}

    def find(self, state: str, tag: Tag = "") -> Ink:
        """The colour of words of a kind in a state; `shadow` has one for all."""
        if (state, tag) not in self._codes:
            tint = self._theme.tags.find(tag)
            self._codes[state, tag] = code_colour((tint and getattr(tint, state, None)) or getattr(self._theme.ink, state))
        return self._codes[state, tag]


class _Haze:
    """A blurred copy that stays on the ground when the word is raised."""

    def __init__(self, theme: FrameTheme, state: str, blur: float, step: int):
        self._inks, self._state, self._blur, self._step = _Inks(theme), state, blur, step

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        return *mark.ground, mark.spread, mark.window

    def find_grain(self, mark: Mark) -> int:
        blur = self._blur * mark.em * mark.ground[2]
        return next((grain for grain in GRAINS if blur >= CELLS_A_BLUR * grain), 1)

    def find_bounds(self, mark: Mark) -> Rectangle:
        return find_reach(mark, mark.ground, BLUR_REACH * self._blur, self._step)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*self._inks.find(self._state, mark.tag), 1.0))
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.5, self._blur * mark.em)))
        _set(canvas, mark, mark.ground, paint)


class _Sharp:
    """What is drawn pixel by pixel."""

    def find_grain(self, mark: Mark) -> int:
        return 1


class Shadow(_Haze):
    """Lifts the letters off the picture."""

    def __init__(self, theme: FrameTheme, step: int):
        super().__init__(theme, "shadow", theme.shadow, step)

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return SHADOW_ALPHA * mark.alpha


class Glow(_Haze):
    """Light of the singing colour."""

    def __init__(self, theme: FrameTheme, step: int):
        super().__init__(theme, "singing", GLOW_BLUR, step)
        self._strength = theme.glow

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return self._strength * mark.light * mark.alpha


class Letters(_Sharp):
    """The word itself, in the colours of its state."""

    def __init__(self, theme: FrameTheme, step: int):
        self._inks = _Inks(theme)
        # Syllable by syllable or evenly: either way it is swept.
        self._fill = "sweep" if theme.fill == "syllables" else theme.fill
        self._outline, self._step = theme.outline, step

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return mark.alpha

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Place and state."""
        # What is filled without being sung is filled from its beginning to its end, whatever words do.
        fill = mark.fill if self._fill == "sweep" or not mark.light else mark.fill > 0
        return mark.place, fill, mark.light, mark.blur, mark.spread, mark.window

    def find_bounds(self, mark: Mark) -> Rectangle:
        """Around the glyphs."""
        return find_reach(mark, mark.place, BLUR_REACH * mark.blur, self._step)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Fill the word while it is being sung: the way it is read, or at once."""
        paint = _make_paint(mark)
        waiting, singing = (self._inks.find(state, mark.tag) for state in ("waiting", "singing"))
        kindled = _mix(waiting, singing, KINDLED) if mark.light > 0 else waiting
        whole = mark.fill >= 1 or (mark.light > 0 and self._fill != "sweep")
        if self._outline and not whole and not mark.solid:
            self._draw_outline(canvas, mark, kindled)
            if mark.fill == 0:
                return
        if mark.fill > 0 and not whole:
            paint.setShader(self._sweep(mark, kindled))
        else:
            paint.setColor4f(skia.Color4f(*(self._find_colour(mark) if whole else kindled), 1.0))
        _set(canvas, mark, mark.place, paint)

    def _find_colour(self, mark: Mark) -> Ink:
        if self._fill == "box" and mark.is_word():
            return self._inks.find("shadow") if mark.light >= 1 else self._inks.find("sung", mark.tag)
        return _mix(self._inks.find("sung", mark.tag), self._inks.find("singing", mark.tag), mark.light)

    def _draw_outline(self, canvas: skia.Canvas, mark: Mark, colour: Ink) -> None:
        """The letters' edge. Small letters would be nothing else: the smaller, the more they are filled instead."""
        body = min(1.0, max(0.0, (1 - mark.place[2]) / HOLLOW))
        paint = _make_paint(mark)
        paint.setColor4f(skia.Color4f(*colour, body))
        _set(canvas, mark, mark.place, paint)
        paint.setColor4f(skia.Color4f(*colour, 1 - body))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(max(self._outline * mark.em, LEAST_PEN / mark.place[2]))
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        _set(canvas, mark, mark.place, paint)

    def _sweep(self, mark: Mark, rest: Ink) -> skia.Shader:
        """The border between sung and not yet sung; what is not, shows through where it is drawn as an outline."""
        soft = SOFT * mark.em
        middle = -soft + (mark.width() + 2 * soft) * (1 - mark.fill if mark.piece.backwards else mark.fill)
        points = [skia.Point(middle - soft, 0), skia.Point(middle + soft, 0)]
        if mark.piece.backwards:
            points.reverse()
        singing = self._inks.find("singing", mark.tag)
        inks = [(*singing, 1.0), (*singing, 0.0) if self._outline else (*rest, 1.0)]
        return skia.GradientShader.MakeLinear(points, [skia.Color4f(*ink).toColor() for ink in inks])


class Box(_Sharp):
    """A block of the singing colour under the word being sung, gone in the frame in which the word is over."""

    def __init__(self, theme: FrameTheme, step: int):
        self._inks, self._step = _Inks(theme), step

    def find_opacity(self, mark: Mark) -> float:
        """All or nothing: dark letters on half of a block could not be read."""
        return mark.alpha if mark.light >= 1 and mark.is_word() else 0.0

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Its place alone."""
        return mark.place

    def find_bounds(self, mark: Mark) -> Rectangle:
        """Around the block."""
        return find_reach(mark, mark.place, BOX[0], self._step, BOX[1:])

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Cut straight, a little wider than the word."""
        x, y, scale = mark.place
        beside, above, below = (share * mark.em * scale for share in BOX)
        edges = skia.Rect.MakeLTRB(x - beside, y - above, x + mark.width() * scale + beside, y + below)
        paint = _make_paint(mark)
        paint.setColor4f(skia.Color4f(*self._inks.find("singing", mark.tag), 1.0))
        canvas.drawRect(edges, paint)


class Underline(_Sharp):
    """A line of the singing colour that is drawn under a word as it is sung."""

    def __init__(self, theme: FrameTheme, step: int):
        self._inks, self._step = _Inks(theme), step

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return mark.alpha * mark.light if mark.fill > 0 and mark.is_word() else 0.0

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Its place and its length."""
        return mark.place, mark.fill

    def find_bounds(self, mark: Mark) -> Rectangle:
        """Around the word."""
        return find_reach(mark, mark.place, 0.0, self._step, (0.0, UNDER + BEND + PEN))

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """A stroke with round ends, bent a little as a hand does it."""
        x, y, scale = mark.place
        em, width = mark.em * scale, mark.width() * scale
        ink = self._inks.find("singing", mark.tag)
        paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, Color4f=skia.Color4f(*ink, 1.0))
        paint.setStrokeWidth(max(LEAST_PEN, PEN * em))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        foot, length = y + UNDER * em, width * mark.fill
        start, end = (x + width, x + width - length) if mark.piece.backwards else (x, x + length)
        path = skia.Path().moveTo(start, foot)
        path.quadTo((start + end) / 2, foot + BEND * em, end, foot - BEND * em / 2)
        canvas.drawPath(path, paint)


# --------------------------------------------------------------------------------------------- private


def _make_paint(mark: Mark) -> skia.Paint:
    """A paint that is as blurred as the mark."""
    paint = skia.Paint(AntiAlias=True)
    if mark.blur * mark.em >= LEAST_BLUR:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, mark.blur * mark.em))
    return paint


def _mix(low: Ink, high: Ink, share: float) -> Ink:
    red, green, blue = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return red, green, blue


def _set(canvas: skia.Canvas, mark: Mark, place: Place, paint: skia.Paint) -> None:
    x, y, scale = place
    canvas.save()
    if mark.window:
        top, bottom = mark.window
        canvas.clipRect(skia.Rect.MakeLTRB(-FAR, top, FAR, bottom), doAntiAlias=True)
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    shape = mark.piece.set_apart(mark.spread) if mark.piece.set_apart and mark.spread != 1 else mark.piece.shape
    if isinstance(shape, skia.Path):
        canvas.drawPath(shape, paint)
    else:
        canvas.drawTextBlob(shape, 0, 0, paint)
    canvas.restore()
