"""Draws the curves that pictures and letters can move by: loudness, three bands, and the hits."""

import numpy as np

from songloom.engines.rhythm.spectra import BIN_HZ, FLOOR, FRAME_HZ
from songloom.model.rhythm import Curves, Hit

CURVE_HZ = 30.0
# Bass is kick and bass guitar, treble cymbals and consonants; what lies between is voice and chords.
BASS_HZ, TREBLE_HZ = 150.0, 4000.0
BANDS = np.stack([BIN_HZ >= 0, BIN_HZ < BASS_HZ, (BIN_HZ >= BASS_HZ) & (BIN_HZ < TREBLE_HZ), BIN_HZ >= TREBLE_HZ]).astype(np.float32)
# Stevens: ten decibels less are half as loud.
LOUDNESS_EXPONENT = 0.3
# A curve's 1 is what only this share of the song is louder than, so that one crack of a snare does not flatten the rest.
LOUDEST_SHARE = 0.005

# A hit is the strongest within this time on both sides and this strong at least.
HIT_APART_S, LEAST_HIT = 0.12, 0.35


def measure_bands(power: np.ndarray) -> np.ndarray:
    """(frames, 4): power of everything, bass, middle and treble of spectra (bins, frames)."""
    return (BANDS @ power).T


def draw_curves(bands: np.ndarray, onsets: np.ndarray, length_s: float) -> Curves:
    """Curves of `measure_bands` and the onset strength (frames,), both at FRAME_HZ."""
    sones = np.where(bands > FLOOR, bands, 0.0) ** LOUDNESS_EXPONENT
    loudness, bass, middle, treble = (_draw(column, length_s) for column in sones.T)
    return Curves(CURVE_HZ, loudness, bass, middle, treble, find_hits(onsets, length_s))


def find_hits(onsets: np.ndarray, length_s: float) -> tuple[Hit, ...]:
    """The strong onsets, in order, with their strength in (0, 1]."""
    reach = round(HIT_APART_S * FRAME_HZ)
    strength = np.clip(onsets / max(np.quantile(onsets, 1 - LOUDEST_SHARE), 1e-6), 0, 1) if onsets.max(initial=0) > 1e-6 else onsets * 0
    around = np.lib.stride_tricks.sliding_window_view(np.pad(onsets, reach), 2 * reach + 1)
    # Of equals the first: it is where the maximum of a window lies.
    frames = np.flatnonzero((around.argmax(axis=1) == reach) & (strength >= LEAST_HIT))
    return tuple(Hit(round(k / FRAME_HZ, 3), round(float(strength[k]), 2)) for k in frames if k / FRAME_HZ < length_s)


# --------------------------------------------------------------------------------------------- private


def _draw(values: np.ndarray, length_s: float) -> tuple[float, ...]:
    """Means of (frames,) over [k, k + 1) / CURVE_HZ, as shares of the loudest."""
    count = max(1, int(np.ceil(length_s * CURVE_HZ)))
    edges = np.clip(np.arange(count + 1) / CURVE_HZ * FRAME_HZ + 0.5, 0, len(values))
    sums = np.interp(edges, np.arange(len(values) + 1), np.concatenate([[0], np.cumsum(values)]))
    means = np.diff(sums) / np.maximum(np.diff(edges), 1e-9)
    loudest = np.quantile(means, 1 - LOUDEST_SHARE)
    return tuple(np.round(np.clip(means / loudest, 0, 1), 2).tolist()) if loudest > 0 else (0.0,) * count
