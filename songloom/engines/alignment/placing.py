"""From what was found to words, also those that were not."""

import numpy as np

from songloom.model.lyrics import Lyrics
from songloom.model.timing import Word


def place_words(lyrics: Lyrics, spans_s: np.ndarray, trust: np.ndarray, duration_s: float) -> tuple[Word, ...]:
    """Every written word: where it was found, by `spans_s` and `trust` up to the last word that sounds, or between its neighbours."""
    texts = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    silent = len(texts) - len(trust)
    trust, spans_s = np.append(trust, np.full(silent, np.nan)), np.append(spans_s, np.full((silent, 2), np.nan), axis=0)
    spans_s = _fill_gaps(spans_s, [len(text) for text, _ in texts], duration_s)
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
