"""Cuts the words into display lines: the best way of all, not the first that fits."""

from collections.abc import Sequence

# What a line's length says, against the evidence of its ends; measured together with the weights of `breaks`.
_PER_LINE = 0.5
_LENGTH_WEIGHT = 0.3
_BEST_SHARE = 0.7
_SPREAD_SHARE = 0.235
_LONE_WORD = -1.0


def cut_lines(words: Sequence[str], breaks: Sequence[float], most_letters: int) -> list[tuple[int, int]]:
    """Half-open word ranges, each of at most `most_letters` letters with its spaces (a longer word stands alone).

    `breaks[k - 1]` speaks for a line end before word k. Dynamic programme over the words, linear in their number.
    """
    best = [0.0] + [-float("inf")] * len(words)
    first_of = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        gain = breaks[end - 1] if end < len(words) else 0.0
        letters = -1
        for first in range(end - 1, -1, -1):
            letters += len(words[first]) + 1
            if letters > most_letters and end - first > 1:
                break
            total = best[first] + gain + _rate_length(letters, most_letters) + (_LONE_WORD if end - first == 1 else 0.0)
            if total > best[end]:
                best[end], first_of[end] = total, first
    return _trace(first_of, len(words))


# --------------------------------------------------------------------------------------------- private


def _rate_length(letters: int, most_letters: int) -> float:
    off = (letters - _BEST_SHARE * most_letters) / (_SPREAD_SHARE * most_letters)
    return _PER_LINE - _LENGTH_WEIGHT * off * off


def _trace(first_of: Sequence[int], end: int) -> list[tuple[int, int]]:
    ranges = []
    while end:
        ranges.append((first_of[end], end))
        end = first_of[end]
    return ranges[::-1]
