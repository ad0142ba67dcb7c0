"""From the path of the search to words: their times, and how far to trust them."""

from collections.abc import Iterable

import numpy as np

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.sound import FRAME_S
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Word


def follow_states(reached: np.ndarray, frames: int) -> np.ndarray:
    """(frames,) the state that the path is in."""
    visited = np.flatnonzero(reached >= 0)
    return np.repeat(visited, np.diff(np.append(reached[visited], frames)))


def weigh_words(states: np.ndarray, blocks: Iterable[np.ndarray], kind: np.ndarray, chain: Chain) -> np.ndarray:
    """(words,) by how much the word's own sounds cost less than the filler, a frame; nan for words without sounds."""
    margins = []
    at = 0
    for block in blocks:
        own = np.arange(len(block))
        margins.append(block[own, kind[-1]] - block[own, kind[states[at : at + len(block)]]])
        at += len(block)
    margin, sounding = np.concatenate(margins), ~chain.is_filler[states]
    word = chain.word[states][sounding]
    count = np.bincount(word)
    with np.errstate(invalid="ignore"):
        return np.bincount(word, margin[sounding]) / np.where(count, count, np.nan)


def place_words(lyrics: Lyrics, chain: Chain, states: np.ndarray, confidence: np.ndarray, duration_s: float) -> tuple[Word, ...]:
    """Every written word: where its sounds begin and end, or between its neighbours where it has none."""
    texts = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    spans_s = _fill_gaps(_find_spans(chain, states, len(texts)) * FRAME_S, [len(text) for text, _ in texts], duration_s)
    words = []
    for k, ((text, line), (start_s, end_s)) in enumerate(zip(texts, np.round(spans_s, 3).tolist(), strict=True)):
        heard = k < len(confidence) and not np.isnan(confidence[k])
        trust = round(float(confidence[k]), 3) if heard else 0.0
        words.append(Word(text, start_s, end_s, line, trust, "measured" if heard else "interpolated"))
    return tuple(words)


# --------------------------------------------------------------------------------------------- private


def _find_spans(chain: Chain, states: np.ndarray, words: int) -> np.ndarray:
    """(words, 2) frames in which a word's sounds begin and end; nan without sounds."""
    spans = np.full((words, 2), np.nan)
    word = np.where(chain.is_filler[states], -1, chain.word[states])
    sounding = np.flatnonzero(word >= 0)
    own = word[sounding]
    first = np.unique(own, return_index=True)
    last = np.unique(own[::-1], return_index=True)
    spans[first[0], 0] = sounding[first[1]]
    spans[last[0], 1] = sounding[::-1][last[1]] + 1
    return spans


def _fill_gaps(spans_s: np.ndarray, letters: list[int], duration_s: float) -> np.ndarray:
    """Words without sounds share the time between their neighbours by their letters."""
    out = np.minimum(spans_s, duration_s)
    missing = np.isnan(out[:, 0])
    k = 0
    while k < len(out):
        end = k
        while end < len(out) and missing[end]:
            end += 1
        if end > k:
            from_s, to_s = out[k - 1, 1] if k else 0.0, out[end, 0] if end < len(out) else duration_s
            edges = from_s + (to_s - from_s) * np.concatenate([[0], np.cumsum(letters[k:end])]) / sum(letters[k:end])
            out[k:end, 0], out[k:end, 1] = edges[:-1], edges[1:]
        k = end + 1
    return out
