"""Lays the text layer over the background in the video's own planes: no picture is ever converted twice."""

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, Planes
from songloom.engines.segments.rectangle import Rectangle

# Premultiplied BGRA → premultiplied Y, Cb, Cr: linear, since the planes' offsets are carried by alpha.
_MATRIX = np.hstack([TO_YUV[:, ::-1], YUV_BLACK[:, None] / 255]).astype(np.float32)


class Compositor:
    """The frame as Y, Cb and Cr, and the text layer in the same form."""

    def __init__(self, size: tuple[int, int]):
        width, height = size
        self.frame = _fill(width, height, 0)
        self._ink = _fill(width, height, 0)
        self._clear = _fill(width, height, 255)

    def take_text(self, pixels: np.ndarray, area: Rectangle) -> None:
        """Convert the text layer where it changed."""
        bgra = pixels[area.top : area.bottom, area.left : area.right]
        half = cv2.resize(bgra, ((area.right - area.left) // 2, (area.bottom - area.top) // 2), interpolation=cv2.INTER_AREA)
        ink = (cv2.transform(bgra, _MATRIX[:1]), *cv2.split(cv2.transform(half, _MATRIX[1:])))
        alphas = (cv2.extractChannel(bgra, 3), *[cv2.extractChannel(half, 3)] * 2)
        for target, plane in zip(_cut(self._ink, area), ink, strict=True):
            target[:] = plane
        for target, alpha in zip(_cut(self._clear, area), alphas, strict=True):
            np.bitwise_not(alpha, out=target)

    def take_background(self, background: Planes) -> None:
        """Start the frame from a background."""
        for plane, ground in zip(self.frame, background, strict=True):
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
        yuv = np.dstack([luma, *chroma]).astype(np.float32) - YUV_BLACK.astype(np.float32)
        rgb = cv2.transform(yuv, np.linalg.inv(TO_YUV).astype(np.float32))
        return np.rint(rgb).clip(0, 255).astype(np.uint8)


# --------------------------------------------------------------------------------------------- private


def _fill(width: int, height: int, value: int) -> Planes:
    half = (height // 2, width // 2)
    return np.full((height, width), value, np.uint8), np.full(half, value, np.uint8), np.full(half, value, np.uint8)


def _cut(planes: Planes, area: Rectangle) -> Planes:
    luma, blue, red = planes
    rows, columns = slice(area.top // 2, area.bottom // 2), slice(area.left // 2, area.right // 2)
    return luma[area.top : area.bottom, area.left : area.right], blue[rows, columns], red[rows, columns]
