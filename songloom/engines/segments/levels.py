"""What the music does in every frame of a segment, as overlays over its picture show it."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from songloom.model.bands import BANDS, Bands
from songloom.model.theme import OverlayStyle

# What waves and motes move by: the mean of a third of the bands, and the time over which they swell.
PARTS, SWELL_S = 3, 0.25


def cut_levels(bands: Bands, style: OverlayStyle, lengths: Sequence[int], fps: int) -> list[str]:
    """What an overlay of that style shows of the music, segment by segment: every band for bars, three that swell for others."""
    levels = decode_levels(bands.levels, BANDS).astype(np.float64)
    if style != "bars":
        levels = _swell(levels, max(1, round(SWELL_S * bands.rate_hz)))
    at = np.arange(sum(lengths)) / fps * bands.rate_hz
    seen = np.column_stack([np.interp(at, np.arange(len(levels)), band) for band in levels.T])
    edges = np.cumsum([0, *lengths])
    return [b64encode(np.rint(seen[a:b]).astype(np.uint8).tobytes()).decode("ascii") for a, b in pairwise(edges)]


def decode_levels(levels: str, bands: int) -> np.ndarray:
    """(rows, bands), uint8."""
    return np.frombuffer(b64decode(levels), np.uint8).reshape(-1, bands)


# --------------------------------------------------------------------------------------------- private


def _swell(levels: np.ndarray, frames: int) -> np.ndarray:
    """Low, middle and high, each the mean over `frames` before and after."""
    thirds = np.column_stack([part.mean(axis=1) for part in np.array_split(levels, PARTS, axis=1)])
    window = np.hanning(2 * frames + 1)
    padded = np.pad(thirds, ((frames, frames), (0, 0)), "edge")
    return np.column_stack([np.convolve(part, window / window.sum(), "valid") for part in padded.T])
