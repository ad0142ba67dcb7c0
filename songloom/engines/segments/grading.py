"""Darkens a picture until text can be read on it, and keeps the result as the video's own planes."""

from functools import cached_property, lru_cache

import cv2
import numpy as np

from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, Planes, find_darkest_limit, measure_luminance, parse_colour
from songloom.model.theme import FrameTheme

# WCAG asks for 4.5; the rest is for what 8 bits and the encoder do to the shadows.
CONTRAST = 4.9
# How much of the darkening is a shorter exposure and not a bend, in the exponent; how far bent lights take on the tint.
EXPOSE, TINTED = 0.45, 0.4
_GAMMA = 2.4
# So many rows are graded at a time: what is worked out for them stays in the processor's cache.
STRIP = 32


class Grading:
    """The gradings of one picture, each made when it is first shown: `quiet` behind text, `lit` behind text in a flash, `alone`
    where no text is shown."""

    def __init__(self, picture: np.ndarray, theme: FrameTheme, zone: np.ndarray):
        """`picture` is RGB, uint8; `zone` says for every row of it how much it is text's."""
        self._picture, self._ground = picture, theme.ground
        self._zone = zone[:, None].astype(np.float32)
        self._tint = np.array(parse_colour(theme.ground.tint), np.float32) / 255
        self._limit = find_darkest_limit(list(theme.list_inks().values()), CONTRAST)

    @cached_property
    def alone(self) -> Planes:
        """The picture itself, a little dimmed."""
        return self._bake(None)

    @cached_property
    def quiet(self) -> Planes:
        """As dark as the theme wants it."""
        return self._bake(self._limit * (1 - 0.6 * self._ground.veil))

    @cached_property
    def lit(self) -> Planes:
        """As light as contrast allows."""
        return self._bake(self._limit)

    @cached_property
    def _peak(self) -> float:
        """The luminance of the lights of the dimmed picture."""
        light = measure_luminance(self._dim(slice(None, None, 4), slice(None, None, 4)))
        return max(float(np.quantile(light, 0.98)), 1e-4)

    def _bake(self, limit: float | None) -> Planes:
        """The dimmed picture, its luminance brought below `limit` if there is one, as planes."""
        height, width = self._picture.shape[:2]
        luma, blue, red = (np.empty((height // step, width // step), np.uint8) for step in (1, 2, 2))
        for top in range(0, height, STRIP):
            strip = slice(top, top + STRIP)
            graded = self._dim(strip, slice(None))
            if limit is not None and self._zone[strip].any():
                graded = self._lower(graded, self._zone[strip], limit)
            half = slice(top // 2, (top + STRIP) // 2)
            luma[strip], blue[half], red[half] = _to_planes(graded, _draw_noise(width, height)[strip])
        return luma, blue, red

    def _dim(self, rows: slice, columns: slice) -> np.ndarray:
        height, width = self._picture.shape[:2]
        corners = self._ground.vignette * find_corners(width, height)[rows, columns]
        kept = cv2.merge([(1 - corners) * np.float32(self._ground.light / 255)] * 3)
        return cv2.multiply(self._picture[rows, columns], kept, dtype=cv2.CV_32F) + cv2.merge([corners * channel for channel in self._tint])

    def _lower(self, open_: np.ndarray, zone: np.ndarray, limit: float) -> np.ndarray:
        """Luminance below `limit` where the zone is 1: first the whole picture darker, which keeps its drawing, then the lights
        bent. What is bent far takes on the tint, as a darkened light would look dull."""
        light = measure_luminance(open_)
        exposure = min(1.0, (limit / self._peak) ** EXPOSE)
        bent = limit * (1 - cv2.exp(light * np.float32(-exposure / limit)))
        gain = cv2.pow(bent / np.maximum(light, 1e-5), 1 / _GAMMA)
        hue = self._tint / max(float(measure_luminance(self._tint[None, None])[0, 0]), 1e-4) ** (1 / _GAMMA)
        tinted = TINTED * (1 - gain)
        veiled = open_ * cv2.merge([gain * (1 - tinted)] * 3)
        glow = cv2.pow(bent, 1 / _GAMMA) * tinted
        veiled += cv2.merge([glow * channel for channel in hue])
        # A tint may be lighter than the light it stands for: what is above the limit again is brought down as a whole.
        over = np.maximum(1.0, measure_luminance(veiled) * np.float32(1 / limit))
        share = cv2.pow(over, -1 / _GAMMA) * zone
        return veiled * cv2.merge([share] * 3) + open_ * (1 - zone)[..., None]


@lru_cache(maxsize=1)
def find_corners(width: int, height: int) -> np.ndarray:
    """How far every pixel lies towards a corner, in [0, 1]; not to be written to."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return cv2.pow(np.clip((x * x + y * y - 0.35) / 1.65, 0, 1), 1.2)


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=1)
def _draw_noise(width: int, height: int) -> np.ndarray:
    return np.random.default_rng(709).random((height, width), np.float32)


def _to_planes(picture: np.ndarray, noise: np.ndarray) -> Planes:
    """Limited-range BT.709 planes, dithered: dark gradients band otherwise."""
    rows = np.hstack([TO_YUV * 255, YUV_BLACK[:, None]])
    yuv = cv2.transform(np.minimum(picture, 1), rows)
    luma = (yuv[..., 0] + noise).clip(16, 235).astype(np.uint8)
    half = (yuv.shape[1] // 2, yuv.shape[0] // 2)
    chroma = cv2.resize(yuv[..., 1:], half, interpolation=cv2.INTER_AREA)
    blue, red = cv2.split(np.rint(chroma).clip(16, 240).astype(np.uint8))
    return luma, blue, red
