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
        """Lay letters over shadows and lights where they changed. Where Skia says blue, green, red and alpha, their pixels hold Cr, Cb,
        Y and alpha."""
        letters = lettering.letters.pixels[area.top : area.bottom, area.left : area.right]
        half = cv2.resize(letters, (area.size()[0] // 2, area.size()[1] // 2), interpolation=cv2.INTER_AREA)
        inks, clears = _cut(self._ink, area), _cut(self._clear, area)
        # Of each layer only what a plane needs: most of the time goes into taking pixels apart.
        for over, step, planes in ((letters, 1, (0,)), (half, 2, (1, 2))):
            through = cv2.bitwise_not(cv2.extractChannel(over, 3))
            *under, cover = _enlarge(lettering.haze.pixels, area, lettering.grain, step, [*(2 - plane for plane in planes), 3])
            for plane, below in zip(planes, under, strict=True):
                top = cv2.extractChannel(over, 2 - plane)
                inks[plane][:] = cv2.add(cv2.multiply(below, through, scale=1 / 255), top)
                clears[plane][:] = cv2.multiply(cv2.bitwise_not(cover), through, scale=1 / 255)

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
        yuv = np.dstack([luma, *chroma]).astype(np.float32) - YUV_BLACK.astype(np.float32)
        rgb = cv2.transform(yuv, np.linalg.inv(TO_YUV).astype(np.float32))
        return np.rint(rgb).clip(0, 255).astype(np.uint8)


# --------------------------------------------------------------------------------------------- private


def _fill(width: int, height: int, value: int) -> Planes:
    half = (height // 2, width // 2)
    return np.full((height, width), value, np.uint8), np.full(half, value, np.uint8), np.full(half, value, np.uint8)


def _enlarge(haze: np.ndarray, area: Rectangle, grain: int, step: int, channels: list[int]) -> list[np.ndarray]:
    """These channels of what of a layer of cells of `grain` pixels lies in `area`, at every `step`-th pixel. As many cells more on each
    side as make whole steps are enlarged with it, so that a pixel comes out the same whatever the area."""
    more = max(1, step // grain)
    first = (max(0, area.top // grain - more), max(0, area.left // grain - more))
    cells = haze[first[0] : -(-area.bottom // grain) + more, first[1] : -(-area.right // grain) + more]
    y, x = (area.top - first[0] * grain) // step, (area.left - first[1] * grain) // step
    width, height = area.size()[0] // step, area.size()[1] // step
    scale, how = grain / step, cv2.INTER_LINEAR if grain > step else cv2.INTER_AREA
    large = [
        cv2.resize(plane, None, fx=scale, fy=scale, interpolation=how)
        for plane in (cv2.extractChannel(cells, channel) for channel in channels)
    ]
    return [plane[y : y + height, x : x + width] for plane in large]


def _cut(planes: Planes, area: Rectangle) -> Planes:
    luma, blue, red = planes
    rows, columns = slice(area.top // 2, area.bottom // 2), slice(area.left // 2, area.right // 2)
    return luma[area.top : area.bottom, area.left : area.right], blue[rows, columns], red[rows, columns]
