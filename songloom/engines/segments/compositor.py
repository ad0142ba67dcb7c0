"""Lays the text layer over the background in the video's own planes: no picture is ever converted twice."""

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, Planes
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.rectangle import Rectangle


class Compositor:
    """The frame as Y, Cb and Cr, and the text layer in the same form."""

    def __init__(self, size: tuple[int, int]):
        width, height = size
        self.frame = _fill(width, height, 0)
        self._ink = _fill(width, height, 0)
        self._clear = _fill(width, height, 255)

    def take_text(self, lettering: Lettering, area: Rectangle) -> None:
        """Take the text layer's pixels where they changed. Where Skia says blue, green, red and alpha, they hold Cr, Cb, Y and alpha."""
        full = lettering.pixels[area.top : area.bottom, area.left : area.right]
        half = cv2.resize(full, (area.size()[0] // 2, area.size()[1] // 2), interpolation=cv2.INTER_AREA)
        places = zip(_cut(self._ink, area), _cut(self._clear, area), (full, half, half), (2, 1, 0), strict=True)
        for ink, clear, pixels, channel in places:
            ink[:] = cv2.extractChannel(pixels, channel)
            clear[:] = cv2.bitwise_not(cv2.extractChannel(pixels, 3))

    def take_background(self, background: Planes, area: Rectangle | None = None) -> None:
        """Start the frame from a background, or from what of it lies in `area`."""
        area = area or Rectangle(0, 0, self.frame[0].shape[1], self.frame[0].shape[0])
        for plane, ground in zip(_cut(self.frame, area), _cut(background, area), strict=True):
            np.copyto(plane, ground)

    def lay_text(self, background: Planes, area: Rectangle) -> None:
        """Lay the text layer over the background inside `area`."""
        layers = (self.frame, background, self._ink, self._clear)
        for plane, ground, ink, clear in zip(*(_cut(layer, area) for layer in layers), strict=True):
            plane[:] = cv2.add(cv2.multiply(ground, clear, scale=1 / 255), ink)

    def to_rgb(self) -> np.ndarray:
        """The frame as a player shows it: uint8 RGB."""
        luma, blue, red = self.frame
        size = (luma.shape[1], luma.shape[0])
        chroma = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in (blue, red)]
        to_rgb = np.linalg.inv(TO_YUV)
        return cv2.transform(cv2.merge([luma, *chroma]), np.hstack([to_rgb, -to_rgb @ YUV_BLACK[:, None]]).astype(np.float32))


# --------------------------------------------------------------------------------------------- private


def _fill(width: int, height: int, value: int) -> Planes:
    half = (height // 2, width // 2)
    return np.full((height, width), value, np.uint8), np.full(half, value, np.uint8), np.full(half, value, np.uint8)


def _cut(planes: Planes, area: Rectangle) -> Planes:
    luma, blue, red = planes
    rows, columns = slice(area.top // 2, area.bottom // 2), slice(area.left // 2, area.right // 2)
    return luma[area.top : area.bottom, area.left : area.right], blue[rows, columns], red[rows, columns]
