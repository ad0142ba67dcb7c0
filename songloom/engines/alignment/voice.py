"""What a song teaches about its own voice: a discriminant trained on the labels of the last search."""

from pathlib import Path

import numpy as np
from scipy.ndimage import correlate1d

from songloom.engines.alignment.sound import FRAME_SAMPLES, RATE_HZ, Signals, read_samples

_WINDOW = 512
_BANDS = 40
_CEPSTRA = 16
_LOWEST_HZ, _HIGHEST_HZ = 100, 7000
_RANGE_DB = 80
_BLOCK_FRAMES = 8192
# First and second derivative of the parabola that fits nine frames best (Savitzky and Golay, 1964).
_SLOPES = (np.arange(-4, 5) / 60, np.array([28, 7, -8, -17, -20, -17, -8, 7, 28]) / 462)
# Chosen with the passes and their weight on the ten songs of docs/alignment.md; the scores hardly move within half and double.
_SHRINKAGE = 0.1
_FEWEST_FRAMES = 30
_WORST = 12.0
_COST_UNIT = 10.0


def measure_voice(signals: Signals) -> np.ndarray:
    """(frames, 96) float32: 16 cepstra with their first and second slopes, of the mid and of the centre signal."""
    parts = []
    for path in (signals.mid, signals.centre):
        loudness = _measure_bands(path, signals.frames)
        loudness = np.maximum(loudness, loudness.max() - _RANGE_DB)
        cepstra = loudness @ _make_cosines()
        parts += [cepstra, *(correlate1d(cepstra, slope, axis=0, mode="nearest") for slope in _SLOPES)]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def score_voice(features: np.ndarray, labels: np.ndarray, kinds: int) -> np.ndarray | None:
    """(frames, kinds) cost of every kind of sound by linear discriminants of the `labels` (-1 = not known), 0 = the frame's best.

    A kind heard in too few frames costs what the others cost on average; None where fewer than two kinds were heard.
    """
    count = np.bincount(labels[labels >= 0], minlength=kinds)
    heard = np.flatnonzero(count >= _FEWEST_FRAMES)
    if len(heard) < 2:
        return None
    weights, offset = _train_discriminants(features, labels, heard)
    score = features @ weights + offset
    cost = np.minimum(score.max(1, keepdims=True) - score, _WORST) * _COST_UNIT
    out = np.repeat(cost.mean(1, keepdims=True), kinds, axis=1)
    out[:, heard] = cost
    return out


# --------------------------------------------------------------------------------------------- private


def _measure_bands(path: Path, frames: int) -> np.ndarray:
    """(frames, bands) loudness in dB of mel bands, in a Hann window around the start of every frame."""
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    bank = _make_mel_bank()
    out = np.empty((frames, _BANDS), np.float32)
    for first in range(0, frames, _BLOCK_FRAMES):
        count = min(_BLOCK_FRAMES, frames - first)
        pcm = read_samples(path, first * FRAME_SAMPLES - _WINDOW // 2, (count - 1) * FRAME_SAMPLES + _WINDOW)
        pieces = np.lib.stride_tricks.sliding_window_view(pcm, _WINDOW)[::FRAME_SAMPLES] * (window / 32768)
        power = np.abs(np.fft.rfft(pieces)) ** 2 @ bank
        out[first : first + count] = 10 * np.log10(np.maximum(power, 1e-10))
    return out


def _make_mel_bank() -> np.ndarray:
    """(bins, bands) triangles of equal area, evenly spaced on the mel scale (O'Shaughnessy's formula)."""
    lowest, highest = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    mels = np.linspace(lowest, highest, _BANDS + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    bins = np.linspace(0, RATE_HZ / 2, _WINDOW // 2 + 1)[:, None]
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return (np.maximum(0, np.minimum(rise, fall)) * 2 / (edges[2:] - edges[:-2])).astype(np.float32)


def _make_cosines() -> np.ndarray:
    """(bands, cepstra) the first columns of the discrete cosine transform."""
    band = np.arange(_BANDS)[:, None] + 0.5
    return (np.cos(np.pi / _BANDS * band * np.arange(_CEPSTRA)) * np.sqrt(2 / _BANDS)).astype(np.float32)


def _train_discriminants(features: np.ndarray, labels: np.ndarray, heard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Linear discriminant analysis (shared covariance, shrunk to its mean variance) without priors: weights and offsets per kind."""
    means = np.stack([features[labels == kind].mean(0, dtype=np.float64) for kind in heard])
    within = np.zeros((features.shape[1],) * 2)
    total = 0
    for mean, kind in zip(means, heard, strict=True):
        own = (features[labels == kind] - mean.astype(np.float32)).astype(np.float64)
        within += own.T @ own
        total += len(own)
    within /= total
    level = np.trace(within) / len(within)
    within = (1 - _SHRINKAGE) * within + _SHRINKAGE * level * np.eye(len(within))
    weights = np.linalg.solve(within, means.T)
    return weights.astype(np.float32), (-0.5 * np.sum(means.T * weights, axis=0)).astype(np.float32)
