"""From the path of the search to words and their times."""

from collections.abc import Sequence

import numpy as np

from songloom.engines.alignment.chain import find_spans
from songloom.engines.alignment.lessons import Found
from songloom.engines.alignment.onsets import hear_onsets
from songloom.engines.alignment.sound import FRAME_S
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Word


def place_words(lyrics: Lyrics, said: Sequence[Sequence[str]], found: Found, trust: np.ndarray, duration_s: float) -> tuple[Word, ...]:
    """Every written word: where it is heard to begin and its sounds end, or between its neighbours where it has none."""
    texts = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    silent = len(texts) - len(trust)
    trust = np.append(trust, np.full(silent, np.nan))
    sounding_s = np.append(find_spans(found.course.chain, found.states), np.full((silent, 2), np.nan), axis=0) * FRAME_S
    spans_s = _fill_gaps(hear_onsets(sounding_s, said), [len(text) for text, _ in texts], duration_s)
    rows = zip(texts, np.round(spans_s, 3).tolist(), np.round(trust, 3).tolist(), np.isnan(trust), strict=True)
    return tuple(
        Word(text, start_s, end_s, line, 0.0, "interpolated") if is_guess else Word(text, start_s, end_s, line, confidence, "measured")
        for (text, line), (start_s, end_s), confidence, is_guess in rows
    )


# --------------------------------------------------------------------------------------------- private


def _fill_gaps(spans_s: np.ndarray, letters: list[int], duration_s: float) -> np.ndarray:
    """Words without sounds share the time between their neighbours by their letters."""
    out, k = np.minimum(spans_s, duration_s), 0
    while k < len(out):
        end = k
        while end < len(out) and np.isnan(out[end, 0]):
            end += 1
        if end > k:
            from_s, to_s = out[k - 1, 1] if k else 0.0, out[end, 0] if end < len(out) else duration_s
            edges = from_s + (to_s - from_s) * np.concatenate([[0], np.cumsum(letters[k:end])]) / sum(letters[k:end])
            out[k:end, 0], out[k:end, 1] = edges[:-1], edges[1:]
        k = end + 1
    return out
