"""When a word is heard to begin, which is not when its first sound does: a singer's beat falls on the vowel."""

from collections.abc import Sequence

import numpy as np

# A frame's window reaches 26 ms from where it begins, so two frames meet 8 ms after the second begins; and phones that last at least as
# long as ours begin a little early.
_LATE_S = 0.03
# A hiss begins before the beat. A vowel is led by the consonant that the word before ends with ("cut it" is sung "cu-tit"), or begins
# softer than its middle sounds. In every one of the ten songs of docs/alignment.md words with vowels come out some 60 ms later
# than all others, and in nine of them those with hisses some 60 ms earlier: whichever song is left out, these are the numbers.
_LATE_VOWEL_S = -0.04
_LATE_HISS_S = 0.08
_HISSES = ("S", "SH", "Z", "CH", "F")


def hear_onsets(spans_s: np.ndarray, said: Sequence[Sequence[str]]) -> np.ndarray:
    """(words, 2) the spans with every start where a listener puts it; nan stays, order stays, no word overlaps the next.

    `spans_s` are when a word's sounds begin and end, nan without sounds; `said` the CMU phones of every word.
    """
    out = spans_s.copy()
    known = np.flatnonzero(~np.isnan(spans_s[:, 0]))
    late_s = np.array([_find_late_s(said[word][0]) for word in known.tolist()])
    # However short it is, the latter half of a word stays its own.
    starts = np.minimum(spans_s[known, 0] + late_s, spans_s[known].mean(axis=1) + _LATE_S)
    starts = np.maximum.accumulate(np.maximum(0, starts))
    ends = np.maximum(starts, spans_s[known, 1] + _LATE_S)
    out[known, 0], out[known, 1] = starts, np.minimum(ends, np.append(starts[1:], np.inf))
    return out


# --------------------------------------------------------------------------------------------- private


def _find_late_s(phone: str) -> float:
    if phone[0] in "AEIOU":
        return _LATE_VOWEL_S
    return _LATE_HISS_S if phone in _HISSES else _LATE_S
