"""Fits the constants of the line breaks by maximum likelihood: a semi-Markov model over lines, as `storyboard: phrases` cuts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from songloom.engines.storyboard.breaks import gather_coarse, gather_evidence
from songloom.engines.storyboard.evidence import hear_pace
from songloom.engines.storyboard.lines import LENGTH_WEIGHTS, measure_length
from songloom.model.timing import Word

# A normal prior keeps constants that few lines speak for near nothing.
PRIOR_PRECISION = 1.0
MOST_WORDS = 14
FAR = -1e9


@dataclass(frozen=True)
class Sung:
    """A song as the bench gives it: words without lines, and where the written lines end (word numbers)."""

    name: str
    language: str
    words: Sequence[Word]
    ends: frozenset[int]


@dataclass(frozen=True)
class Constants:
    """What fitting finds: of the first look, of the second, of lengths."""

    first: Mapping[str, float]
    breaks: Mapping[str, float]
    lengths: Mapping[str, float]


def fit_constants(songs: Sequence[Sung], gap_s: float, most_letters: int) -> Constants:
    """The most likely constants, given the written lines of `songs`."""
    first = _fit_first(songs, gap_s)
    shown = [gather_evidence(song.words, gap_s, first) for song in songs]
    names = [name for name in shown[0] if name != "rest"]
    batch = _Batch(
        [np.array([item[name] for name in names]).T for item in shown],
        [_measure_lines(song.words, most_letters) for song in songs],
        [song.ends for song in songs],
    )
    found = minimize(batch.weigh, np.zeros(len(names) + len(LENGTH_WEIGHTS)), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return Constants(first, dict(zip(names, found, strict=False)), dict(zip(LENGTH_WEIGHTS, found[len(names) :], strict=True)))


# --------------------------------------------------------------------------------------------- private


def _fit_first(songs: Sequence[Sung], gap_s: float) -> dict[str, float]:
    """Logistic regression of line ends on what each place shows alone."""
    shown = [{**gather_coarse(song.words, gap_s), **hear_pace(song.words)} for song in songs]
    names = [name for name in shown[0] if name != "rest"]
    features = np.concatenate([np.array([item[name] for name in names]).T for item in shown])
    is_end = np.concatenate([[place + 1 in song.ends for place in range(len(song.words) - 1)] for song in songs]).astype(float)

    def weigh(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = features @ weights
        loss = np.logaddexp(0, odds).sum() - odds @ is_end + 0.5 * PRIOR_PRECISION * weights @ weights
        return loss, features.T @ (expit(odds) - is_end) + PRIOR_PRECISION * weights

    return dict(zip(names, minimize(weigh, np.zeros(len(names)), jac=True, method="L-BFGS-B").x, strict=True))


def _measure_lines(words: Sequence[Word], most_letters: int) -> np.ndarray:
    """(words, MOST_WORDS, length features) of the line of m + 1 words that ends with each word; NaN where it is too long."""
    measures = np.full((len(words), MOST_WORDS, len(LENGTH_WEIGHTS)), np.nan)
    for last in range(len(words)):
        letters = -1
        for count in range(min(MOST_WORDS, last + 1)):
            letters += len(words[last - count].word) + 1
            if letters > most_letters and count:
                break
            measure = measure_length(letters, most_letters, count + 1)
            measures[last, count] = [measure[name] for name in LENGTH_WEIGHTS]
    return measures


class _Batch:
    """All songs side by side, padded at their ends with words that stand alone and weigh nothing."""

    def __init__(self, evidence: list[np.ndarray], lengths: list[np.ndarray], ends: list[frozenset[int]]) -> None:
        count = max(len(item) for item in lengths)
        self._evidence = np.zeros((len(ends), count, evidence[0].shape[1]))
        self._lengths = np.zeros((len(ends), count, *lengths[0].shape[1:]))
        self._can_be, self._written = np.zeros((2, len(ends), count, MOST_WORDS), bool)
        for song, (shown, measured, song_ends) in enumerate(zip(evidence, lengths, ends, strict=True)):
            words = len(measured)
            self._evidence[song, : words - 1] = shown
            self._lengths[song, :words] = np.nan_to_num(measured)
            self._can_be[song, :words] = ~np.isnan(measured[:, :, 0])
            self._can_be[song, words:, 0] = True
            edges = [0, *sorted(song_ends), words]
            for first, end in pairwise(edges):
                if end - first <= MOST_WORDS and self._can_be[song, end - 1, end - first - 1]:
                    self._written[song, end - 1, end - first - 1] = True

    def weigh(self, constants: np.ndarray) -> tuple[float, np.ndarray]:
        """Minus the log-likelihood of the written lines, and its gradient."""
        kinds = self._evidence.shape[2]
        scores = self._lengths @ constants[kinds:] + (self._evidence @ constants[:kinds])[:, :, None]
        scores = np.where(self._can_be, scores, FAR)
        total, shares = self._share_lines(scores)
        off = shares - self._written
        slope = np.concatenate([np.einsum("sw,swk->k", off.sum(axis=2), self._evidence), np.einsum("swm,swmk->k", off, self._lengths)])
        loss = total.sum() - scores[self._written].sum() + 0.5 * PRIOR_PRECISION * constants @ constants
        return loss, slope + PRIOR_PRECISION * constants

    def _share_lines(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log of the sum over all ways to cut each song, and the share of it that has each line: forwards, backwards."""
        songs, words, most = scores.shape
        ahead = np.full((songs, words + most), FAR)
        ahead[:, most - 1] = 0
        for word in range(words):
            ahead[:, word + most] = logsumexp(ahead[:, word : word + most] + scores[:, word, ::-1], axis=1)
        behind = np.full((songs, words + most), FAR)
        behind[:, words] = 0
        by_first = np.full((songs, words, most), FAR)
        for count in range(most):
            by_first[:, : words - count, count] = scores[:, count:, count]
        for word in range(words - 1, -1, -1):
            behind[:, word] = logsumexp(by_first[:, word] + behind[:, word + 1 : word + 1 + most], axis=1)
        total = ahead[:, words + most - 1]
        shares = np.zeros_like(scores)
        for count in range(most):
            lasts = np.arange(count, words)
            before = ahead[:, lasts - count - 1 + most]
            shares[:, lasts, count] = np.exp(before + scores[:, lasts, count] + behind[:, lasts + 1] - total[:, None])
        return total, shares
