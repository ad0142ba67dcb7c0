"""From the path through the tokens to words: their times, how far to trust them, and what becomes of those that were not heard."""

from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.ctc_posteriors import FLOOR, Posteriors
from songloom.engines.alignment.ctc_search import TokenChain
from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.stem import find_silence
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Word

# A word is not believed where its tokens are hardly likelier than chance, or are far behind what the model hears in their place.
_LEAST_GAIN, _LEAST_FIT = 0.7, -5.0
# A line of which less than this share of letters is believed was not found at all.
_LEAST_HEARD = 0.3
# Nobody rests so long inside a line between a word that fits and one that hardly does.
_LONGEST_REST_S, _DOUBTFUL_FIT = 6.0, -2.5
# How long the last token of a word sounds at least, and how far from it the silence may be that ends the word.
_SHORTEST_TOKEN_S, _LONGEST_HOLD_S = 0.06, 4.0
# A guess that lies so far outside of where it may be is only trimmed.
_LOOSE_S = 0.5
# How often a word that fits so well was within 0.3 s of the truth, as a logistic curve; provisional, see docs/ctc.md.
_TRUST_OFFSET, _TRUST_FIT, _TRUST_GAIN = 2.7, 0.42, 0.21


@dataclass(frozen=True)
class Hearing:
    """Per word, nan where it has no tokens: `start_s` of its first token and `end_s` of its last; `fit` in nats, how far its tokens are
    behind the likeliest ones on average (0 is best); `gain` in nats, how much likelier they are there than anywhere."""

    start_s: np.ndarray
    end_s: np.ndarray
    fit: np.ndarray
    gain: np.ndarray


def measure_words(posteriors: Posteriors, chain: TokenChain, states: np.ndarray, words: int) -> Hearing:
    """What the path says of every word, from the first frame of its tokens to the last."""
    frames = np.flatnonzero(states % 2 == 1)
    state = states[frames]
    letter = chain.kind[state]
    heard = posteriors.tokens[frames, letter].astype(float)
    fit, gain = (np.full(len(chain.kind), -np.inf) for _ in range(2))
    np.maximum.at(fit, state, np.maximum(heard - posteriors.best[frames], FLOOR))
    np.maximum.at(gain, state, np.maximum(heard, FLOOR) - posteriors.usual[letter])
    word = chain.word[1::2]
    count = np.bincount(word, minlength=words)
    with np.errstate(invalid="ignore"):
        fits, gains = (np.bincount(word, values[1::2], words) / np.where(count, count, np.nan) for values in (fit, gain))
    start, end = np.full(words, np.inf), np.full(words, -np.inf)
    np.minimum.at(start, chain.word[state], frames)
    np.maximum.at(end, chain.word[state], frames)
    times_s = np.where(count, np.stack([start, end]), np.nan) * posteriors.frame_s + posteriors.offset_s
    return Hearing(times_s[0] - posteriors.frame_s / 2, times_s[1] + posteriors.frame_s / 2, fits, gains)


def find_believed(hearing: Hearing, lyrics: Lyrics) -> np.ndarray:
    """(words,) which words were heard where the path has them; where too little of a line was, none of its words."""
    believed = (np.nan_to_num(hearing.gain, nan=-np.inf) >= _LEAST_GAIN) & (np.nan_to_num(hearing.fit, nan=-np.inf) >= _LEAST_FIT)
    at = 0
    for line in lyrics.lines:
        own = np.arange(at, at + len(line.words))
        letters = np.array([len(word.text) for word in line.words])
        believed[_find_torn(hearing, own[believed[own]])] = False
        if letters[believed[own]].sum() < _LEAST_HEARD * letters.sum():
            believed[own] = False
        at += len(line.words)
    return believed


