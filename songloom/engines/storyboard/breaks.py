"""How much speaks for ending a line between two words."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from songloom.engines.storyboard.echoes import hear_echoes
from songloom.engines.storyboard.evidence import Evidence, fold_word, hear_pace, hear_silences, read_speech
from songloom.model.timing import Word

# Log-odds per unit of evidence, fitted by `bench/storyboard.py` on the written lines of ten songs in four languages, with case,
# punctuation and lines withheld. FIRST weighs a place by what it shows alone, WEIGHTS with the echoes of places that FIRST finds likely.
FIRST: Mapping[str, float] = {
    "usually_not": -3.57,
    "silence_half": 0.83,
    "silence": 1.51,
    "silence_twice": 0.49,
    "after_bound": -2.54,
    "before_leaning": 0.54,
    "before_opening": 1.16,
    "begins_returning": 2.28,
    "ends_returning": 1.35,
    "inside_returning": -2.62,
    "held": 1.04,
    "stands_out": 1.99,
}
WEIGHTS: Mapping[str, float] = {
    "usually_not": -3.14,
    "silence_half": 1.22,
    "silence": 0.96,
    "silence_twice": 0.42,
    "after_bound": -2.05,
    "before_leaning": 0.55,
    "before_opening": 0.8,
    "begins_returning": 1.03,
    "ends_returning": 0.94,
    "inside_returning": -2.87,
    "held": 1.44,
    "stands_out": 0.22,
    "rhyme": 1.38,
    "ends_alike": 0.35,
    "in_step": 1.48,
}
USUALLY_NOT = "usually_not"
# Not fitted: a silence that no phrase bridges; and where a person wrote line ends or punctuation, those decide.
_REST = 6.0
_WRITTEN_END = 8.0
_WRITTEN_INSIDE = -5.0
_SENTENCE_END = 3.0
_CLAUSE_END = 1.5
_ENDS_SENTENCE = ".!?…。！？"
_ENDS_CLAUSE = ",;:–—、，"
_CLOSING = "\"'”’»)]"


def weigh_breaks(words: Sequence[Word], gap_s: float) -> list[float]:
    """For each k from 1, how much speaks for a line end before words[k] (log-odds; item 0 is k = 1).

    Where lines are written, times enter in coarse steps only, so that a word moved a little seldom changes a line.
    """
    has_lines = bool(words) and words[0].line != words[-1].line
    shown = gather_evidence(words, gap_s, FIRST) if not has_lines else gather_coarse(words, gap_s)
    weights = weigh_evidence(shown, WEIGHTS)
    written = _weigh_lines(words) if has_lines else [0.0] * len(weights)
    return [sum(parts) for parts in zip(weights, written, _weigh_punctuation(words), strict=True)]


def gather_coarse(words: Sequence[Word], gap_s: float) -> Evidence:
    """What places show alone, but for the pace."""
    spoken = [fold_word(word.word) for word in words]
    always = [1.0] * max(len(words) - 1, 0)
    return {USUALLY_NOT: always, **hear_silences(words, gap_s), **read_speech(spoken)}


def gather_evidence(words: Sequence[Word], gap_s: float, first: Mapping[str, float]) -> Evidence:
    """All evidence; `first` weighs what each place shows alone, to find whom to ask for echoes."""
    alone = {**gather_coarse(words, gap_s), **hear_pace(words)}
    likely = [1 / (1 + math.exp(-odds)) for odds in weigh_evidence(alone, first)]
    return {**alone, **hear_echoes(words, [fold_word(word.word) for word in words], likely)}


def weigh_evidence(shown: Evidence, weights: Mapping[str, float]) -> list[float]:
    """The sum of the evidence at each place; what has no weight does not count."""
    rests = [_REST * rest for rest in shown["rest"]]
    columns = [[weights[name] * value for value in values] for name, values in shown.items() if name in weights]
    return [sum(parts) for parts in zip(rests, *columns, strict=True)]


# --------------------------------------------------------------------------------------------- private


def _weigh_lines(words: Sequence[Word]) -> list[float]:
    return [_WRITTEN_END if before.line != after.line else _WRITTEN_INSIDE for before, after in pairwise(words)]


def _weigh_punctuation(words: Sequence[Word]) -> list[float]:
    lasts = [word.word.rstrip(_CLOSING)[-1:] or " " for word in words[:-1]]
    return [_SENTENCE_END * (last in _ENDS_SENTENCE) + _CLAUSE_END * (last in _ENDS_CLAUSE) for last in lasts]
