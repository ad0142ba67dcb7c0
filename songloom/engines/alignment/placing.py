"""From the path of the search to words: their times, and how far to trust them."""

from collections.abc import Sequence

import numpy as np

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.lessons import Found
from songloom.engines.alignment.onsets import hear_onsets
from songloom.engines.alignment.sound import FRAME_S
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Word

# How often a word of a given margin was within 0.3 s of the truth, as a logistic curve through the ten songs of docs/alignment.md.
_TRUST_OFFSET, _TRUST_SLOPE = 2.4, 0.85


def trust_words(found: Found, voice_weight: float) -> np.ndarray:
    """(words up to the last that sounds,) confidence in [0, 1] by how much less a word's sounds cost than a filler; nan without sounds."""
    kind, chain = found.course.emissions.kind, found.course.chain
    margins, at = [], 0
    for block in found.course.emissions.read_blocks(found.voice, voice_weight):
        own = kind[found.states[at : at + len(block)]]
        margins.append(block[:, kind[-1]] - block[np.arange(len(block)), own])
        at += len(block)
    sounding = ~chain.is_filler[found.states]
    word = chain.word[found.states][sounding]
    count = np.bincount(word)
    margin = np.bincount(word, np.concatenate(margins)[sounding]) / np.where(count, count, np.nan)
    return 1 / (1 + np.exp(-_TRUST_OFFSET - _TRUST_SLOPE * margin))


def place_words(lyrics: Lyrics, said: Sequence[Sequence[str]], found: Found, trust: np.ndarray, duration_s: float) -> tuple[Word, ...]:
    """Every written word: where it is heard to begin and its sounds end, or between its neighbours where it has none."""
    texts = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    trust = np.append(trust, np.full(len(texts) - len(trust), np.nan))
    sounding_s = _find_spans(found.course.chain, found.states, len(texts)) * FRAME_S
    spans_s = _fill_gaps(hear_onsets(sounding_s, said), [len(text) for text, _ in texts], duration_s)
    rows = zip(texts, np.round(spans_s, 3).tolist(), np.round(trust, 3).tolist(), np.isnan(trust), strict=True)
    return tuple(
        Word(text, start_s, end_s, line, 0.0, "interpolated") if is_guess else Word(text, start_s, end_s, line, confidence, "measured")
        for (text, line), (start_s, end_s), confidence, is_guess in rows
    )


# --------------------------------------------------------------------------------------------- private


def _find_spans(chain: Chain, states: np.ndarray, words: int) -> np.ndarray:
    """(words, 2) frames in which a word's sounds begin and end; nan without sounds."""
    sounding = np.flatnonzero(~chain.is_filler[states])
    word = chain.word[states[sounding]]
    begins = np.flatnonzero(np.diff(word, prepend=-1))
    spans = np.full((words, 2), np.nan)
    spans[word[begins], 0] = sounding[begins]
    spans[word[begins], 1] = sounding[np.append(begins[1:], len(sounding)) - 1] + 1
    return spans


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
