"""Which of the words that were heard can be trusted to say where a line is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.heard_matching import NOT_HEARD, Spoken, match_heard
from songloom.metrics.alignment import fold_word
from songloom.model.heard import HeardWord
from songloom.model.lyrics import Lyrics

# How far words usually are from where line stamps, or only the length of the song, would have them.
STAMPED_SIGMA_S, SPREAD_SIGMA_S, SPREAD_SIGMA_SHARE = 3.0, 20.0, 0.1
# Two words of a line are at most so far apart, plus so much for every letter between them; else one of them is of another line.
_LONGEST_PAUSE_S, _SLOWEST_LETTER_S = 8.0, 0.4
# Nobody sings a letter in less.
_QUICKEST_LETTER_S = 0.02
# A line is known by its heard words if they hold this share of its letters, or this many of them.
_LEAST_SHARE, _MANY_LETTERS = 0.3, 8
# An offset that is worth believing is one that this many words agree on, their deviations being this small at the median.
_FEWEST_WORDS, _STEADY_S = 6, 1.5


@dataclass(frozen=True)
class Anchors:
    """Per written word: `start_s` and `end_s` of the heard word that it is, nan where there is none that can be trusted. `offset_s`
    is how much later than expected the words were heard, 0 where they do not agree; `share` of the written words that were heard."""

    start_s: np.ndarray
    end_s: np.ndarray
    offset_s: float
    share: float

    @property
    def is_known(self) -> np.ndarray:
        """(words,) which words have a heard one."""
        return ~np.isnan(self.start_s)


def find_anchors(lyrics: Lyrics, expected_s: np.ndarray, heard: Sequence[HeardWord], duration_s: float) -> Anchors:
    """The heard words that are written ones, without those that stand alone where their line is not.

    `expected_s` (words,) is where line stamps or an even spread would have every word; the offset of line stamps is estimated and the
    matching made again with it.
    """
    words = [fold_word(word.text) for line in lyrics.lines for word in line.words]
    line = np.array([k for k, one in enumerate(lyrics.lines) for _ in one.words])
    kept = [(folded, word) for word in heard if (folded := fold_word(word.word)) and word.start_s < duration_s]
    spoken = Spoken([folded for folded, _ in kept], np.array([word.start_s for _, word in kept]))
    sigma_s = STAMPED_SIGMA_S if lyrics.has_line_times() else max(SPREAD_SIGMA_S, SPREAD_SIGMA_SHARE * duration_s)
    matched = match_heard(Spoken(words, expected_s), spoken, sigma_s)
    offset_s = _estimate_offset(matched, expected_s, spoken.at_s) if lyrics.has_line_times() else 0.0
    if offset_s:
        matched = match_heard(Spoken(words, expected_s + offset_s), spoken, sigma_s)
    times_s = np.array([(word.start_s, word.end_s) for _, word in kept] + [(np.nan, np.nan)])[matched]
    letters = np.array([len(word) for word in words])
    for own in np.split(np.arange(len(words)), np.flatnonzero(np.diff(line)) + 1):
        times_s[_find_strays(times_s[own, 0], letters[own], own)] = np.nan
    _drop_hurried(times_s, letters)
    return Anchors(times_s[:, 0], times_s[:, 1], offset_s, float(np.mean(matched != NOT_HEARD)))


# --------------------------------------------------------------------------------------------- private


def _estimate_offset(matched: np.ndarray, expected_s: np.ndarray, heard_s: np.ndarray) -> float:
    known = matched != NOT_HEARD
    late_s = heard_s[matched[known]] - expected_s[known]
    if len(late_s) < _FEWEST_WORDS:
        return 0.0
    middle_s = float(np.median(late_s))
    return middle_s if np.median(np.abs(late_s - middle_s)) <= _STEADY_S else 0.0


def _find_strays(start_s: np.ndarray, letters: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Of one line's words, given by their indices `own`, those that were heard away from the weightiest group of them."""
    known = np.flatnonzero(~np.isnan(start_s))
    if not len(known):
        return own[:0]
    before = np.concatenate([[0], np.cumsum(letters)])
    apart_s = np.diff(start_s[known])
    between = np.diff(before[known])
    group = np.concatenate([[0], np.cumsum(apart_s > _LONGEST_PAUSE_S + _SLOWEST_LETTER_S * between)])
    weight = np.bincount(group, letters[known])
    best = int(weight.argmax())
    if weight[best] < min(_MANY_LETTERS, _LEAST_SHARE * letters.sum()):
        return own[known]
    return own[known[group != best]]


def _drop_hurried(times_s: np.ndarray, letters: np.ndarray) -> None:
    """Forget pairs of neighbours that leave no time for the letters from one to the other."""
    known = np.flatnonzero(~np.isnan(times_s[:, 0]))
    before = np.concatenate([[0], np.cumsum(letters)])
    needed_s = _QUICKEST_LETTER_S * np.diff(before[known])
    hurried = (np.diff(times_s[known, 0]) < needed_s) & (np.diff(known) > 1)
    times_s[known[:-1][hurried]] = np.nan
    times_s[known[1:][hurried]] = np.nan
