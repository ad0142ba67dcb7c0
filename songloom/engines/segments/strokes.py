"""What a word is drawn with: its shadow, the light behind it while it is sung, its letters. Skia draws their shapes, and tints colour
them."""

from typing import Protocol

import skia

from songloom.engines.segments.marks import Mark, Place, find_reach
from songloom.engines.segments.rectangle import Rectangle
from songloom.engines.segments.tints import Ink, Inks, Tint, mix_inks
from songloom.model.theme import FrameTheme

SHADOW_ALPHA = 0.75
# The light behind the word being sung, in ems; beyond this many times a blur's size nothing of it is left.
GLOW_BLUR, BLUR_REACH = 0.2, 2.7
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
# Skia draws letters of a dark colour a little bolder than those of a light one. Only how much they cover is asked for here, whatever their
# colour: something between.
MIDDLING = 0xFF808080
# Beyond any frame, in pixels.
FAR = 1e5


class Stroke(Protocol):
    """One way of drawing a mark."""

    def find_opacity(self, mark: Mark) -> float:
        """How much of what is drawn shows."""
        ...

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Marks of equal keys have equal shapes."""
        ...

    def find_tint(self, mark: Mark) -> Tint:
        """What the shape is coloured with."""
        ...

    def find_bounds(self, mark: Mark, step: int) -> Rectangle:
        """The shape lies within; the corners on every `step`-th pixel."""
        ...

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Draw the shape: how much of every pixel it covers."""
        ...


class _Haze:
    """A blurred copy that stays on the ground when the word is raised."""

    def __init__(self, theme: FrameTheme, state: str, blur: float):
        self._inks, self._state, self._blur = Inks(theme), state, blur

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        return *mark.ground, mark.spread, mark.window

    def find_tint(self, mark: Mark) -> Tint:
        return Tint(self._inks.find(self._state, mark.tag))

    def find_bounds(self, mark: Mark, step: int) -> Rectangle:
        return find_reach(mark, mark.ground, BLUR_REACH * self._blur, step)

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        paint = skia.Paint(AntiAlias=True, Color=MIDDLING)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.5, self._blur * mark.em)))
        _set(canvas, mark, mark.ground, paint)


class Shadow(_Haze):
    """Lifts the letters off the picture."""

    def __init__(self, theme: FrameTheme):
        super().__init__(theme, "shadow", theme.shadow)

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return SHADOW_ALPHA * mark.alpha


class Glow(_Haze):
    """Light of the singing colour."""

    def __init__(self, theme: FrameTheme):
        super().__init__(theme, "singing", GLOW_BLUR)
        self._strength = theme.glow

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return self._strength * mark.light * mark.alpha


class _Glyphs:
    """The word itself."""

    def __init__(self, theme: FrameTheme):
        self._inks = Inks(theme)
        # Syllable by syllable or evenly: either way it is swept.
        self._fill = "sweep" if theme.fill == "syllables" else theme.fill
        self._outline = theme.outline

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        return mark.place, mark.blur, mark.spread, mark.window

    def find_bounds(self, mark: Mark, step: int) -> Rectangle:
        return find_reach(mark, mark.place, BLUR_REACH * mark.blur, step)

    def _is_whole(self, mark: Mark) -> bool:
        return mark.fill >= 1 or (mark.light > 0 and self._fill != "sweep")

    def _is_hollow(self, mark: Mark) -> bool:
        return self._outline > 0 and not mark.solid and not self._is_whole(mark)

    def _find_rest(self, mark: Mark) -> Ink:
        """The colour of what is not sung of a word."""
        waiting = self._inks.find("waiting", mark.tag)
        return mix_inks(waiting, self._inks.find("singing", mark.tag), KINDLED) if mark.light > 0 else waiting


