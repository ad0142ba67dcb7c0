"""Whether a song's voice bears out what it was taught: most of the song teaches, and what it leaves out is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.voice import Features, solve_discriminants

# Eight seconds are left out at a time, and with them every eighth stretch as long.
_STRETCH_FRAMES = 800
_FOLDS = 8
_FEWEST_FRAMES = 20
# Scores further below the frame's best count as just as bad.
_WORST = 12.0
# The less a song has to teach, the worse it does: measured on pieces of 25 to 200 s of the ten songs of docs/alignment.md.
_LITTLE_FRAMES, _LARGEST_HANDICAP = 330, 0.15


@dataclass(frozen=True)
class Trial:
    """What frames (nan where nobody can tell) are to a voice that was not taught by them.

    `rank` is how their label stands among all phones: 1 = the likeliest, -1 = the unlikeliest, 0 on average where labels are chance;
    `gain` is how much likelier it is than a filler, in nats. `handicap` is what to add to a rank because a song teaches so little.
    """

    rank: np.ndarray
    gain: np.ndarray
    handicap: float


def try_voice(features: Features, labels: np.ndarray, fillers: int) -> Trial:
    """The trial of frames with these `labels`: phones below `fillers`, which is the label of every filler."""
    counts, sums, squares = _add_up(features, labels, fillers + 1)
    rank, gain = np.full(len(labels), np.nan, np.float32), np.full(len(labels), np.nan, np.float32)
    for fold in range(_FOLDS):
        rest = np.arange(_FOLDS) != fold
        count = counts[rest].sum(0)
        heard = np.flatnonzero(count >= _FEWEST_FRAMES)
        if len(heard) < 3 or heard[-1] != fillers:
            continue
        means = sums[rest].sum(0) / np.maximum(count, 1)[:, None]
        within = (squares[rest].sum(0) - (means.T * count) @ means) / count.sum()
        weights, offset = solve_discriminants(within, means[heard])
        for stretch in _list_stretches(len(labels), fold):
            score = features[stretch] @ weights + offset
            rank[stretch], gain[stretch] = _judge(np.maximum(score - score.max(1, keepdims=True), -_WORST), heard, labels[stretch])
    return Trial(rank, gain, min(_LARGEST_HANDICAP, _LITTLE_FRAMES / max(1, int(np.sum(labels != fillers)))))


# --------------------------------------------------------------------------------------------- private


def _list_stretches(frames: int, fold: int) -> Iterator[slice]:
    for first in range(fold * _STRETCH_FRAMES, frames, _FOLDS * _STRETCH_FRAMES):
        yield slice(first, min(frames, first + _STRETCH_FRAMES))


def _add_up(features: Features, labels: np.ndarray, kinds: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per fold: (kinds,) how many frames, (kinds, n) their sums, (n, n) the sum of all their outer products."""
    width = features[:1].shape[1]
    counts, sums, squares = np.zeros((_FOLDS, kinds)), np.zeros((_FOLDS, kinds, width)), np.zeros((_FOLDS, width, width))
    for fold in range(_FOLDS):
        for stretch in _list_stretches(len(labels), fold):
            own = features[stretch].astype(np.float64)
            member = (labels[stretch, None] == np.arange(kinds)).astype(np.float64)
            counts[fold] += member.sum(0)
            sums[fold] += member.T @ own
            squares[fold] += own.T @ own
    return counts, sums, squares


def _judge(score: np.ndarray, heard: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rank and gain of every row's label; the last of `heard` is the filler. nan where the label is not among them."""
    column = np.searchsorted(heard, labels)
    is_heard = heard[np.minimum(column, len(heard) - 1)] == labels
    own = score[np.arange(len(score)), np.minimum(column, len(heard) - 1)]
    likelier = np.sum(score[:, :-1] > own[:, None], axis=1)
    unknown = np.where(is_heard, 0, np.nan)
    return 1 - 2 * likelier / (len(heard) - 2) + unknown, own - score[:, -1] + unknown
