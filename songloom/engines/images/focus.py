"""Finds what a picture is about, so that no shape of screen cuts it off."""

import cv2
import numpy as np
from numpy.typing import NDArray

# The longer edge at which a picture is looked at: what counts is larger than a pixel of that.
LOOK = 96
# How much a pixel at the edge counts, beside one in the middle: photographers put there what matters.
EDGE_WEIGHT = 0.45


def find_focus(picture: NDArray[np.uint8]) -> tuple[float, float]:
    """The point of an RGB picture, in shares of its width and height, with as much to be seen on its left as on its right, and as much
    above as below. What is to be seen: colours far from the mean (Achanta et al. 2009, "Frequency-tuned salient region detection")."""
    scale = LOOK / max(picture.shape[:2])
    size = [max(4, round(edge * scale)) for edge in picture.shape[1::-1]]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_RGB2Lab)
    seen = ((lab - lab.mean((0, 1))) ** 2).sum(axis=2) * _weigh(size[1])[:, None] * _weigh(size[0])[None, :]
    return _find_half(seen.sum(axis=0)), _find_half(seen.sum(axis=1))


def tell_focus(focus: tuple[float, float]) -> str:
    """A focus as it is written into files.

    >>> tell_focus((0.25, 0.5))
    '0.250 0.500'
    """
    return f"{focus[0]:.3f} {focus[1]:.3f}"


# --------------------------------------------------------------------------------------------- private


def _weigh(count: int) -> NDArray[np.floating]:
    return EDGE_WEIGHT + (1 - EDGE_WEIGHT) * np.sin(np.pi * (np.arange(count) + 0.5) / count)


def _find_half(seen: NDArray[np.floating]) -> float:
    """Where half of a profile lies on either side, as a share of its length; its middle where there is nothing."""
    sums = np.concatenate([[0], np.cumsum(seen + 1e-9)])
    return float(np.interp(sums[-1] / 2, sums, np.linspace(0, 1, len(sums))))
