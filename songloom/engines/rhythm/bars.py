"""Finds which beats begin a bar, and how many a bar has: where the bass sets in and the harmony changes."""

import numpy as np

from songloom.engines.rhythm.beats import measure_at

METRES = (3, 4)
# Threes have to stand out by so many standard errors more than fours, which most songs count in.
FOUR_AHEAD = 2.0
# Bars that are all alike would stand out without bounds; this variance is taken for granted.
LEAST_VARIANCE = 0.02


def find_downbeats(bass: np.ndarray, pitch: np.ndarray, beats: np.ndarray) -> tuple[int, np.ndarray]:
    """Beats a bar, and the beats that begin one. `bass` says how strongly low sounds set in (frames,), `pitch` how much sounds of each
    pitch class (frames, 12)."""
    if len(beats) < 2 * max(METRES):
        return max(METRES), beats[:1]
    weight = _standardise(_standardise(measure_at(bass, beats)) + _standardise(_measure_changes(pitch, beats)))
    stands_out = {(metre, phase): _compare(weight, metre, phase) for metre in METRES for phase in range(metre)}
    ahead = {place: score + (FOUR_AHEAD if place[0] == max(METRES) else 0.0) for place, score in stands_out.items()}
    metre, phase = max(ahead, key=lambda place: ahead[place])
    return metre, beats[phase::metre]


# --------------------------------------------------------------------------------------------- private


def _measure_changes(pitch: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """How far the harmony of each beat is from that of the beat before."""
    sums = np.vstack([np.zeros(pitch.shape[1]), np.cumsum(pitch, axis=0, dtype=np.float64)])
    edges = np.append(beats, min(len(pitch), 2 * beats[-1] - beats[-2]))
    chords = np.sqrt(np.maximum(sums[edges[1:]] - sums[edges[:-1]], 0))
    chords /= np.linalg.norm(chords, axis=1, keepdims=True) + 1e-9
    return np.sqrt(np.concatenate([[0], np.clip(1 - (chords[1:] * chords[:-1]).sum(axis=1), 0, None)]))


def _standardise(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / max(values.std(), 1e-9)


def _compare(weight: np.ndarray, metre: int, phase: int) -> float:
    """By how many standard errors the beats of this phase weigh more than the others (Welch)."""
    is_first = np.arange(len(weight)) % metre == phase
    first, others = weight[is_first], weight[~is_first]
    error = np.sqrt(first.var() / len(first) + others.var() / len(others) + LEAST_VARIANCE / len(weight))
    return float((first.mean() - others.mean()) / error)
