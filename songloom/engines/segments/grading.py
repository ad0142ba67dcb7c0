"""Darkens a picture until text can be read on it, and keeps the result as the video's own planes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np

from songloom.engines.segments.colour import LINEAR, LUMINANCE, TO_YUV, Planes, find_darkest_limit, measure_luminance, parse_colour
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
    where no text is shown.

    What is done to a pixel depends on how light it is, as the grey (a code of 8 bits) of the same luminance tells, and is linear in its
    colour: so it is looked up, and done to Y, Cb and Cr. A picture smaller than the planes is graded as it is, and enlarged then."""

    def __init__(self, picture: np.ndarray, theme: FrameTheme, zone: np.ndarray, size: tuple[int, int]):
        """`picture` is RGB, uint8, of the shape of the planes and no larger; they are of `size`, and `zone` says for every row of them how
        much it is text's."""
        self._picture, self._ground, self._size = picture, theme.ground, size
        self._zone = cv2.resize(zone.astype(np.float32)[:, None], (1, len(picture)))
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
        picture = self._picture[::4, ::4].copy()
        greys = _find_greys(picture, *self._dim(slice(None, None, 4), slice(None, None, 4)), self._tint)
        return max(float(np.quantile(LINEAR[greys], 0.98)), 1e-4)

    def _bake(self, limit: float | None) -> Planes:
        """The dimmed picture, its luminance brought below `limit` if there is one, as planes."""
        height, width = self._picture.shape[:2]
        planes = [np.empty((height, width), np.uint16) for _ in range(3)]
        bend = None if limit is None else _find_bend(limit, self._peak, self._tint)
        for top in range(0, height, STRIP):
            rows = slice(top, top + STRIP)
            picture, zone = self._picture[rows], self._zone[rows]
            kept, tinted = self._dim(rows)
            if bend and zone.any():
                greys = _find_greys(picture, kept, tinted, self._tint)
                left = 1 - cv2.LUT(greys, bend.lost) * zone
                kept, tinted = cv2.multiply(kept, left), cv2.add(cv2.multiply(tinted, left), cv2.LUT(greys, bend.glow) * zone)
            _lay_out(picture, (kept, tinted), self._tint, [plane[rows] for plane in planes])
        return _finish(planes, self._size)

    def _dim(self, rows: slice, columns: slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """How much is kept of every pixel, and how much of the tint is laid over it."""
        height, width = self._picture.shape[:2]
        tinted = find_corners(width, height)[rows, columns] * np.float32(self._ground.vignette)
        return (1 - tinted) * np.float32(self._ground.light), tinted


@lru_cache(maxsize=2)
def find_corners(width: int, height: int) -> np.ndarray:
    """How far every pixel lies towards a corner, in [0, 1]; not to be written to."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return cv2.pow(np.clip((x * x + y * y - 0.35) / 1.65, 0, 1), 1.2)


# --------------------------------------------------------------------------------------------- private

# Planes are in so many parts of a code until they are dithered; grey is this code of chroma.
_FINE, _MIDDLE = 256, 128
# Y, Cb and Cr in the whole range of 8 bits; how much of that range the video's codes use, and where they begin: luma half a code lower,
# which noise makes up for.
_FULL_YUV = np.hstack([TO_YUV * 255 / np.array([[219], [224], [224]]), [[0], [_MIDDLE], [_MIDDLE]]])
_SPANS, _STARTS = (219 / 255, 224 / 255, 224 / 255), (16 - 1 / 2, _MIDDLE, _MIDDLE)
_LIGHTS = [np.float32(weight) * LINEAR for weight in LUMINANCE]
# The grey of every root of a luminance, in 255ths.
_GREYS = np.interp(np.square(np.arange(256) / 255), LINEAR, np.arange(256)).astype(np.float32)


@dataclass(frozen=True)
class _Bend:
    """For every grey how much of it is lost, and how much of the tint is laid over it, where text stands."""

    lost: np.ndarray
    glow: np.ndarray


def _find_bend(limit: float, peak: float, tint: np.ndarray) -> _Bend:
    """Luminance below `limit`: first the whole picture darker, which keeps its drawing, then the lights bent. What is bent far
    takes on the tint, as a darkened light would look dull."""
    light = LINEAR.astype(float)
    exposure = min(1.0, (limit / peak) ** EXPOSE)
    bent = limit * (1 - np.exp(-light * exposure / limit))
    gain = (bent / np.maximum(light, 1e-5)) ** (1 / _GAMMA)
    hue = 1 / max(_measure(tint), 1e-4) ** (1 / _GAMMA)
    kept, glow = gain * (1 - TINTED * (1 - gain)), bent ** (1 / _GAMMA) * TINTED * (1 - gain) * hue
    # A tint may be lighter than the light it stands for: what is above the limit again is brought down as a whole. Greys are brought down
    # further than any colour as light as they are.
    veiled = (np.arange(256) / 255 * kept)[:, None] + glow[:, None] * tint
    share = np.maximum(1.0, measure_luminance(veiled[None].astype(np.float32))[0] / limit) ** (-1 / _GAMMA)
    return _Bend((1 - kept * share).astype(np.float32), (glow * share).astype(np.float32))


def _measure(colour: np.ndarray) -> float:
    return float(measure_luminance(colour.astype(np.float32)[None, None])[0, 0])


def _find_greys(picture: np.ndarray, kept: np.ndarray, tinted: np.ndarray, tint: np.ndarray) -> np.ndarray:
    """The greys that are as light as the pixels of a dimmed picture."""
    red, green, blue = (cv2.LUT(plane, light) for plane, light in zip(cv2.split(picture), _LIGHTS, strict=True))
    roots = cv2.convertScaleAbs(cv2.sqrt(cv2.add(cv2.add(red, green), blue)), alpha=255)
    grey = float(np.interp(_measure(tint), LINEAR, np.arange(256)))
    return cv2.addWeighted(cv2.multiply(cv2.LUT(roots, _GREYS), kept), 1, tinted, grey, 0, dtype=cv2.CV_8U)


def _lay_out(picture: np.ndarray, shares: tuple[np.ndarray, np.ndarray], tint: np.ndarray, into: list[np.ndarray]) -> None:
    """So much of a picture and so much of the tint as Y, Cb and Cr in _FINE parts of the video's codes."""
    kept, tinted = shares
    luma, *chroma = cv2.split(cv2.transform(picture, _FULL_YUV))
    # Bytes wrap around, so that what is taken from them leaves signed ones.
    planes = (luma, *((plane - np.uint8(_MIDDLE)).view(np.int8) for plane in chroma))
    codes = 255 * _FULL_YUV[:, :3] @ tint
    for plane, code, span, start, target in zip(planes, codes, _SPANS, _STARTS, into, strict=True):
        own = cv2.multiply(plane, kept, dtype=cv2.CV_32F)
        cv2.addWeighted(own, _FINE * span, tinted, _FINE * span * code, _FINE * start, dst=target, dtype=cv2.CV_16U)


def _finish(planes: list[np.ndarray], size: tuple[int, int]) -> Planes:
    """As large as they are to be, chroma of half the width and height, in whole codes: dark gradients band unless luma is dithered."""
    luma, *chroma = planes
    if (luma.shape[1], luma.shape[0]) != size:
        # Sharp, and nowhere lighter than the pixels around: that might be too light for text.
        most = cv2.resize(cv2.dilate(luma, np.ones((3, 3), np.uint8)), size, interpolation=cv2.INTER_LINEAR)
        luma = cv2.min(cv2.resize(luma, size, interpolation=cv2.INTER_CUBIC), most)
    luma = cv2.convertScaleAbs(cv2.add(luma, _draw_noise(*size)), alpha=1 / _FINE)
    # From one to two of a picture's pixels become one, so that each of them counts.
    halves = (cv2.resize(plane, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_LINEAR) for plane in chroma)
    blue, red = (cv2.convertScaleAbs(plane, alpha=1 / _FINE) for plane in halves)
    return np.clip(luma, 16, 235), np.clip(blue, 16, 240), np.clip(red, 16, 240)


@lru_cache(maxsize=1)
def _draw_noise(width: int, height: int) -> np.ndarray:
    """Up to one code, which is on the mean the half that luma lies lower."""
    return np.random.default_rng(709).integers(0, _FINE, (height, width), np.uint16)
