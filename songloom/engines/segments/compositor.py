"""Lays text over the background in the video's own planes: no picture is ever converted twice."""

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, Planes
from songloom.engines.segments.lettering import Changes, Lettering
from songloom.engines.segments.rectangle import Rectangle, merge
from songloom.engines.segments.sprites import COVER, Kind

# The planes of a frame.
KINDS: tuple[Kind, ...] = ((0, 1), (1, 2), (2, 2))


class Compositor:
    """The frame as Y, Cb and Cr; below it the background under the haze alone, and the haze in the same form."""

    def __init__(self, size: tuple[int, int], canvas: Planes | None = None):
        """The frame is drawn on `canvas` where it does not move."""
        width, height = size
        self.frame = self._canvas = canvas or _fill(width, height, 0)
        self._screen = Rectangle(0, 0, width, height)
        self._ground: Planes | None = None
        self._ink = _fill(width, height, 0)
        self._clear = _fill(width, height, 255)

    def take_haze(self, lettering: Lettering, area: Rectangle) -> None:
        """Take the haze where it changed."""
        luma, blue, red, full, half = lettering.enlarge_haze(area, (*KINDS, (COVER, 1), (COVER, 2)))
        for ink, pixels in zip(_cut(self._ink, area), (luma, blue, red), strict=True):
            np.copyto(ink, pixels)
        for clear, pixels in zip(_cut(self._clear, area), (full, half, half), strict=True):
            cv2.bitwise_not(pixels, dst=clear)

    def take_background(self, background: Planes, area: Rectangle | None = None) -> None:
        """Start the frame from a background, or from what of it lies in `area`."""
        self.frame = self._canvas
        _copy(background, self.frame, area or self._screen)

    def begin(self, background: Planes, lettering: Lettering) -> None:
        """All of the text over a background that was not there before, and that becomes the frame."""
        self.frame, self._ground = background, None
        for area in lettering.find_haze():
            self._lay_haze(self.frame, background, area)
        self._lay_letters(lettering, self._screen)

    def change(self, background: Planes, lettering: Lettering, changes: Changes, moved: list[Rectangle]) -> None:
        """The text where it changed, and all of it where the background did (`moved`)."""
        if self._ground is None:
            luma, blue, red = (plane.copy() for plane in background)
            self._ground, again = (luma, blue, red), [self._screen]
            if self.frame is not self._canvas:
                _copy(self.frame, self._canvas, self._screen)
                self.frame = self._canvas
        else:
            again = moved
            for area in moved:
                _copy(background, self._ground, area)
        hazes = lettering.find_haze() if again else []
        for area in (*changes.haze, *(haze.cut(area) for area in again for haze in hazes if haze.meets(area))):
            self._lay_haze(self._ground, background, area)
        for area in merge([*moved, *changes.haze, *changes.letters]):
            _copy(self._ground, self.frame, area)
            self._lay_letters(lettering, area)

    def to_rgb(self) -> np.ndarray:
        """The frame as a player shows it: uint8 RGB."""
        luma, blue, red = self.frame
        size = (luma.shape[1], luma.shape[0])
        chroma = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (blue, red)]
        to_rgb = np.linalg.inv(TO_YUV)
        return cv2.transform(cv2.merge([luma, *chroma]), np.hstack([to_rgb, -to_rgb @ YUV_BLACK[:, None]]).astype(np.float32))

    def _lay_haze(self, into: Planes, background: Planes, area: Rectangle) -> None:
        layers = (into, background, self._ink, self._clear)
        for target, ground, ink, clear in zip(*(_cut(layer, area) for layer in layers), strict=True):
            cv2.multiply(ground, clear, dst=target, scale=1 / 255)
            cv2.add(target, ink, dst=target)

    def _lay_letters(self, lettering: Lettering, area: Rectangle) -> None:
        for sprite in lettering.find_letters(area):
            sprite.lay(self.frame, area, KINDS)


# --------------------------------------------------------------------------------------------- private


def _fill(width: int, height: int, value: int) -> Planes:
    half = (height // 2, width // 2)
    return np.full((height, width), value, np.uint8), np.full(half, value, np.uint8), np.full(half, value, np.uint8)


def _cut(planes: Planes, area: Rectangle) -> Planes:
    luma, blue, red = planes
    rows, columns = slice(area.top // 2, area.bottom // 2), slice(area.left // 2, area.right // 2)
    return luma[area.top : area.bottom, area.left : area.right], blue[rows, columns], red[rows, columns]


def _copy(source: Planes, target: Planes, area: Rectangle) -> None:
    for into, plane in zip(_cut(target, area), _cut(source, area), strict=True):
        np.copyto(into, plane)
