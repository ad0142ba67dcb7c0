"""The last hundredths of a second: a word's start moves to where the sound begins anew, if it does so clearly and close by."""

from pathlib import Path

import numpy as np

from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.voice import RANGE_DB, measure_bands

# No start moves further. The rules of this and of the next two: the facts that this project began with.
_REACH_FRAMES = 4
# An attack is clear where the bands rise more than they do in this share of the song's frames.
_CLEAR_SHARE = 0.95
# How close to a neighbour's start a start may come.
_APART_S = 0.03


def measure_attacks(path: Path, frames: int) -> np.ndarray:
    """(frames,) by how many dB the bands of a signal rise around every frame, on average; what falls does not count."""
    floor = max(float(block.max()) for _, block in measure_bands(path, frames)) - RANGE_DB
    out = np.zeros(frames, np.float32)
    before = np.zeros((0, 0), np.float32)
    for first, block in measure_bands(path, frames):
        joined = np.concatenate([before.reshape(-1, block.shape[1]), np.maximum(block, floor)])
        start = first - len(before)
        out[start + 1 : start + len(joined) - 1] = np.maximum(0, joined[2:] - joined[:-2]).mean(axis=1)
        before = joined[-2:]
    return out


def refine_starts(spans_s: np.ndarray, attacks: np.ndarray) -> np.ndarray:
    """(words, 2) the spans with every start at the strongest attack within 40 ms, if it is clear and no neighbour is in the way."""
    out = spans_s.copy()
    known = np.flatnonzero(~np.isnan(spans_s[:, 0]))
    following = np.append(spans_s[known[1:], 0], np.inf)
    clear, before = np.quantile(attacks, _CLEAR_SHARE), -np.inf
    for word, after in zip(known, following, strict=True):
        first = max(0, round(out[word, 0] / FRAME_S) - _REACH_FRAMES)
        near = attacks[first : round(out[word, 0] / FRAME_S) + _REACH_FRAMES + 1]
        if len(near) and near.max() > clear:
            moved_s = (first + int(near.argmax())) * FRAME_S
            if before + _APART_S < moved_s < min(after - _APART_S, out[word, 1]):
                out[word, 0] = moved_s
        before = out[word, 0]
    out[known, 1] = np.minimum(out[known, 1], np.append(out[known[1:], 0], np.inf))
    return out
