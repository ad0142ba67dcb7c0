"""Measures the song's spectrum as it is to be seen: in bands as wide as the ear hears them, each in its own range, falling slowly."""

from base64 import b64encode
from functools import cache

import numpy as np

from songloom.engines.rhythm.spectra import BIN_HZ, FLOOR, FRAME_HZ
from songloom.model.bands import BANDS, Bands

LOWEST_HZ, HIGHEST_HZ = 45.0, 10000.0
# A band's 255 is what only this share of the song is louder than, its 0 as many decibels less.
LOUDEST_SHARE, RANGE_DB = 0.01, 36.0
# No band that is so much softer than the loudest is blown up to its size.
LEAST_DB = 30.0
# How fast a level falls back: to nothing in this time.
FALL_S = 0.65


def measure_bands(spectra: np.ndarray) -> np.ndarray:
    """(frames, BANDS): the level of each band of power spectra (bins, frames), in decibels; finer than a byte needs to be."""
    return 10 * np.log10(np.maximum(_build_weights() @ spectra, FLOOR)).T.astype(np.float16)


def draw_bands(levels: np.ndarray) -> Bands:
    """The whole song's spectrum of its (frames, BANDS) levels, one band after another: a long song's would not fit a small memory."""
    loudest = np.array([np.quantile(band.astype(np.float32), 1 - LOUDEST_SHARE) for band in levels.T])
    loudest = np.maximum(loudest, loudest.max() - LEAST_DB)
    seen = np.empty(levels.shape, np.uint8)
    for number, band in enumerate(levels.T):
        shares = np.clip(1 + (band - loudest[number]) / RANGE_DB, 0, 1) * (band > 10 * np.log10(FLOOR) + 1)
        seen[:, number] = np.rint(255 * _fall(shares))
    return Bands(round(FRAME_HZ, 4), b64encode(seen.tobytes()).decode("ascii"))


# --------------------------------------------------------------------------------------------- private


@cache
def _build_weights() -> np.ndarray:
    """(bands, bins): triangles between edges that are evenly spaced to the ear; a band narrower than a bin takes its nearest ones."""
    edges = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (np.arange(BANDS + 2) / (BANDS + 1))
    width = np.maximum(np.diff(edges), BIN_HZ[1])
    centres = edges[1:-1, None]
    rise, fall = (BIN_HZ - centres) / width[:-1, None] + 1, (centres - BIN_HZ) / width[1:, None] + 1
    return np.clip(np.minimum(rise, fall), 0, None).astype(np.float32)


def _fall(shares: np.ndarray) -> np.ndarray:
    """(frames,): never below what was heard before, less what has been lost since."""
    lost = np.arange(len(shares)) / (FALL_S * FRAME_HZ)
    return np.maximum.accumulate(shares + lost) - lost
