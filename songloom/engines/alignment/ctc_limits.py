"""In which frames every state of the chain may live: its line's window, made wide enough for a path to exist."""

import numpy as np

from songloom.engines.alignment.ctc_search import Limits, TokenChain
from songloom.engines.alignment.line_windows import Windows

# How much a word loses at most for beginning elsewhere than expected (in nats).
_STRAYING = 4.0
# Where states may live for more frames than this in all (a concert without any times) each is looked for only around its spread.
_LARGEST_SEARCH = 4e8


def limit_states(chain: TokenChain, windows: Windows, line_of: np.ndarray, frames: int, frame_s: float) -> Limits:
    """The limits of a song of `frames` frames; `line_of` says which line every word is of. The song has a frame for all that needs one."""
    lines = len(windows.first_s)
    before, after = _find_lines(chain, line_of, lines)
    opens, closes = np.maximum(before, 0), np.minimum(after, lines - 1)
    first, last = windows.first_s[opens] / frame_s, windows.last_s[closes] / frame_s
    first, last = _limit_work(first, last, _spread_states(chain, windows.spread_s[:, 0] / frame_s))
    # Other voices may sing before the first line and after the last.
    first[before < 0], last[after >= lines] = 0, frames - 1
    first, last = (np.clip(edge, 0, frames - 1).astype(int) for edge in (np.floor(first), np.ceil(last)))
    first, last = _make_room(chain, first, last, frames)
    begins = np.append(False, np.diff(chain.word) > 0) & (np.arange(len(chain.word)) % 2 == 1)
    weight = np.where(begins, 0.5 / (windows.sigma_s[chain.word] / frame_s) ** 2, 0.0)
    return Limits(first, last, windows.spread_s[chain.word, 0] / frame_s, weight, _STRAYING)


# --------------------------------------------------------------------------------------------- private


def _find_lines(chain: TokenChain, line_of: np.ndarray, lines: int) -> tuple[np.ndarray, np.ndarray]:
    """The line of every state, twice; of a gap the lines of the tokens before and after it, -1 and `lines` outside of the song."""
    own = line_of[chain.word[1::2]]
    before, after = np.empty(len(chain.kind), int), np.empty(len(chain.kind), int)
    before[1::2], after[1::2] = own, own
    before[0::2], after[0::2] = np.append(-1, own), np.append(own, lines)
    return before, after


def _spread_states(chain: TokenChain, word_at: np.ndarray) -> np.ndarray:
    """(states,) where the spread has every state: a token with its word, a gap with the token before it."""
    token = word_at[chain.word[1::2]]
    out = np.empty(len(chain.kind))
    out[1::2], out[0::2] = token, np.append(token[0], token)
    return out


def _limit_work(first: np.ndarray, last: np.ndarray, middle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same limits, or where they are too wide in all, closer ones."""
    if np.sum(last - first) <= _LARGEST_SEARCH:
        return first, last
    width = _LARGEST_SEARCH / len(first) / 2
    return np.maximum(first, middle - width), np.minimum(last, middle + width)


def _make_room(chain: TokenChain, first: np.ndarray, last: np.ndarray, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """The same limits, wider where they leave too few frames for a path."""
    before = np.concatenate([[0], np.cumsum(chain.needs)])
    first = np.minimum(first, frames - (before[-1] - before[:-1]))
    # When every state can be reached at the earliest.
    reached = np.maximum.accumulate(first - before[:-1]) + before[:-1]
    last = np.maximum(last, reached)
    # A gap waits for the token after it.
    last[0:-1:2] = np.maximum(last[0:-1:2], reached[1::2])
    return first, np.minimum(last, frames - 1)
