"""How well word onsets agree with the truth: the scores of MIREX's lyrics-to-audio alignment, and what a viewer would notice.

All times are onsets in seconds from the first sample, in sung order. The formulas are those of `mir_eval.alignment`
(Raffel et al., ISMIR 2014) and of Mauch, Fujihara and Goto (2012); the tests compare the two.
"""

import unicodedata
from collections.abc import Sequence

import numpy as np

from songloom.metrics.matching import match_tokens

_TOLERANCES_S = (0.1, 0.2, 0.3)
_NOTICED_S = 1.0


def score_words(
    estimated: Sequence[tuple[str, float]], truth: Sequence[tuple[str, float, int]]
) -> dict[str, float | dict[str, float | None] | None]:
    """All scores of (word, start_s) against (word, start_s, line), and the same under `non_first` without every line's first word.

    Words are matched monotonically by what `fold_word` leaves of them. `coverage` is the share of truth words that found a match; all
    other scores are over the matched words alone, so a word that was not estimated is wrong through `coverage` only.
    """
    wanted = [(fold_word(word), start_s, line) for word, start_s, line in truth]
    is_word = [bool(folded) for folded, _, _ in wanted]
    lines = [line for _, _, line in wanted]
    is_first = [k == 0 or lines[k - 1] != line for k, line in enumerate(lines)]
    rows = [(folded, start_s, first) for (folded, start_s, _), first, word in zip(wanted, is_first, is_word, strict=True) if word]
    given = [(folded, start_s) for folded, start_s in ((fold_word(word), start_s) for word, start_s in estimated) if folded]
    matched = match_tokens([(folded, start_s) for folded, start_s, _ in rows], given)
    deviation = np.array([np.nan if at is None else given[at][1] - row[1] for row, at in zip(rows, matched, strict=True)], float)
    later = np.array([not first for _, _, first in rows], bool)
    return {**score_deviations(deviation), "non_first": score_deviations(deviation[later])}


def score_deviations(deviation_s: np.ndarray) -> dict[str, float | None]:
    """Scores of signed onset errors (estimate - truth), nan where a truth word found no match.

    Returns
    -------
    dict with
        coverage : share of truth words matched
        aae_s, medae_s : mean and median absolute error
        pco_0.1, pco_0.2, pco_0.3 : share of onsets at most so many seconds off
        over_1s : share more than a second off
        bias_s : mean signed error; negative = early
    All but the coverage are None where nothing was matched.
    """
    found = deviation_s[~np.isnan(deviation_s)]
    coverage = len(found) / len(deviation_s) if len(deviation_s) else 0.0
    error = np.abs(found)
    some = len(found) > 0
    return {
        "coverage": coverage,
        "aae_s": float(error.mean()) if some else None,
        "medae_s": float(np.median(error)) if some else None,
        # Half a nanosecond of grace: times in milliseconds are not exact in binary.
        **{f"pco_{limit}": float((error <= limit + 5e-10).mean()) if some else None for limit in _TOLERANCES_S},
        "over_1s": float((error > _NOTICED_S + 5e-10).mean()) if some else None,
        "bias_s": float(found.mean()) if some else None,
    }


def fold_word(word: str) -> str:
    """What two spellings of a word share: NFC, case folded, letters, digits and marks only; "" for punctuation.

    >>> fold_word("Ev'ry"), fold_word("«ÉTÉ»!"), fold_word("—")
    ('evry', 'été', '')
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LNM")