def place_words(hearing: Hearing, believed: np.ndarray, spread_s: np.ndarray, lyrics: Lyrics, is_voiced: np.ndarray) -> np.ndarray:
    """(words, 2) seconds, in order, none overlapping, inside the song: believed words where they were heard, the others between them.

    A word ends where the next begins, or before that where the stem falls silent (`is_voiced`, frames of 10 ms).
    """
    duration_s = len(is_voiced) * FRAME_S
    spans_s = np.where(believed[:, None], np.stack([hearing.start_s, hearing.end_s], axis=1), np.nan)
    spans_s = np.clip(spans_s, 0, duration_s)
    line_of = np.array([k for k, line in enumerate(lyrics.lines) for _ in line.words])
    letters = np.array([max(1, len(word.text)) for line in lyrics.lines for word in line.words])
    runs = np.flatnonzero(np.diff(np.concatenate([[True], believed, [True]]).astype(int)))
    for begin, end in runs.reshape(-1, 2):
        spans_s[begin:end] = _guess_words(spans_s, spread_s, range(begin, end), (line_of, letters, duration_s))
    following_s = np.append(spans_s[1:, 0], duration_s)
    heard_until_s = np.minimum(np.maximum(spans_s[:, 1], spans_s[:, 0] + _SHORTEST_TOKEN_S), following_s)
    silence_s = find_silence(is_voiced)[np.clip(heard_until_s / FRAME_S, 0, len(is_voiced)).astype(int)]
    held_s = np.where(silence_s - heard_until_s <= _LONGEST_HOLD_S, silence_s, heard_until_s)
    ends_s = np.where(believed, np.minimum(np.maximum(held_s, heard_until_s), following_s), spans_s[:, 1])
    return np.stack([spans_s[:, 0], ends_s], axis=1)


def trust_words(hearing: Hearing, believed: np.ndarray) -> np.ndarray:
    """(words,) confidence in [0, 1], 0 for words that nobody heard: a logistic curve, rising with fit and gain."""
    with np.errstate(invalid="ignore"):
        trust = 1 / (1 + np.exp(-_TRUST_OFFSET - _TRUST_FIT * hearing.fit - _TRUST_GAIN * np.minimum(hearing.gain, 8)))
    return np.where(believed, trust, 0.0)


def make_words(lyrics: Lyrics, spans_s: np.ndarray, trust: np.ndarray, believed: np.ndarray) -> tuple[Word, ...]:
    """Every written word with its time in whole milliseconds."""
    texts = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    rows = zip(texts, np.round(spans_s, 3).tolist(), np.round(trust, 3).tolist(), believed, strict=True)
    return tuple(
        Word(text, start_s, end_s, line, confidence, "measured" if is_heard else "interpolated")
        for (text, line), (start_s, end_s), confidence, is_heard in rows
    )


# --------------------------------------------------------------------------------------------- private


def _find_torn(hearing: Hearing, own: np.ndarray) -> np.ndarray:
    """Of the believed words of one line those that lie far from the others and hardly fit."""
    far = np.flatnonzero(np.diff(hearing.start_s[own]) > _LONGEST_REST_S)
    groups = np.split(own, far + 1)
    best = max(groups, key=lambda group: float((hearing.fit[group] - FLOOR).sum()), default=own)
    torn = [group for group in groups if group is not best and len(group) and hearing.fit[group].mean() < _DOUBTFUL_FIT]
    return np.concatenate([own[:0], *torn])


def _guess_words(spans_s: np.ndarray, spread_s: np.ndarray, own: range, song: tuple[np.ndarray, np.ndarray, float]) -> np.ndarray:
    """(words, 2) times of a run of words that nobody heard, between the words around it."""
    line_of, letters, duration_s = song
    inside = slice(own.start, own.stop)
    has_before, has_after = own.start > 0, own.stop < len(spans_s)
    from_s = min(spans_s[own.start - 1, 1], spans_s[own.stop, 0] if has_after else duration_s) if has_before else 0.0
    to_s = spans_s[own.stop, 0] if has_after else duration_s
    follows = has_before and line_of[own.start - 1] == line_of[own.start]
    leads = has_after and line_of[own.stop] == line_of[own.stop - 1]
    guess = spread_s[inside]
    if follows:
        guess = guess + from_s - spread_s[own.start - 1, 1]
    elif leads:
        guess = guess + to_s - spread_s[own.stop, 0]
    fits = guess[0, 0] >= from_s - _LOOSE_S and guess[-1, 1] <= to_s + _LOOSE_S
    if fits and not (follows and leads):
        return np.maximum.accumulate(np.clip(guess, from_s, to_s).ravel()).reshape(-1, 2)
    edges_s = from_s + (to_s - from_s) * np.concatenate([[0], np.cumsum(letters[inside])]) / letters[inside].sum()
    return np.stack([edges_s[:-1], edges_s[1:]], axis=1)
