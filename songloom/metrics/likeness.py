"""How alike two results of the same step are: sound and pictures by their signal against the difference, words by their times.

Results are compared sample by sample and pixel by pixel, not by ear or eye: what is asked is whether the same work was done.
"""

from collections.abc import Iterable, Sequence

import numpy as np

# What no likeness goes beyond, so that it can be written as a number: two equal signals differ by nothing.
LIMIT_DB = 200.0
WHITE = 255.0


def find_snr_db(blocks: Iterable[tuple[np.ndarray, np.ndarray]]) -> float:
    """Signal against difference in dB, of a sound and its like: 10 · log₁₀(Σ s² / Σ (s − ŝ)²), at most LIMIT_DB either way.

    `blocks` are pairs of arrays of equal shape, (samples,) or (samples, channels), one after another in any unit that both share.
    ValueError where the shapes of a pair differ.

    >>> sound = np.array([1.0, -1.0, 1.0, -1.0])
    >>> round(find_snr_db([(sound, sound * 0.999)]), 1), find_snr_db([(sound, sound)])
    (60.0, 200.0)
    """
    power = rest = 0.0
    for sound, like in blocks:
        _check_shapes(sound, like)
        wanted, other = sound.astype(np.float64), like.astype(np.float64)
        power += float((wanted * wanted).sum())
        rest += float(((wanted - other) ** 2).sum())
    return _find_ratio_db(power, rest)


def find_psnr_db(picture: np.ndarray, like: np.ndarray) -> float:
    """Peak signal against difference in dB, of two pictures of 8 bits: 20 · log₁₀(255 / root of the mean squared difference).

    ValueError where their shapes differ.

    >>> grey = np.full((4, 4, 3), 100, np.uint8)
    >>> round(find_psnr_db(grey, grey + np.uint8(1)), 1), find_psnr_db(grey, grey)
    (48.1, 200.0)
    """
    _check_shapes(picture, like)
    difference = picture.astype(np.float64) - like.astype(np.float64)
    return _find_ratio_db(WHITE * WHITE, float((difference * difference).mean()) if difference.size else 0.0)


def find_shift_s(times: Sequence[tuple[float, float]], like: Sequence[tuple[float, float]]) -> float:
    """The farthest that a start or an end has moved, in seconds; ValueError where there are not equally many words.

    >>> find_shift_s([(0.0, 1.0), (1.0, 2.0)], [(0.0, 1.25), (1.25, 2.0)])
    0.25
    """
    if len(times) != len(like):
        raise ValueError(f"expected {len(times)} words, got {len(like)}")
    moved = (abs(a - b) for pair in zip(times, like, strict=True) for a, b in zip(*pair, strict=True))
    return round(max(moved, default=0.0), 6)


# --------------------------------------------------------------------------------------------- private


def _check_shapes(one: np.ndarray, other: np.ndarray) -> None:
    if one.shape != other.shape:
        raise ValueError(f"expected a shape of {one.shape}, got {other.shape}")


def _find_ratio_db(power: float, rest: float) -> float:
    if rest == 0:
        return LIMIT_DB
    return float(np.clip(10 * np.log10(power / rest), -LIMIT_DB, LIMIT_DB)) if power else -LIMIT_DB
