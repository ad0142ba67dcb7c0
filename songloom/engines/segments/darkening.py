"""Darkens the frames of a clip until text can be read on them: what `grading` bakes for a picture, done in a few whole-plane operations
for every frame."""

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, Planes, find_darkest_limit, parse_colour
from songloom.engines.segments.grading import CONTRAST, EXPOSE, find_corners
from songloom.model.theme import FrameTheme

# Weights of Cb and Cr (in [-0.5, 0.5]) in how much lighter a colour is than its luma says: with c² for the transfer curve, which lies
# above BT.709's, luminance is Y² + a quadratic form in Cb and Cr, and that is at most (0.547 · Cb)² + (0.917 · Cr)².
BLUE_WEIGHT, RED_WEIGHT = 0.547, 0.917
# max(a, b) + 0.4143 · min(a, b) is never less than √(a² + b²), and at most 8 % more.
SMALLER = 0.4143
# The cells that share a gain, in pixels.
CELL = 8


class Darkening:
    """How a theme darkens frames of one size, those of one clip. What is light decides for its surroundings, so that they keep their
    drawing; nothing escapes it, however light or colourful it is."""

    def __init__(self, theme: FrameTheme, zone: np.ndarray, size: tuple[int, int], samples: Iterable[Planes]):
        """`zone` says for every row how much it is text's; `samples` are frames that tell how light the clip is."""
        corners = theme.ground.vignette * find_corners(*size)
        kept = theme.ground.light * (1 - corners)
        self._kept = _to_byte(kept)
        self._text = _to_byte(kept * zone[:, None])
        luma, *chroma = TO_YUV @ np.array(parse_colour(theme.ground.tint), float) + YUV_BLACK
        # What is not kept of the picture is the tint's in the corners, and black's elsewhere.
        self._luma = _to_byte((16 + corners * (luma - 16)) / 255)
        half = cv2.resize(corners, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_AREA)
        self._tints = [(_to_byte(half * abs(code - 128) / 255), code > 128) for code in chroma]
        limit = find_darkest_limit(list(theme.list_inks().values()), CONTRAST)
        light = float(np.quantile(np.concatenate([_measure(planes).ravel() for planes in samples]), 0.9)) / 255
        self._limits = [_bend(limit * (1 - 0.6 * theme.ground.veil), light), _bend(limit, light)]

    def grade(self, planes: Planes, text: float, flash: float) -> Planes:
        """The frame as dark as text needs it: `text` is how far it makes way for text, `flash` how far it is as light as contrast
        allows."""
        luma, *chroma = planes
        gain = self._kept
        if text > 0:
            quiet, lit = self._limits
            lost = cv2.LUT(_measure(planes), np.rint(quiet + flash * (lit - quiet)).astype(np.uint8))
            wide = cv2.resize(lost, (luma.shape[1], luma.shape[0]), interpolation=cv2.INTER_LINEAR)
            gain = cv2.subtract(gain, cv2.multiply(wide, self._text, scale=text / 255))
        luma = cv2.add(cv2.multiply(cv2.subtract(luma, _BLACK), gain, scale=1 / 255), self._luma)
        half = cv2.resize(gain, (chroma[0].shape[1], chroma[0].shape[0]), interpolation=cv2.INTER_AREA)
        grey = cv2.convertScaleAbs(half, alpha=-128 / 255, beta=128)
        blue, red = (
            (cv2.add if is_more else cv2.subtract)(cv2.add(cv2.multiply(plane, half, scale=1 / 255), grey), tint)
            for plane, (tint, is_more) in zip(chroma, self._tints, strict=True)
        )
        return luma, blue, red


# --------------------------------------------------------------------------------------------- private


def _measure(planes: Planes) -> np.ndarray:
    """For every cell of CELL × CELL pixels the root of an upper bound of the luminance in it and around it: so far around that a gain
    between the middles of cells is right for all of them, and softly, as edges of shadows would be seen."""
    luma, blue, red = planes
    half = (blue.shape[1], blue.shape[0])
    grey = cv2.resize(cv2.dilate(luma, _PAIR, anchor=(0, 0)), half, interpolation=cv2.INTER_NEAREST)
    colour = _hypot(cv2.LUT(blue, _BLUE), cv2.LUT(red, _RED))
    bright = cv2.dilate(_hypot(cv2.LUT(grey, _LUMA), colour), _CELL, anchor=(0, 0))
    count = (-(-half[0] // (CELL // 2)), -(-half[1] // (CELL // 2)))
    cells = cv2.resize(bright, count, interpolation=cv2.INTER_NEAREST)
    return cv2.blur(cv2.dilate(cells, _AROUND), (3, 3))


def _hypot(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return cv2.add(cv2.max(one, other), cv2.convertScaleAbs(cv2.min(one, other), alpha=SMALLER, beta=0.5))


def _bend(limit: float, light: float) -> np.ndarray:
    """For every root of luminance (of 255) what is lost of it, of 255: the whole clip darker, then the lights bent below `limit`."""
    roots = np.arange(256) / 255
    exposure = min(1.0, (limit / max(light * light, 1e-4)) ** EXPOSE)
    bent = np.sqrt(limit * (1 - np.exp(-np.square(roots) * exposure / limit)))
    return 255 * (1 - bent / np.maximum(roots, 1 / 255)).clip(0, 1)


def _to_byte(share: np.ndarray) -> np.ndarray:
    return np.rint(255 * share).clip(0, 255).astype(np.uint8)


_BLACK: Any = YUV_BLACK[0]
_CODES = np.arange(256.0)
_LUMA = _to_byte((_CODES - 16) / 219)
_BLUE, _RED = (_to_byte(weight * np.abs(_CODES - 128) / 224) for weight in (BLUE_WEIGHT, RED_WEIGHT))
_PAIR, _CELL, _AROUND = (np.ones((edge, edge), np.uint8) for edge in (2, CELL // 2, 5))
