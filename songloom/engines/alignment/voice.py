"""What a song teaches about its own voice: a discriminant trained on the labels of the last search."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from scipy.ndimage import correlate1d

from songloom.engines.alignment.sound import FRAME_SAMPLES, RATE_HZ, Signals, read_samples

_WINDOW = 512
_BANDS = 40
_CEPSTRA = 16
_LOWEST_HZ, _HIGHEST_HZ = 100, 7000
RANGE_DB = 80
_BLOCK_FRAMES = 8192
# First and second derivative of the parabola that fits nine frames best (Savitzky and Golay, 1964).
_SLOPES = (np.arange(-4, 5) / 60, np.array([28, 7, -8, -17, -20, -17, -8, 7, 28]) / 462)
_REACH = 4
# Chosen with the passes and their weight on the ten songs of docs/alignment.md; the scores hardly move within half and double.
_SHRINKAGE = 0.1
_FEWEST_FRAMES = 30
_WORST = 12.0
_COST_UNIT = 10.0


class Features(Protocol):
    """(frames, n) numbers of every frame of a song, of which slices are asked: an array, or what makes them when asked."""

    def __len__(self) -> int: ...

    def __getitem__(self, frames: slice, /) -> np.ndarray: ...


@dataclass(frozen=True)
class Cepstra:
    """Features of a whole song, of which 32 numbers a frame are kept: `cepstra[first:end]` is (end - first, 96) float32, 16 cepstra with
    their first and second slopes, of the mid and of the centre signal."""

    mid: np.ndarray
    centre: np.ndarray

    def __len__(self) -> int:
        return len(self.mid)

    def __getitem__(self, frames: slice) -> np.ndarray:
        first, end, _ = frames.indices(len(self))
        before, after = max(0, first - _REACH), min(len(self), end + _REACH)
        parts = []
        for cepstra in (self.mid[before:after], self.centre[before:after]):
            parts += [cepstra, *(correlate1d(cepstra, slope, axis=0, mode="nearest") for slope in _SLOPES)]
        return np.concatenate(parts, axis=1, dtype=np.float32)[first - before : first - before + max(0, end - first)]


@dataclass(frozen=True)
class Voice:
    """What every kind of sound costs, by linear discriminants: `voice[first:end]` is (end - first, kinds), 0 = the frame's best.

    A kind that is not among those `heard` costs what the others cost on average.
    """

    features: Features
    weights: np.ndarray
    offset: np.ndarray
    heard: np.ndarray
    kinds: int

    def __len__(self) -> int:
        return len(self.features)

    def __getitem__(self, frames: slice) -> np.ndarray:
        score = self.features[frames] @ self.weights + self.offset
        cost = np.minimum(score.max(1, keepdims=True) - score, _WORST) * _COST_UNIT
        out = np.repeat(cost.mean(1, keepdims=True), self.kinds, axis=1)
        out[:, self.heard] = cost
        return out


def measure_cepstra(signals: Signals) -> Cepstra:
    """The features of both signals of a song."""
    return Cepstra(*(_measure_cepstra(path, signals.frames) for path in (signals.mid, signals.centre)))


def measure_voice(signals: Signals) -> np.ndarray:
    """(frames, 96) float32: the same, all at once."""
    return measure_cepstra(signals)[:]


def learn_voice(features: Features, labels: np.ndarray, kinds: int) -> Voice | None:
    """The voice of a song whose frames have these `labels` (-1 = not known); None where fewer than two kinds were heard often enough."""
    count = np.bincount(labels[labels >= 0], minlength=kinds)
    heard = np.flatnonzero(count >= _FEWEST_FRAMES)
    return Voice(features, *_train_discriminants(features, labels, heard), heard, kinds) if len(heard) > 1 else None


def score_voice(features: Features, labels: np.ndarray, kinds: int) -> np.ndarray | None:
    """(frames, kinds) cost of every kind of sound, all at once."""
    voice = learn_voice(features, labels, kinds)
    return None if voice is None else voice[:]


def solve_discriminants(within: np.ndarray, means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, kinds) weights and (kinds,) offsets of linear discriminants from the (n, n) covariance inside a kind, which is shrunk to its
    mean variance, and the (kinds, n) means; no kind is likelier than another beforehand."""
    level = np.trace(within) / len(within)
    within = (1 - _SHRINKAGE) * within + _SHRINKAGE * level * np.eye(len(within))
    weights = np.linalg.solve(within, means.T)
    return weights.astype(np.float32), (-0.5 * np.sum(means.T * weights, axis=0)).astype(np.float32)


def measure_bands(path: Path, frames: int) -> Iterator[tuple[int, np.ndarray]]:
    """(first frame, (frames, bands)) block by block: loudness in dB of mel bands, in a Hann window around the start of every frame."""
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    bank = _make_mel_bank()
    for first in range(0, frames, _BLOCK_FRAMES):
        count = min(_BLOCK_FRAMES, frames - first)
        pcm = read_samples(path, first * FRAME_SAMPLES - _WINDOW // 2, (count - 1) * FRAME_SAMPLES + _WINDOW)
        pieces = np.lib.stride_tricks.sliding_window_view(pcm, _WINDOW)[::FRAME_SAMPLES] * (window / 32768)
        power = np.abs(np.fft.rfft(pieces)) ** 2 @ bank
        yield first, 10 * np.log10(np.maximum(power, 1e-10))


# --------------------------------------------------------------------------------------------- private


def _measure_cepstra(path: Path, frames: int) -> np.ndarray:
    """(frames, cepstra) of a signal, no band more than a range below the song's loudest."""
    floor = max(float(block.max()) for _, block in measure_bands(path, frames)) - RANGE_DB
    cosines, out = _make_cosines(), np.empty((frames, _CEPSTRA), np.float32)
    for first, block in measure_bands(path, frames):
        out[first : first + len(block)] = np.maximum(block, floor) @ cosines
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


def _train_discriminants(features: Features, labels: np.ndarray, heard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Linear discriminant analysis: weights and offsets per kind."""
    total = np.bincount(labels[np.isin(labels, heard)], minlength=heard[-1] + 1)[heard]
    sums, within = 0.0, 0.0
    for own, kind in _read_labelled(features, labels, heard):
        sums = sums + np.stack([own[kind == k].sum(0) for k in range(len(heard))])
    means = sums / total[:, None]
    for own, kind in _read_labelled(features, labels, heard):
        apart = own - means[kind]
        within = within + apart.T @ apart
    return solve_discriminants(within / total.sum(), means)


def _read_labelled(features: Features, labels: np.ndarray, heard: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Block by block, the frames whose label is among `heard`, as float64, and which of those it is."""
    for first in range(0, len(labels), _BLOCK_FRAMES):
        label = labels[first : first + _BLOCK_FRAMES]
        is_heard = np.isin(label, heard)
        yield features[first : first + len(label)][is_heard].astype(np.float64), np.searchsorted(heard, label[is_heard])
