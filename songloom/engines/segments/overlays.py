"""Lays the music over the picture: bars of its spectrum, waves or motes that swell with it. Where text stands they stay as dark as the
picture there, whatever their colour."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from songloom.engines.segments.backdrop import View
from songloom.engines.segments.colour import Planes, code_colour, find_darkest_limit, measure_luminance, parse_colour
from songloom.engines.segments.figures import FIGURES, Scene
from songloom.engines.segments.grading import CONTRAST
from songloom.engines.segments.ground import GroundSlice
from songloom.engines.segments.levels import PARTS, decode_levels
from songloom.engines.segments.marks import Mark
from songloom.engines.segments.rectangle import Rectangle
from songloom.model.bands import BANDS
from songloom.model.theme import FrameTheme

# Where text is, is told in so many bands of rows; how far beyond it what lies behind is darkened as well, in bands; and how far letters
# reach above and below the line that they stand on, in ems.
BANDS_OF_ROWS, SOFT = 180, 9
ASCENDS, DESCENDS = 1.15, 0.4


@dataclass(frozen=True)
class Background:
    """Planes to lay something over, and how they look; `is_new`: they are not those of the frame before."""

    planes: Planes
    view: View
    is_new: bool


class Overlay:
    """The overlay of one segment in one shape of screen."""

    def __init__(self, ground: GroundSlice, theme: FrameTheme, size: tuple[int, int], fps: int):
        style = theme.ground.overlay
        stands_low = theme.layout.anchor > 0.5
        draw, share, self._grain = FIGURES[style.style]
        self._levels = decode_levels(ground.levels, BANDS if style.style == "bars" else PARTS).astype(np.float32) / 255
        self._first, self._fps = ground.first, fps
        height = 2 * round(size[1] * share / 2)
        # Away from the text: what would rise from the foot hangs from the head where lines stand low.
        top = 0 if stands_low else size[1] - height
        self.area = Rectangle(0, top, size[0], top + height)
        self._draw, self._scene = draw, Scene(size[0] // self._grain, height // self._grain, min(size) / self._grain, stands_low)
        self._size = (size[0], height)
        limit = find_darkest_limit(list(theme.list_inks().values()), CONTRAST)
        self._open, self._quiet = code_colour(style.colour), code_colour(_darken(style.colour, limit))
        self._strength = style.strength
        self._pixels = np.zeros((self._scene.height, self._scene.width), np.uint8)
        info = skia.ImageInfo.Make(self._scene.width, self._scene.height, skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, self._scene.width)
        self._frame: Planes | None = None
        # Where it is worked out: memory that is asked for anew in every frame costs as much as the work.
        whole, half = (height, size[0]), (height // 2, size[0] // 2)
        self._room = [(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)) for shape in (whole, half, half)]
        self._band = size[1] / BANDS_OF_ROWS
        self._need = np.zeros(0, np.float32)
        self._inks: list[np.ndarray] | None = None

    def lay(self, ground: Background, frame: int, marks: Iterable[Mark]) -> Planes:
        """The background with the overlay of a frame over it, as dark as text needs it behind its `marks`; overwritten by the next."""
        planes = ground.planes
        mask, half = self._draw_mask(frame, self._strength * ground.view.light)
        if self._frame is None or ground.is_new:
            luma, blue, red = (plane.copy() for plane in planes)
            self._frame = luma, blue, red
        inks = self._find_inks(self._find_need(marks))
        for into, plane, ink, alpha, (one, other) in zip(self._frame, planes, inks, (mask, half, half), self._room, strict=True):
            rows = slice(self.area.top * plane.shape[0] // planes[0].shape[0], self.area.bottom * plane.shape[0] // planes[0].shape[0])
            cv2.bitwise_not(alpha, dst=one)
            cv2.multiply(plane[rows], one, dst=other, scale=1 / 255)
            cv2.multiply(ink, alpha, dst=one, scale=1 / 255)
            cv2.add(one, other, dst=into[rows])
        return self._frame

    def _draw_mask(self, frame: int, strength: float) -> tuple[np.ndarray, np.ndarray]:
        """How much of every pixel, and of every second one, is the overlay's."""
        self._pixels[:] = 0
        canvas = self._surface.getCanvas()
        self._draw(canvas, self._scene, self._levels[min(frame, len(self._levels) - 1)], (self._first + frame) / self._fps)
        self._surface.flushAndSubmit()
        drawn = cv2.convertScaleAbs(self._pixels, alpha=strength)
        if self._grain == 2:
            return cv2.resize(drawn, self._size, interpolation=cv2.INTER_LINEAR), drawn
        return drawn, cv2.resize(drawn, (self._size[0] // 2, self._size[1] // 2), interpolation=cv2.INTER_AREA)

    def _find_inks(self, need: np.ndarray) -> list[np.ndarray]:
        """Y, Cb and Cr of the overlay's colour, row by row: as dark as text needs it where text is."""
        if self._inks is None or not np.array_equal(need, self._need):
            rows = np.interp(np.arange(self.area.top, self.area.bottom), (np.arange(len(need)) + 0.5) * self._band, need)
            self._need, self._inks = need, []
            for loud, quiet, step in zip(self._open, self._quiet, (1, 2, 2), strict=True):
                column = np.rint(255 * (loud + rows[::step, None] * (quiet - loud))).astype(np.uint8)
                self._inks.append(np.repeat(column, self._size[0] // step, axis=1))
        return self._inks

    def _find_need(self, marks: Iterable[Mark]) -> np.ndarray:
        """For bands of rows from the head to the foot: how much of a text there is, falling off softly above and below."""
        need = np.zeros((BANDS_OF_ROWS, 1), np.float32)
        for mark in marks:
            _, y, scale = mark.place
            em = mark.em * scale
            first, last = (int(edge / self._band) for edge in (y - ASCENDS * em, y + DESCENDS * em))
            rows = need[max(0, first) : max(0, last + 1)]
            np.maximum(rows, mark.alpha, out=rows)
        wide = cv2.dilate(need, np.ones((2 * SOFT + 1, 1), np.uint8))
        return cv2.blur(wide, (1, 2 * SOFT + 1))[:, 0]


# --------------------------------------------------------------------------------------------- private


def _darken(colour: str, limit: float) -> str:
    """The colour, dark enough for its luminance to lie below `limit`."""
    channels = np.array(parse_colour(colour), float)
    for share in np.linspace(1, 0, 101):
        code = np.rint(channels * share).astype(int)
        if measure_luminance((code / 255).astype(np.float32)[None, None])[0, 0] <= limit:
            return "#" + bytes(code.tolist()).hex()
    return "#000000"
