"""The text alone, with how opaque it is: for editors who lay it over pictures of their own."""

from collections.abc import Sequence

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.rectangle import Rectangle
from songloom.engines.segments.sprites import COVER, Sprite

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
        sprites = list(lettering.find_letters(area))
        covers = {step: _draw_channel(lettering, sprites, area, (COVER, step)) for step in {1, self._step}}
        np.copyto(_cut(self.frame[COVER], area, 1), covers[1])
        for channel, (step, empty) in enumerate(self._planes()):
            ink, cover = _draw_channel(lettering, sprites, area, (channel, step)), covers[step]
            _cut(self.frame[channel], area, step)[:] = np.where(cover > 0, cv2.divide(ink, cover, scale=255), np.uint8(empty))

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


def _draw_channel(lettering: Lettering, sprites: Sequence[Sprite], area: Rectangle, kind: tuple[int, int]) -> np.ndarray:
    """A channel of the text inside `area`, its inks premultiplied; `kind` is its number and how many pixels a sample is wide."""
    drawn = lettering.enlarge_haze(area, *kind).copy()
    for sprite in sprites:
        sprite.lay(drawn, area, kind, area[:2])
    return drawn


def _cut(plane: np.ndarray, area: Rectangle, step: int) -> np.ndarray:
    return plane[area.top // step : area.bottom // step, area.left // step : area.right // step]
