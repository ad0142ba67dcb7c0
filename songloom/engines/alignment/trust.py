"""How far to trust every word that was found: how often such words were within 0.3 s of the truth."""

from collections.abc import Sequence

import numpy as np

from songloom.engines.alignment.chain import find_spans
from songloom.engines.alignment.lessons import Found
from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.voice import Features
from songloom.engines.alignment.voices import try_voices
from songloom.model.timing import Word

# A logistic curve through the columns of `measure_evidence`, fitted to the ten songs of docs/alignment.md as they are, and with wrong
# words, with verses missing or added, and with line times 2 s late. Each limit is where more evidence makes a word no surer.
_OFFSET = -22.6
_SLOPES = np.array([-2.5, -1.3, -1.2, 0.26, 9.8, 26.6])
_LOWEST = np.array([0.0, 0.0, -9.0, -3.0, -1.0, -1.0])
_HIGHEST = np.array([1.0, 1.0, 1.2, 5.0, 0.68, 0.72])
_NEIGHBOURS = 8
# Of the ten songs with the right words none was under this; with words of another song all were.
_DUBIOUS = 0.7


def trust_words(found: Found, features: Features) -> np.ndarray:
    """(words up to the last that sounds,) the chance that a word begins within 0.3 s of where it was found; nan without sounds."""
    evidence = np.clip(measure_evidence(found, features), _LOWEST, _HIGHEST)
    return 1 / (1 + np.exp(-_OFFSET - evidence @ _SLOPES))


def measure_evidence(found: Found, features: Features) -> np.ndarray:
    """(words, 6) what speaks for a word and against it; nan without sounds.

    By how many seconds its start moved since the first search, and since the last lesson; the logarithm of how much longer it lasts than
    it must; and, by a voice that the frames in question did not teach: how much likelier it is than a filler, how its sounds and its
    neighbours' rank among all sounds, and how all sounds of the song do.
    """
    chain = found.course.chain
    labels = chain.phone[found.states]
    spans, trial = find_spans(chain, found.states), try_voices(features, labels, chain.fillers)
    moved_s = [np.abs(spans[:, 0] - starts) * FRAME_S for starts in (found.starts[0], found.starts[-2:][0])]
    shortest = np.bincount(chain.word[~chain.is_filler], minlength=len(spans))
    stretched = np.log((spans[:, 1] - spans[:, 0]) / np.where(shortest, shortest, np.nan))
    word = np.where(labels == chain.fillers, -1, chain.word[found.states])
    rank, gain = (_average_words(values, word, len(spans)) for values in (trial.rank, trial.gain))
    near, song = _average_neighbours(rank) + trial.handicap, np.full(len(rank), rank.mean() + trial.handicap)
    evidence = np.stack([*moved_s, stretched, gain, near, song], axis=1)
    return np.where(np.isnan(spans[:, :1]), np.nan, evidence)


def find_derailing(words: Sequence[Word]) -> str:
    """A sentence for a song whose words were probably not found, "" for all others."""
    sure = [word.confidence for word in words if word.found == "measured"]
    if not sure or sum(sure) / len(sure) >= _DUBIOUS:
        return ""
    share = sum(confidence >= 0.5 for confidence in sure) / len(sure)
    return (
        f"Only {share:.0%} of the words seem to be sung where they were found: "
        "check that the lyrics are this song's, complete and in sung order, and their line times right."
    )


# --------------------------------------------------------------------------------------------- private


def _average_words(values: np.ndarray, word: np.ndarray, words: int) -> np.ndarray:
    """(words,) the mean over a word's frames; where nothing is known, the mean of all words, or 0."""
    known = (word >= 0) & ~np.isnan(values)
    count = np.bincount(word[known], minlength=words)
    mean = np.bincount(word[known], values[known], minlength=words) / np.maximum(1, count)
    return np.where(count, mean, mean[count > 0].mean() if count.any() else 0.0)


def _average_neighbours(values: np.ndarray) -> np.ndarray:
    """Every value's mean with its neighbours."""
    total, at = np.concatenate([[0], np.cumsum(values)]), np.arange(len(values))
    first, end = np.maximum(0, at - _NEIGHBOURS), np.minimum(len(values), at + _NEIGHBOURS + 1)
    return (total[end] - total[first]) / (end - first)
