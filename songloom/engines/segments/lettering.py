"""Draws the words of a frame, and only those that changed since the frame before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import skia

from songloom.engines.segments.marks import Mark
from songloom.engines.segments.rectangle import Rectangle, merge
from songloom.engines.segments.sprites import Kind, Shape, Sprite, describe_pixels, draw_shape, move_shape
from songloom.engines.segments.strokes import GLOW_BLUR, Box, Glow, Letters, Outline, Shadow, Stroke, Underline
from songloom.model.theme import FrameTheme

# A blur this many cells wide or wider is the same to the eye when it is drawn in cells of several pixels and enlarged.
CELLS_A_BLUR, CELLS = 2.4, (8, 4, 2)


@dataclass(frozen=True)
class Changes:
    """Where the haze is no longer what it was, and where the letters over it are not; each as rectangles that share no pixel."""

    haze: list[Rectangle]
    letters: list[Rectangle]


class Lettering:
    """The text of a frame: a haze of shadows and lights, in cells of several pixels, and letters over it.

    Every stroke of every mark is drawn by itself and kept while it stays the same. Drawn together, clipped to what changed, blurs and
    glyphs would come out a little different with the clip, and a frame would depend on the one drawn before."""

    def __init__(self, theme: FrameTheme, size: tuple[int, int]):
        soft, sharp = _choose_strokes(theme, size)
        self.cell = min((grain for _, grain in soft), default=2)
        self._screen = Rectangle(0, 0, *size)
        width, height = (-(-edge // self.cell) for edge in size)
        self.haze = np.zeros((height, width, 4), np.uint8)
        self._surface = skia.Surface.MakeRasterDirect(describe_pixels(width, height), self.haze)
        self._soft = _SoftLayer(soft, Rectangle(0, 0, width * self.cell, height * self.cell), self.cell)
        self._sharp = _Layer(sharp, self._screen, 1)

    def draw(self, marks: Sequence[Mark]) -> Changes:
        """Bring all to `marks`."""
        haze, letters = self._surround(self._soft.take(marks)), merge(self._sharp.take(marks))
        for area in haze:
            self._lay_haze(area)
        return Changes(haze, letters)

    def find_haze(self) -> list[Rectangle]:
        """Around all shadows and lights, as rectangles that share no pixel."""
        return self._surround(sprite.bounds for sprite in self._soft.sprites())

    def find_letters(self, area: Rectangle) -> Iterator[Sprite]:
        """What is to be laid inside `area` over the haze, in this order."""
        return (sprite for sprite in self._sharp.sprites() if sprite.bounds.meets(area))

    def enlarge_haze(self, area: Rectangle, kinds: Sequence[Kind]) -> list[np.ndarray]:
        """The haze inside `area` as planes of these kinds, its inks premultiplied."""
        (height, width), cell = self.haze.shape[:2], self.cell
        # One cell more on every side, so that what comes out does not depend on where it is cut.
        rows = max(0, area.top // cell - 1), min(height, -(-area.bottom // cell) + 1)
        columns = max(0, area.left // cell - 1), min(width, -(-area.right // cell) + 1)
        red, blue, luma, cover = cv2.split(self.haze[slice(*rows), slice(*columns)])
        planes = []
        for channel, step in kinds:
            cells, factor = (luma, blue, red, cover)[channel], cell // step
            size = (cells.shape[1] * factor, cells.shape[0] * factor)
            large = cells if factor == 1 else cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR)
            left, top = (area.left - columns[0] * cell) // step, (area.top - rows[0] * cell) // step
            planes.append(large[top : top + area.size()[1] // step, left : left + area.size()[0] // step])
        return planes

    def _surround(self, hazes: Iterable[Rectangle]) -> list[Rectangle]:
        """What they reach when they are enlarged: half a cell more on every side."""
        return [self._screen.cut(area) for area in merge(haze.grow(self.cell) for haze in hazes if not haze.is_empty())]

    def _lay_haze(self, area: Rectangle) -> None:
        """Bring the haze up to date inside `area`."""
        with self._surface as canvas:
            canvas.save()
            canvas.scale(1 / self.cell, 1 / self.cell)
            # To the end of cells that reach beyond the screen: those whose middle lies outside would not be drawn.
            right, bottom = (-(-edge // self.cell) * self.cell for edge in area[2:])
            canvas.clipRect(skia.Rect.MakeLTRB(*area[:2], right, bottom), doAntiAlias=False)
            canvas.clear(skia.ColorTRANSPARENT)
            canvas.resetMatrix()
            for sprite in self._soft.sprites():
                if sprite.bounds.meets(area):
                    place = sprite.bounds.left // self.cell, sprite.bounds.top // self.cell
                    paint = None if sprite.opacity == 1 else skia.Paint(Alphaf=sprite.opacity)
                    canvas.drawImage(sprite.shape.find_image(sprite.tint.ink), *place, skia.SamplingOptions(), paint)
            canvas.restore()


# --------------------------------------------------------------------------------------------- private


class _Layer:
    """Sprites of some strokes, in the order in which they lie over one another."""

    def __init__(self, strokes: list[tuple[Stroke, int]], screen: Rectangle, cell: int):
        self._strokes, self._screen, self._cell = strokes, screen, cell
        self._drawn: dict[tuple[int, int], tuple[Mark, Sprite]] = {}

    def sprites(self) -> Iterator[Sprite]:
        return (sprite for _, sprite in self._drawn.values())

    def take(self, marks: Sequence[Mark]) -> list[Rectangle]:
        """Draw what `marks` want drawn; returns where something changed."""
        wanted: dict[tuple[int, int], tuple[Mark, Sprite]] = {}
        dirty: list[Rectangle] = []
        for depth, (stroke, grain) in enumerate(self._strokes):
            for mark in marks:
                key = (depth, id(mark.piece))
                known = self._drawn.pop(key, None)
                if known and known[0] is mark:
                    wanted[key] = known
                    continue
                opacity = stroke.find_opacity(mark)
                old = known and known[1]
                new = self._make((stroke, grain), mark, opacity, old) if opacity > 0 else None
                if new is not old:
                    dirty += _cover_both(old, new)
                if new:
                    wanted[key] = mark, new
        dirty += [sprite.bounds for sprite in self.sprites()]
        self._drawn = wanted
        return dirty

    def _make(self, way: tuple[Stroke, int], mark: Mark, opacity: float, old: Sprite | None) -> Sprite:
        """The stroke of a mark; the one of the frame before where that looks the same."""
        tint = way[0].find_tint(mark)
        if old is None or old.shape.key != way[0].find_key(mark):
            return Sprite(self._draw(way, mark, old), tint, opacity)
        return old if (tint, opacity) == (old.tint, old.opacity) else Sprite(old.shape, tint, opacity)

    def _draw(self, way: tuple[Stroke, int], mark: Mark, old: Sprite | None) -> Shape:
        return draw_shape(way[0], mark, self._screen, (way[1], self._cell))


class _SoftLayer(_Layer):
    """Sprites so blurred that a word that moves need not be drawn anew."""

    def _draw(self, way: tuple[Stroke, int], mark: Mark, old: Sprite | None) -> Shape:
        if mark.window:
            return super()._draw(way, mark, old)
        stroke, grain = way
        origin = replace(mark, ground=(0.0, 0.0, 1.0))
        model, key = old and old.shape.model, stroke.find_key(origin)
        if model is None or model.key != key:
            model = draw_shape(stroke, origin, None, (grain, self._cell))
        return move_shape(model, mark.ground, self._screen, stroke.find_key(mark))


def _cover_both(old: Sprite | None, new: Sprite | None) -> list[Rectangle]:
    """Around a sprite and the one that takes its place."""
    bounds = [sprite.bounds for sprite in (old, new) if sprite]
    return [bounds[0].join(bounds[1])] if len(bounds) == 2 and bounds[0].meets(bounds[1]) else bounds


def _choose_strokes(theme: FrameTheme, size: tuple[int, int]) -> tuple[list[tuple[Stroke, int]], list[tuple[Stroke, int]]]:
    """What is drawn as haze and what as letters, and each in how wide cells, in pixels: as wide as its blur allows below the smallest
    line. Where a shadow is too sharp for any, light over it is laid like letters, too."""
    least = min(size) * min(theme.layout.least_size, theme.layout.size * theme.layout.next_scale)
    hazes = [(Shadow(theme), theme.shadow), *([(Glow(theme), GLOW_BLUR)] if theme.glow else [])]
    soft = [(stroke, next((cell for cell in CELLS if blur * least >= CELLS_A_BLUR * cell), 1)) for stroke, blur in hazes]
    below = [Box(theme)] if theme.fill == "box" else []
    above = [Underline(theme)] if theme.fill == "underline" else []
    outline = [Outline(theme)] if theme.outline else []
    sharp: list[tuple[Stroke, int]] = [(stroke, 1) for stroke in (*below, *outline, Letters(theme), *above)]
    return ([], [*soft, *sharp]) if min(grain for _, grain in soft) == 1 else ([*soft], sharp)
