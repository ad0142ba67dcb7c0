"""What is known of a word's time before anybody listens: line stamps, word stamps, and the even spread between them."""

from dataclasses import dataclass, replace

import numpy as np

from songloom.engines.alignment.chain import NO_WORD, Chain
from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.spread import spread_words
from songloom.model.lyrics import Lyrics

# Measured on the ten songs of docs/alignment.md: listeners tap about 0.1 s early, and their stamps are worth this much.
_LEAD_S = 0.1
_STAMP_SIGMA_S, _STAMP_CAP = 0.3, 20.0
_SPREAD_SIGMA_S, _SPREAD_CAP = 1.5, 12.0
# A line is looked for nowhere else than so long before its stamp and after the next; the last line has nothing behind it.
_EARLY_S, _LATE_S, _LAST_LINE_S = 1.4, 0.5, 12.0


@dataclass(frozen=True)
class Prior:
    """Per state: entering it in frame t costs min(weight (t - at)², cap), and it may live in frames [first, last] only."""

    at: np.ndarray
    weight: np.ndarray
    cap: np.ndarray
    first: np.ndarray
    last: np.ndarray


def build_prior(lyrics: Lyrics, chain: Chain, frames: int, letter_s: float) -> Prior:
    """The prior of every state of a song of `frames` frames."""
    spans_s = spread_words(lyrics, frames * FRAME_S, letter_s)
    line_of = np.array([k for k, line in enumerate(lyrics.lines) for _ in line.words])
    is_stamped = np.diff(line_of, prepend=-1) > 0
    is_stamped |= np.array([word.start_s is not None for line in lyrics.lines for word in line.words])
    sigma_s = np.where(is_stamped, _STAMP_SIGMA_S, _SPREAD_SIGMA_S)
    word = np.where(chain.word == NO_WORD, -1, chain.word)
    at = (spans_s[word, 0] + _LEAD_S) / FRAME_S
    is_expected = chain.is_entry & lyrics.has_line_times()
    weight = np.where(is_expected, 0.5 / (sigma_s[word] / FRAME_S) ** 2, 0.0)
    cap = np.where(is_stamped[word], _STAMP_CAP, _SPREAD_CAP)
    first, last = _limit_lines(lyrics, chain, line_of[word], frames)
    return Prior(at, weight, cap, first, last)


def measure_work(prior: Prior) -> float:
    """How many frames all states together may live."""
    return float(np.sum(prior.last - prior.first, dtype=float))


def narrow_prior(prior: Prior, chain: Chain, starts_s: np.ndarray, around_s: float) -> Prior:
    """The same with closer limits: a state may live `around_s` before and after its word's rough start at most, a filler before a word
    from so long before the word ahead of it."""
    middle = np.maximum.accumulate((starts_s[np.where(chain.word == NO_WORD, -1, chain.word)] / FRAME_S).astype(int))
    before = np.where(chain.is_filler, np.append(middle[:1], middle[:-1]), middle)
    return limit_prior(prior, before, middle, round(around_s / FRAME_S))


def limit_prior(prior: Prior, start: np.ndarray, end: np.ndarray, width: int) -> Prior:
    """The same where no state lives more than `width` frames before its `start` or after its `end`, which rise."""
    first, last = np.maximum(prior.first, start.astype(int) - width), np.minimum(prior.last, end.astype(int) + width)
    first, last = _open_ends(first, last, int(prior.last[-1]))
    return replace(prior, first=first, last=last)


# --------------------------------------------------------------------------------------------- private


def _limit_lines(lyrics: Lyrics, chain: Chain, line: np.ndarray, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last frame of every state: a line's own, but a filler before a line may begin with the line before."""
    if not lyrics.has_line_times():
        return np.zeros(len(line), int), np.full(len(line), frames)
    starts = np.maximum.accumulate([line.start_s or 0.0 for line in lyrics.lines])
    earliest, latest = starts - _EARLY_S, np.append(starts[1:] + _LATE_S, starts[-1] + _LAST_LINE_S)
    leads = chain.is_filler & (np.diff(line, prepend=-1) > 0)
    first = (earliest[np.maximum(0, line - leads)] / FRAME_S).astype(int)
    last = (latest[line] / FRAME_S).astype(int)
    first = np.maximum.accumulate(np.clip(first, 0, frames))
    last = np.minimum.accumulate(np.clip(last, 0, frames)[::-1])[::-1]
    return _open_ends(first, last, frames)


def _open_ends(first: np.ndarray, last: np.ndarray, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """A song may begin before its first stamp allows, and end after its last."""
    first[:2], last[-2:] = 0, frames
    return first, last
