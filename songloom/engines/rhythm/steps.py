"""Lays a song out in steps of a beat, and describes the harmony and the sound of each."""

from dataclasses import dataclass

import numpy as np

from songloom.engines.rhythm.spectra import FRAME_HZ

# Where there is no beat to go by.
FREE_STEP_S = 0.5
# Comparing all steps with all takes the square of their number: in a very long song a step is several beats.
MOST_STEPS = 1500
# How much of a step is its harmony; the rest is its timbre.
HARMONY_SHARE = 0.6


@dataclass(frozen=True)
class Steps:
    """`edges_s` (steps + 1,) from 0 to the song's end; `features` (steps, n), of which two steps by chance are a squared distance of 2
    apart; `begins_bar` (steps,) where a bar is known to begin."""

    edges_s: np.ndarray
    features: np.ndarray
    begins_bar: np.ndarray


def lay_steps(beats: np.ndarray, downbeats: np.ndarray, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """Edges of steps in frames, from 0 to `frames`, and whether each step begins a bar; without beats, steps of equal length."""
    usual = float(np.median(np.diff(beats))) if len(beats) > 1 else FREE_STEP_S * FRAME_HZ
    # Before the first beat and after the last, time goes on in the same steps.
    known = beats if len(beats) else np.array([0])
    before, after = np.arange(known[0], 0, -usual)[::-1], np.arange(known[-1], frames, usual)
    inner = np.unique(np.round(np.concatenate([before, known, after])).astype(int))
    inner = inner[(inner > 0) & (inner < frames)]
    edges = np.concatenate([[0], inner[:: len(inner) // MOST_STEPS + 1], [frames]])
    return edges, np.isin(edges[:-1], downbeats)


def describe_steps(edges: np.ndarray, begins_bar: np.ndarray, chroma: np.ndarray, cepstra: np.ndarray, length_s: float) -> Steps:
    """Steps between `edges`; `chroma` (frames, 12) and `cepstra` (frames, n) tell harmony and timbre."""
    weighed = ((chroma, HARMONY_SHARE), (cepstra, 1 - HARMONY_SHARE))
    features = [_standardise(average_between(values, edges)) * np.sqrt(share / values.shape[1]) for values, share in weighed]
    edges_s = np.append(np.round(edges[:-1] / FRAME_HZ, 3), length_s)
    return Steps(edges_s, np.hstack(features), begins_bar)


def average_between(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Means of the rows of (rows, columns) between edges that rise from 0 to their number."""
    return np.add.reduceat(values, edges[:-1], axis=0, dtype=np.float64) / np.diff(edges)[:, None]


# --------------------------------------------------------------------------------------------- private


def _standardise(values: np.ndarray) -> np.ndarray:
    return (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-6)
