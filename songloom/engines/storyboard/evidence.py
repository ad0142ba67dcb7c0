"""What one place between two words shows by itself: silence, a held word, function words, words that come back."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from songloom.engines.storyboard.function_words import BOUND, OPENING, choose_leaning
from songloom.model.timing import Word

# Evidence per name; item 0 is the place before word 1.
Evidence = Mapping[str, Sequence[float]]

# The usual pace is told in steps of a quarter e-fold: finer, and one moved word would weigh all others anew.
_PACE_STEPS = 4
_HELD_LEAST, _HELD_MOST = -1.0, 2.0
# A step from word to word stands out among so many on both sides, by this much.
_NEIGHBOURS, _STANDS_OUT_S = 3, 0.02
# So many different neighbours of a returning pair say all that more could say.
_COMPANY = 6


def fold_word(word: str) -> str:
    """Lower-case letters, digits and apostrophes of a word."""
    return "".join(letter for letter in word.lower().replace("’", "'") if letter.isalnum() or letter == "'")


def hear_silences(words: Sequence[Word], gap_s: float) -> Evidence:
    """Silences of half, once and twice `gap_s`, each on top of the ones before, and of a rest that no phrase bridges."""
    silences_s = [after.start_s - before.end_s for before, after in pairwise(words)]
    shares = {"silence_half": 0.5, "silence": 1.0, "silence_twice": 2.0, "rest": 8.0}
    return {name: [float(silence_s > share * gap_s) for silence_s in silences_s] for name, share in shares.items()}


def hear_pace(words: Sequence[Word]) -> Evidence:
    """`held`: e-folds that a word takes longer than its letters take elsewhere in the song; `stands_out`: the share of the steps
    around this one that are shorter."""
    steps_s = [after.start_s - before.start_s for before, after in pairwise(words)]
    paces = [math.log(max(step_s, 0.05) / (len(word.word) + 1)) for step_s, word in zip(steps_s, words, strict=False)]
    usual = round(median(paces) * _PACE_STEPS) / _PACE_STEPS if paces else 0.0
    held = [min(max(pace - usual, _HELD_LEAST), _HELD_MOST) for pace in paces]
    return {"held": held, "stands_out": [_compare_around(steps_s, place) for place in range(len(steps_s))]}


def read_speech(spoken: Sequence[str]) -> Evidence:
    """Function words around a place; and pairs of words that come back: with other words before them each time they begin a line
    (`begins_returning`), with others behind them they end one (`ends_returning`), and inside the pair is no line's end (`inside_returning`:
    how much of the two words' life is this pair)."""
    leaning, count = choose_leaning(spoken), Counter(spoken)
    pairs, before, behind = Counter(pairwise(spoken)), defaultdict(set), defaultdict(set)
    for left, first, second, right in zip(["", *spoken], spoken, spoken[1:], [*spoken[2:], ""], strict=False):
        before[first, second].add(left)
        behind[first, second].add(right)
    padded = ["", *spoken, ""]
    rows = []
    for left, last, first, right in zip(padded, padded[1:], padded[2:], [*padded[3:], ""], strict=False):
        inside = pairs[last, first] / math.sqrt(count[last] * count[first]) if pairs[last, first] > 1 else 0.0
        begins = min(len(before[first, right]), _COMPANY) / _COMPANY if pairs[first, right] > 1 else 0.0
        ends = min(len(behind[left, last]), _COMPANY) / _COMPANY if pairs[left, last] > 1 else 0.0
        rows.append((float(last in BOUND), float(first in leaning), float(first in OPENING), begins, ends, inside))
    names = ("after_bound", "before_leaning", "before_opening", "begins_returning", "ends_returning", "inside_returning")
    return {name: [row[column] for row in rows[: len(spoken) - 1]] for column, name in enumerate(names)}


# --------------------------------------------------------------------------------------------- private


def _compare_around(steps_s: Sequence[float], place: int) -> float:
    around = [*steps_s[max(0, place - _NEIGHBOURS) : place], *steps_s[place + 1 : place + 1 + _NEIGHBOURS]]
    return sum(step_s < steps_s[place] - _STANDS_OUT_S for step_s in around) / len(around) if around else 0.0
