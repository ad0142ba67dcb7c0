"""The text alone, with how opaque it is: for editors who lay it over pictures of their own."""

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.rectangle import Rectangle
from songloom.engines.segments.sprites import COVER

# Y, Cb, Cr and alpha of a frame, each in full size; or the middle two of half the width and height.
Sheet = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Matte:
    """The text layer as straight colours: what a letter is coloured does not depend on how opaque it is there, as editors take it
    without being asked. Where there is nothing, it is black that is not seen."""

    def __init__(self, size: tuple[int, int], halves_chroma: bool):
        width, height = size
        self._step = 2 if halves_chroma else 1
        luma, blue, red = (np.full((height // step, width // step), value, np.uint8) for step, value in self._planes())
        self.frame: Sheet = (luma, blue, red, np.zeros((height, width), np.uint8))

    def take_text(self, lettering: Lettering, area: Rectangle) -> None:
        """Take the text where it changed."""
        kinds = [*((channel, step) for channel, (step, _) in enumerate(self._planes())), (COVER, 1), (COVER, self._step)]
        drawn = [plane.copy() for plane in lettering.enlarge_haze(area, kinds)]
        for sprite in lettering.find_letters(area):
            sprite.lay(drawn, area, kinds, area[:2])
        covers = (drawn[COVER], drawn[-1], drawn[-1])
        np.copyto(_cut(self.frame[COVER], area, 1), drawn[COVER])
        for plane, ink, cover, (step, empty) in zip(self.frame, drawn, covers, self._planes(), strict=False):
            _cut(plane, area, step)[:] = np.where(cover > 0, cv2.divide(ink, cover, scale=255), np.uint8(empty))

    def to_rgba(self) -> np.ndarray:
        """The frame with straight alpha: uint8 RGBA."""
        luma, blue, red, alpha = self.frame
        size = (luma.shape[1], luma.shape[0])
        chroma = [plane if plane.shape == luma.shape else cv2.resize(plane, size) for plane in (blue, red)]
        yuv = np.dstack([luma, *chroma]).astype(np.float32) - YUV_BLACK.astype(np.float32)
        rgb = cv2.transform(yuv, np.linalg.inv(TO_YUV).astype(np.float32))
        return np.dstack([np.rint(rgb).clip(0, 255).astype(np.uint8), alpha])

    def _planes(self) -> tuple[tuple[int, int], ...]:
        """Of Y, Cb and Cr: how many pixels a sample is wide, and what it is where there is nothing."""
        return (1, 16), (self._step, 128), (self._step, 128)


# --------------------------------------------------------------------------------------------- private


def _cut(plane: np.ndarray, area: Rectangle, step: int) -> np.ndarray:
    return plane[area.top // step : area.bottom // step, area.left // step : area.right // step]
