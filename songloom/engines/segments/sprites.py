"""Shapes drawn once, coloured when they are laid: a word that is filled is the same letters in other colours."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import skia

from songloom.engines.segments.marks import Mark, Place
from songloom.engines.segments.rectangle import Rectangle, surround
from songloom.engines.segments.strokes import Stroke
from songloom.engines.segments.tints import Ink, Tint

# What a plane holds: Y, Cb or Cr, or how much of it is covered; and how many pixels wide its samples are.
Kind = tuple[int, int]
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
    _halves: list[np.ndarray] = field(default_factory=list, compare=False, repr=False)
    _images: dict[Ink, tuple[skia.Image, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    def find_cover(self, step: int) -> np.ndarray:
        """It in samples of `step` pixels: as wide as its own, or twice as wide."""
        if step == self.cell:
            return self.cover
        if not self._halves:
            size = self.cover.shape[1] // 2, self.cover.shape[0] // 2
            self._halves.append(cv2.resize(self.cover, size, interpolation=cv2.INTER_AREA))
        return self._halves[0]

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
    _inks: dict[Kind, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def bounds(self) -> Rectangle:
        """Nothing of it lies outside."""
        return self.shape.bounds

    def lay(self, planes: Sequence[np.ndarray], area: Rectangle, kinds: Sequence[Kind], origin: tuple[int, int] = (0, 0)) -> None:
        """Lay what is inside `area` over planes of these kinds, which begin at `origin`."""
        cut, (x, y) = self.bounds.cut(area), origin
        if cut.is_empty():
            return
        left, top = self.bounds.left, self.bounds.top
        for plane, (channel, step) in zip(planes, kinds, strict=True):
            ink, clear = self.find_ink((channel, step))
            rows = slice((cut.top - top) // step, (cut.bottom - top) // step)
            columns = slice((cut.left - left) // step, (cut.right - left) // step)
            target = plane[(cut.top - y) // step : (cut.bottom - y) // step, (cut.left - x) // step : (cut.right - x) // step]
            cv2.multiply(target, clear[rows, columns], dst=target, scale=1 / 255)
            cv2.add(target, ink[rows, columns], dst=target)

    def find_ink(self, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
        """What it adds to the samples of a plane, and how much of them it leaves, of 255."""
        if kind not in self._inks:
            self._inks[kind] = self._mix(*kind)
        return self._inks[kind]

    def _mix(self, channel: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        tint, ink = self.tint, (*self.tint.ink, 1.0)[channel]
        if channel == COVER:
            cover = self.shape.find_cover(step)
            if tint.rest and tint.cover != 1:
                cover = _sweep(cover, self.opacity * (1 + (tint.cover - 1) * self._find_share(step)))
            elif self.opacity != 1:
                cover = cv2.convertScaleAbs(cover, alpha=self.opacity)
            return cover, cv2.bitwise_not(cover)
        cover, clear = self.find_ink((COVER, step))
        if tint.rest is None:
            return cv2.convertScaleAbs(cover, alpha=ink), clear
        codes = self.opacity * (ink + (tint.rest[channel] * tint.cover - ink) * self._find_share(step))
        return _sweep(self.shape.find_cover(step), codes), clear

    def _find_share(self, step: int) -> np.ndarray:
        """How far the ink has passed into the rest, in every column."""
        begin, end = self.tint.edge
        columns = np.arange(self.bounds.left + step / 2, self.bounds.right, step)
        return ((columns - begin) / (end - begin)).clip(0, 1)


def draw_shape(stroke: Stroke, mark: Mark, screen: Rectangle | None, cells: tuple[int, int]) -> Shape:
    """What a stroke of a mark covers of the screen, if there is one. It is drawn in cells of so many pixels, and enlarged to smaller ones;
    bounds are on every second pixel at least, along which the chroma planes can be cut too."""
    grain, cell = cells
    step = max(2, grain)
    bounds = stroke.find_bounds(mark, step)
    bounds = screen.cut(bounds) if screen else bounds
    if bounds.is_empty():
        return Shape(stroke.find_key(mark), NOWHERE, cell, np.zeros((0, 0), np.uint8))
    width, height = bounds.size()
    cover = np.zeros((-(-height // grain), -(-width // grain)), np.uint8)
    info = skia.ImageInfo.Make(cover.shape[1], cover.shape[0], skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
    with skia.Surface.MakeRasterDirect(info, cover) as canvas:
        canvas.scale(1 / grain, 1 / grain)
        canvas.translate(-bounds.left, -bounds.top)
        stroke.draw(canvas, mark)
    if grain > cell:
        size = cover.shape[1] * grain // cell, cover.shape[0] * grain // cell
        cover = cv2.resize(cover, size, interpolation=cv2.INTER_LINEAR)[: height // cell, : width // cell]
    return _trim(Shape(stroke.find_key(mark), bounds, cell, cover), max(2, cell) // cell)


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


def _sweep(cover: np.ndarray, row: np.ndarray) -> np.ndarray:
    """A shape of which so much shows in every column."""
    return cv2.multiply(cover, cv2.repeat(np.rint(255 * row).astype(np.uint8)[None], cover.shape[0], 1), scale=1 / 255)
