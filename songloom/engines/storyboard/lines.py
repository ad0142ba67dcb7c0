"""Cuts the words into display lines: the best way of all, not the first that fits."""

from collections.abc import Mapping, Sequence

# What a line's length says, against the evidence of its ends; fitted together with the weights of `breaks`.
LENGTH_WEIGHTS: Mapping[str, float] = {"line": -3.14, "length": -6.43, "lone_word": -0.66}


def cut_lines(
    words: Sequence[str], breaks: Sequence[float], most_letters: int, weights: Mapping[str, float] = LENGTH_WEIGHTS
) -> list[tuple[int, int]]:
    """Half-open word ranges, each of at most `most_letters` letters with its spaces (a longer word stands alone).

    `breaks[k - 1]` speaks for a line end before word k. Dynamic programme over the words, linear in their number.
    """
    rates = _rate_lengths(most_letters, weights)
    best = [0.0] + [-float("inf")] * len(words)
    first_of = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        gain = breaks[end - 1] if end < len(words) else 0.0
        letters = -1
        for first in range(end - 1, -1, -1):
            letters += len(words[first]) + 1
            if letters > most_letters and end - first > 1:
                break
            total = best[first] + gain + rates[end - first == 1][min(letters, most_letters)]
            if total > best[end]:
                best[end], first_of[end] = total, first
    return _trace(first_of, len(words))


def measure_length(letters: int, most_letters: int, count: int) -> dict[str, float]:
    """What is weighed of a line of `count` words: that it is one, how much of the room it fills (squared), and a word left alone."""
    return {"line": 1.0, "length": (letters / most_letters) ** 2, "lone_word": float(count == 1)}


# --------------------------------------------------------------------------------------------- private


def _rate_lengths(most_letters: int, weights: Mapping[str, float]) -> list[list[float]]:
    """By whether a word stands alone, and by letters, what speaks for a line."""
    measures = ([measure_length(letters, most_letters, count) for letters in range(most_letters + 1)] for count in (2, 1))
    return [[sum(weights[name] * value for name, value in measure.items()) for measure in row] for row in measures]


def _trace(first_of: Sequence[int], end: int) -> list[tuple[int, int]]:
    ranges = []
    while end:
        ranges.append((first_of[end], end))
        end = first_of[end]
    return ranges[::-1]
