"""A riso press: each form is a flat ink and a sprayed shade over it that never sits quite where it should."""

import cv2
import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.sheet import Window, draw_mask, skia

# How far the second ink slips, in picture widths: seen on a sleeve, not across a room.
_SLIP = 0.0032
# Grains of the spray across the picture's edge, so that a picture of any size has the same texture.
_GRAINS = 900


class Press:
    """Prints outlines (units of the picture's edge, y downward) one over another."""

    def __init__(self, brief: Brief) -> None:
        self._size, self._ramp = brief.size, brief.ramp
        grains = brief.chance.random((_GRAINS, _GRAINS), dtype=np.float32)
        self._spray = cv2.resize(grains, (brief.size, brief.size), interpolation=cv2.INTER_LINEAR)
        turn = brief.chance.uniform(0, 2 * np.pi)
        self._slip = np.round(np.array([np.cos(turn), np.sin(turn)]) * _SLIP * brief.size).astype(int)
        self._light: Floats = np.tile(brief.ramp.mix(0.0), (brief.size, brief.size, 1))

    def print_sky(self, tone: float, shade: float) -> None:
        """Print the whole picture, sprayed with `shade` towards its foot."""
        self.print_form(skia.Path.Rect(skia.Rect.MakeWH(1, 1)), tone, shade, 0.25, 0.8)

    def print_form(self, outline: skia.Path, tone: float, shade: float, turn: float, depth: float = 0.9) -> None:
        """Print one form in `tone`, sprayed with `shade` towards the direction `turn` (in turns, 0.25 = down), up to `depth`."""
        window = self._find_window(outline)
        mask = draw_mask(outline, window, self._size)
        if not mask.size:
            return
        self._ink(window, mask, tone)
        # The slip's rim is copied, so that a form which runs off the picture has no gap along its edge.
        move = np.array([[1, 0, self._slip[0]], [0, 1, self._slip[1]]], np.float32)
        slipped = cv2.warpAffine(mask, move, mask.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
        slope = self._slope(window, outline.getBounds(), turn)
        dots = np.clip((depth * slope**1.6 - self._spray[window]) * 2.2 + 0.5 * np.minimum(slope * 2, 1), 0, 1)
        self._ink(window, slipped * dots, shade)

    def read_linear(self) -> Floats:
        """What is printed so far, as linear RGB."""
        return self._light

    # ------------------------------------------------------------------------------------------- private

    def _find_window(self, outline: skia.Path) -> Window:
        """The rows and columns that a form and its slip can reach, as far as they lie in the picture."""
        box, margin = outline.getBounds(), 2 + int(np.abs(self._slip).max())
        starts = [min(max(int(edge * self._size) - margin, 0), self._size) for edge in (box.top(), box.left())]
        ends = [min(max(int(edge * self._size) + margin + 1, 0), self._size) for edge in (box.bottom(), box.right())]
        return slice(starts[0], ends[0]), slice(starts[1], ends[1])

    def _ink(self, window: Window, cover: Floats, tone: float) -> None:
        area = self._light[window]
        area += cover[..., None] * (self._ramp.mix(tone) - area)

    def _slope(self, window: Window, box: skia.Rect, turn: float) -> Floats:
        """0 where the form begins along `turn`, 1 where it ends."""
        along, across = np.float32(np.cos(2 * np.pi * turn)), np.float32(np.sin(2 * np.pi * turn))
        x = (np.arange(window[1].start, window[1].stop, dtype=np.float32) / self._size - box.centerX()) * along
        y = (np.arange(window[0].start, window[0].stop, dtype=np.float32) / self._size - box.centerY()) * across
        reach = abs(along) * box.width() / 2 + abs(across) * box.height() / 2
        return np.clip((x[None, :] + y[:, None]) / (2 * reach + 1e-6) + 0.5, 0, 1)
