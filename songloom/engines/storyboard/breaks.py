"""How much speaks for ending a line between two words."""

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from songloom.engines.storyboard.function_words import OPENING, choose_leaning
from songloom.model.timing import Word

# Weights fitted by logistic regression on the written lines of ten songs in four languages, each song left out in turn, with case,
# punctuation and written lines withheld; then rounded.
_USUALLY_NOT = -3.0
# Silences of half, once and twice `gap_s`, and of a rest that no phrase bridges; each adds to the ones before.
_GAPS = ((0.5, 1.2), (1.0, 1.4), (2.0, 0.7), (8.0, 6.0))
# Per e-fold that a word is held longer than its letters take elsewhere in the song; asked only where nobody wrote lines, since it moves
# with every little change of a time.
_HELD = 1.1
# The usual pace is told in steps of a quarter e-fold: finer, and one moved word would weigh all others anew.
_PACE_STEPS = 4
_AFTER_LEANING = -1.0
_BEFORE_LEANING = 0.7
_BEFORE_OPENING = 1.6
# A pair of words that comes back after other words each time begins a line; a pair that comes back whole is inside one.
_RETURNING = 2.3
_INSIDE_RETURNING = -1.0
# Not fitted: where a person wrote line ends or punctuation, those decide.
_WRITTEN_END = 8.0
_WRITTEN_INSIDE = -5.0
_SENTENCE_END = 3.0
_CLAUSE_END = 1.5
_ENDS_SENTENCE = ".!?…。！？"
_ENDS_CLAUSE = ",;:–—、，"
_CLOSING = "\"'”’»)]"


def weigh_breaks(words: Sequence[Word], gap_s: float) -> list[float]:
    """For each k from 1, how much speaks for a line end before words[k] (log-odds; item 0 is k = 1).

    Times enter in coarse steps only, so that a word moved a little seldom changes a line.
    """
    spoken = [_strip(word.word) for word in words]
    has_lines = bool(words) and words[0].line != words[-1].line
    evidence = [
        _weigh_gaps(words, gap_s),
        _weigh_lines(words) if has_lines else _weigh_held(words),
        _weigh_punctuation(words),
        _weigh_speech(spoken),
    ]
    return [_USUALLY_NOT + sum(parts) for parts in zip(*evidence, strict=True)]


# --------------------------------------------------------------------------------------------- private


def _strip(word: str) -> str:
    return "".join(letter for letter in word.lower().replace("’", "'") if letter.isalnum() or letter == "'")


def _weigh_gaps(words: Sequence[Word], gap_s: float) -> list[float]:
    silences_s = (after.start_s - before.end_s for before, after in pairwise(words))
    return [sum(weight for share, weight in _GAPS if silence_s > share * gap_s) for silence_s in silences_s]


def _weigh_lines(words: Sequence[Word]) -> list[float]:
    return [_WRITTEN_END if before.line != after.line else _WRITTEN_INSIDE for before, after in pairwise(words)]


def _weigh_held(words: Sequence[Word]) -> list[float]:
    paces = [math.log(max(after.start_s - before.start_s, 0.05) / (len(before.word) + 1)) for before, after in pairwise(words)]
    usual = round(median(paces) * _PACE_STEPS) / _PACE_STEPS if paces else 0.0
    return [_HELD * min(max(round(pace - usual), -1), 2) for pace in paces]


def _weigh_punctuation(words: Sequence[Word]) -> list[float]:
    lasts = [word.word.rstrip(_CLOSING)[-1:] or " " for word in words[:-1]]
    return [_SENTENCE_END * (last in _ENDS_SENTENCE) + _CLAUSE_END * (last in _ENDS_CLAUSE) for last in lasts]


def _weigh_speech(spoken: Sequence[str]) -> list[float]:
    leaning = choose_leaning(spoken)
    before_pair: dict[tuple[str, str], set[str]] = defaultdict(set)
    count: dict[tuple[str, str], int] = defaultdict(int)
    for left, first, second in zip(["", *spoken], spoken, spoken[1:], strict=False):
        before_pair[first, second].add(left)
        count[first, second] += 1
    weights = []
    for before, after, beyond in zip(spoken, spoken[1:], [*spoken[2:], ""], strict=False):
        returning = min(len(before_pair[after, beyond]), 6) / 6 if beyond and count[after, beyond] > 1 else 0.0
        weights.append(
            _AFTER_LEANING * (before in leaning)
            + _BEFORE_LEANING * (after in leaning)
            + _BEFORE_OPENING * (after in OPENING)
            + _RETURNING * returning
            + _INSIDE_RETURNING * (count[before, after] > 1)
        )
    return weights
