"""Shapes drawn once, coloured when they are laid: a word that is filled is the same letters in other colours."""

from dataclasses import dataclass, field

import cv2
import numpy as np
import skia

from songloom.engines.segments.marks import Mark, Place
from songloom.engines.segments.rectangle import Rectangle, surround
from songloom.engines.segments.strokes import Stroke
from songloom.engines.segments.tints import Ink, Tint

# The channels of what is drawn on: Y, Cb and Cr, and how much of a pixel is covered.
COVER = 3
NOWHERE = Rectangle(0, 0, 0, 0)


@dataclass(frozen=True)
class Shape:
    """How much of every pixel in `bounds` a stroke covers; a sample of `cover` is so many pixels (`cell`) wide. Equal keys are equal
    shapes. `model` is what it was taken from, enlarged and moved, if anything."""

    key: tuple[object, ...]
    bounds: Rectangle
    cell: int
    cover: np.ndarray
    model: "Shape | None" = None
    _images: dict[Ink, tuple[skia.Image, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    def find_image(self, ink: Ink) -> skia.Image:
        """The shape in an ink, as Skia lays it: blue, green, red and alpha hold Cr, Cb, Y and cover."""
        if ink not in self._images:
            pixels = cv2.merge([*(cv2.convertScaleAbs(self.cover, alpha=code) for code in reversed(ink)), self.cover])
            height, width = self.cover.shape
            image = skia.Image.MakeRasterData(describe_pixels(width, height), pixels, 4 * width)
            # The image reads the pixels and does not keep them.
            self._images[ink] = image, pixels
        return self._images[ink][0]


@dataclass(frozen=True)
class Sprite:
    """A shape in its colours."""

    shape: Shape
    tint: Tint
    opacity: float
    _inks: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def bounds(self) -> Rectangle:
        """Nothing of it lies outside."""
        return self.shape.bounds

    def lay(self, plane: np.ndarray, area: Rectangle, kind: tuple[int, int], origin: tuple[int, int] = (0, 0)) -> None:
        """Lay what is inside `area` over a plane that begins at `origin`; `kind` is its channel, and how many pixels a sample is wide."""
        cut, (x, y), step = self.bounds.cut(area), origin, kind[1]
        if cut.is_empty():
            return
        ink, clear = self.find_ink(*kind)
        left, top = self.bounds.left, self.bounds.top
        rows = slice((cut.top - top) // step, (cut.bottom - top) // step)
        columns = slice((cut.left - left) // step, (cut.right - left) // step)
        target = plane[(cut.top - y) // step : (cut.bottom - y) // step, (cut.left - x) // step : (cut.right - x) // step]
        cv2.multiply(target, clear[rows, columns], dst=target, scale=1 / 255)
        cv2.add(target, ink[rows, columns], dst=target)

    def find_ink(self, channel: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        """What it adds to a channel's samples, and how much of them it leaves, of 255; they are `step` pixels wide."""
        if (channel, step) not in self._inks:
            self._inks[channel, step] = self._mix(channel, step)
        return self._inks[channel, step]

    def _mix(self, channel: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        if channel != COVER:
            cover, clear = self.find_ink(COVER, step)
            share = self._find_row(channel, step)
            return (_scale(self._find_cover(step), share), clear) if self.tint.rest else (_scale(cover, share), clear)
        cover = self._find_cover(step)
        if self.opacity != 1 or self.tint.cover != 1:
            cover = _scale(cover, self._find_row(COVER, step))
        return cover, cv2.bitwise_not(cover)

    def _find_cover(self, step: int) -> np.ndarray:
        cover, factor = self.shape.cover, step // self.shape.cell
        size = (cover.shape[1] // factor, cover.shape[0] // factor)
        return cover if factor == 1 else cv2.resize(cover, size, interpolation=cv2.INTER_AREA)

    def _find_row(self, channel: int, step: int) -> float | np.ndarray:
        """What a channel's ink is in every column, of 1, where the shape covers all; one number where it is the same in all."""
        tint = self.tint
        ink, cover = (*tint.ink, 1.0)[channel], self.opacity
        if tint.rest is None:
            return ink if channel != COVER else cover
        begin, end = tint.edge
        width = self.bounds.right - self.bounds.left
        share = ((self.bounds.left + step / 2 - begin + np.arange(0, width, step)) / (end - begin)).clip(0, 1)
        rest = (*tint.rest, 1.0)[channel] * tint.cover
        return cover * (ink + (rest - ink) * share)


def draw_shape(stroke: Stroke, mark: Mark, screen: Rectangle | None, cell: int) -> Shape:
    """What a stroke of a mark covers of the screen, if there is one, in cells of so many pixels; bounds are on every second pixel at
    least, along which the chroma planes can be cut too."""
    step = max(2, cell)
    bounds = stroke.find_bounds(mark, step)
    bounds = screen.cut(bounds) if screen else bounds
    if bounds.is_empty():
        return Shape(stroke.find_key(mark), NOWHERE, cell, np.zeros((0, 0), np.uint8))
    width, height = bounds.size()
    cover = np.zeros((height // cell, width // cell), np.uint8)
    info = skia.ImageInfo.Make(width // cell, height // cell, skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
    with skia.Surface.MakeRasterDirect(info, cover) as canvas:
        canvas.scale(1 / cell, 1 / cell)
        canvas.translate(-bounds.left, -bounds.top)
        stroke.draw(canvas, mark)
    return _trim(Shape(stroke.find_key(mark), bounds, cell, cover), step // cell)


def move_shape(model: Shape, place: Place, screen: Rectangle, key: tuple[object, ...]) -> Shape:
    """A blurred shape, drawn with its pen at the origin, as it is at another place and in another size: an eighth of the work of drawing
    it again."""
    (x, y, scale), cell, box = place, model.cell, model.bounds
    edges = (x + (box.left - cell) * scale, y + (box.top - cell) * scale, x + (box.right + cell) * scale, y + (box.bottom + cell) * scale)
    bounds = screen.cut(surround(edges, cell))
    if model.bounds.is_empty() or bounds.is_empty():
        return Shape(key, NOWHERE, cell, model.cover[:0, :0], model)
    # From the middle of a cell to the same spot of the model, in cells.
    starts = [((edge + cell / 2 - pen) / scale - low) / cell - 0.5 for edge, pen, low in zip(bounds, (x, y), box[:2], strict=False)]
    matrix = np.array([[1 / scale, 0, starts[0]], [0, 1 / scale, starts[1]]])
    size = bounds.size()[0] // cell, bounds.size()[1] // cell
    cover = cv2.warpAffine(model.cover, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return Shape(key, bounds, cell, cover, model)


def describe_pixels(width: int, height: int) -> skia.ImageInfo:
    """Premultiplied pixels: laying an image on another is five times as fast in this order of channels as in RGBA."""
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)


# --------------------------------------------------------------------------------------------- private


def _trim(shape: Shape, step: int) -> Shape:
    """Without what it does not cover at its edges; cut between every `step` samples."""
    left, top, width, height = cv2.boundingRect(shape.cover)
    if not width:
        return Shape(shape.key, NOWHERE, shape.cell, shape.cover[:0, :0])
    right, bottom = -(-(left + width) // step) * step, -(-(top + height) // step) * step
    left, top = left // step * step, top // step * step
    x, y, cell = shape.bounds.left, shape.bounds.top, shape.cell
    bounds = Rectangle(x + left * cell, y + top * cell, x + right * cell, y + bottom * cell)
    return Shape(shape.key, bounds, cell, np.ascontiguousarray(shape.cover[top:bottom, left:right]))


def _scale(cover: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    if isinstance(share, np.ndarray):
        codes = np.rint(255 * share).astype(np.uint8)
        return cv2.multiply(cover, cv2.repeat(codes[None], cover.shape[0], 1), scale=1 / 255)
    return cv2.convertScaleAbs(cover, alpha=share)
