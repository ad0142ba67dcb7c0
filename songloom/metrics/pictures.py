"""Scores of a painted picture as the ground of a lyric video: how restless it is under text, how far its colours are from others.

Colours are OKLab (Ottosson 2020), arrays whose last axis is L, a, b; distances are Euclidean there, in which .02 is just seen.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

# What text stands on is darkened to about this relative luminance at most, whatever the theme: light ink is then 5 times as bright.
LIMIT = 0.12
# Detail of this share of the picture's shorter edge and less is of the size of letters, and disturbs them.
LETTER = 1 / 24
# Where text may stand in one theme or another: rows as shares of the height.
ZONE = (0.15, 0.9)


def measure_clutter(luminance: NDArray) -> float:
    """How restless a picture is behind text once it is darkened: the deviation of lightness (cube root of luminance, 0 to 1) from its
    surroundings of the size of letters. `luminance` is relative, in [0, 1], (height, width). A plain ground has 0, a newspaper about .15.
    """
    dark = LIMIT * (1 - np.exp(-luminance.astype(np.float32) / LIMIT))
    light = np.cbrt(dark)
    around = cv2.GaussianBlur(light, (0, 0), LETTER * min(light.shape))
    first, end = (round(share * len(light)) for share in ZONE)
    return float((light - around)[first:end].std())


def measure_palette_distance(colours: NDArray, palette: NDArray) -> float:
    """How far a picture's colours are from the nearest of a palette's tones, on average.

    >>> measure_palette_distance(np.array([[0.5, 0.0, 0.0], [0.5, 0.1, 0.0]]), np.array([[0.5, 0.0, 0.0]]))
    0.05
    """
    flat = colours.reshape(-1, 3)
    return float(np.linalg.norm(flat[:, None] - palette, axis=-1).min(axis=1).mean())


def measure_colour_distance(one: NDArray, other: NDArray) -> float:
    """How unlike the colours of two pictures are as a whole: their means' distance and their deviations' difference.

    >>> measure_colour_distance(np.zeros((4, 3)), np.full((4, 3), 0.5))
    0.8660254037844386
    """
    first, second = one.reshape(-1, 3), other.reshape(-1, 3)
    return float(np.linalg.norm(first.mean(0) - second.mean(0)) + np.linalg.norm(first.std(0) - second.std(0)))
