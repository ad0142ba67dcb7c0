"""Which word of one list is which of another: the longest common subsequence, and among those the one closest in time."""

from collections.abc import Sequence

import numpy as np


def match_tokens(wanted: Sequence[tuple[str, float]], given: Sequence[tuple[str, float]]) -> list[int | None]:
    """For every wanted (token, seconds) the index of the given one it is matched with, None where there is none.

    The matching is monotone and one to one, holds as many equal tokens as any does, and among those has the least sum of
    absolute time differences: a chorus that one list lacks is not mistaken for the next one. O(len(wanted) · len(given)).
    """
    if not wanted or not given:
        return [None] * len(wanted)
    index = {token: k for k, token in enumerate(dict.fromkeys(token for token, _ in [*wanted, *given]))}
    token = np.array([index[word] for word, _ in given])
    at_s = np.array([start_s for _, start_s in given], float)
    apart_s = float(np.ptp(np.append(at_s, [start_s for _, start_s in wanted])))
    # One match more outweighs all the seconds that all matches together can be apart.
    worth = 1.0 + apart_s * (1 + min(len(wanted), len(given)))
    best = np.zeros(len(given) + 1)
    paired, kept = (np.zeros((len(wanted), len(given)), bool) for _ in range(2))
    for row, (word, start_s) in enumerate(wanted):
        pair = np.where(token == index[word], best[:-1] + worth - np.abs(at_s - start_s), -1.0)
        reach = np.maximum(best[1:], pair)
        following = np.concatenate([[0.0], np.maximum.accumulate(reach)])
        paired[row] = (pair > best[1:]) & (following[1:] == pair)
        kept[row] = following[1:] == best[1:]
        best = following
    return _follow(paired, kept)


# --------------------------------------------------------------------------------------------- private


def _follow(paired: np.ndarray, kept: np.ndarray) -> list[int | None]:
    """Walk back from the last cell: a wanted token that adds nothing is left out, then a given one."""
    out: list[int | None] = [None] * len(paired)
    row, column = paired.shape[0] - 1, paired.shape[1] - 1
    while row >= 0 and column >= 0:
        if paired[row, column]:
            out[row] = column
            row, column = row - 1, column - 1
        elif kept[row, column]:
            row -= 1
        else:
            column -= 1
    return out