class Outline(_Glyphs):
    """The letters' edge, until they are filled. Small letters would be nothing else: the smaller, the more they are filled instead."""

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word, until all of it is sung."""
        return mark.alpha if self._is_hollow(mark) else 0.0

    def find_tint(self, mark: Mark) -> Tint:
        """Of one colour."""
        return Tint(self._find_rest(mark))

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """A pen around every letter."""
        body = min(1.0, max(0.0, (1 - mark.place[2]) / HOLLOW))
        paint = _make_paint(mark)
        paint.setAlphaf(body)
        _set(canvas, mark, mark.place, paint)
        paint.setAlphaf(1 - body)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(max(self._outline * mark.em, LEAST_PEN / mark.place[2]))
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        _set(canvas, mark, mark.place, paint)


class Letters(_Glyphs):
    """The letters, in the colours of their state."""

    def find_opacity(self, mark: Mark) -> float:
        """As opaque as the word."""
        return 0.0 if mark.fill == 0 and self._is_hollow(mark) else mark.alpha

    def find_tint(self, mark: Mark) -> Tint:
        """Filled while the word is being sung: the way it is read, or at once."""
        if self._is_whole(mark):
            return Tint(self._find_colour(mark))
        return self._sweep(mark) if mark.fill > 0 else Tint(self._find_rest(mark))

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Every letter, filled."""
        _set(canvas, mark, mark.place, _make_paint(mark))

    def _find_colour(self, mark: Mark) -> Ink:
        if self._fill == "box" and mark.is_word():
            return self._inks.find("shadow") if mark.light >= 1 else self._inks.find("sung", mark.tag)
        return mix_inks(self._inks.find("sung", mark.tag), self._inks.find("singing", mark.tag), mark.light)

    def _sweep(self, mark: Mark) -> Tint:
        """The border between sung and not yet sung; what is not, shows through where it is drawn as an outline."""
        soft = SOFT * mark.em
        middle = -soft + (mark.width() + 2 * soft) * (1 - mark.fill if mark.piece.backwards else mark.fill)
        soft = -soft if mark.piece.backwards else soft
        x, _, scale = mark.place
        edge = x + (middle - soft) * scale, x + (middle + soft) * scale
        singing = self._inks.find("singing", mark.tag)
        return Tint(singing, singing, 0.0, edge) if self._is_hollow(mark) else Tint(singing, self._find_rest(mark), 1.0, edge)


class Box:
    """A block of the singing colour under the word being sung, gone in the frame in which the word is over."""

    def __init__(self, theme: FrameTheme):
        self._inks = Inks(theme)

    def find_opacity(self, mark: Mark) -> float:
        """All or nothing: dark letters on half of a block could not be read."""
        return mark.alpha if mark.light >= 1 and mark.is_word() else 0.0

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Its place and its shape: letters that close up make it narrower."""
        return mark.place, mark.spread, mark.blur

    def find_tint(self, mark: Mark) -> Tint:
        """The singing colour."""
        return Tint(self._inks.find("singing", mark.tag))

    def find_bounds(self, mark: Mark, step: int) -> Rectangle:
        """Around the block."""
        return find_reach(mark, mark.place, BOX[0], step, BOX[1:])

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """Cut straight, a little wider than the word."""
        x, y, scale = mark.place
        beside, above, below = (share * mark.em * scale for share in BOX)
        edges = skia.Rect.MakeLTRB(x - beside, y - above, x + mark.width() * scale + beside, y + below)
        canvas.drawRect(edges, _make_paint(mark))


class Underline:
    """A line of the singing colour that is drawn under a word as it is sung."""

    def __init__(self, theme: FrameTheme):
        self._inks = Inks(theme)

    def find_opacity(self, mark: Mark) -> float:
        """None before a word is sung, fading after."""
        return mark.alpha * mark.light if mark.fill > 0 and mark.is_word() else 0.0

    def find_key(self, mark: Mark) -> tuple[object, ...]:
        """Its place and its length."""
        return mark.place, mark.spread, mark.fill

    def find_tint(self, mark: Mark) -> Tint:
        """The singing colour."""
        return Tint(self._inks.find("singing", mark.tag))

    def find_bounds(self, mark: Mark, step: int) -> Rectangle:
        """Around the word."""
        return find_reach(mark, mark.place, 0.0, step, (0.0, UNDER + BEND + PEN))

    def draw(self, canvas: skia.Canvas, mark: Mark) -> None:
        """A stroke with round ends, bent a little as a hand does it."""
        x, y, scale = mark.place
        em, width = mark.em * scale, mark.width() * scale
        paint = skia.Paint(AntiAlias=True, Color=MIDDLING, Style=skia.Paint.kStroke_Style)
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
    paint = skia.Paint(AntiAlias=True, Color=MIDDLING)
    if mark.blur * mark.em >= LEAST_BLUR:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, mark.blur * mark.em))
    return paint


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
