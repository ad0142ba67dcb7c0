"""The likeliest way through the tokens of a whole song: a Viterbi search over the states of connectionist temporal classification.

Graves et al., "Connectionist temporal classification" (ICML 2006). Gaps and tokens take turns; a gap is a blank, or between words and
lines a wildcard, and may be passed over where the tokens beside it differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_NEVER = -1e18
NO_WORD = -1


@dataclass(frozen=True)
class TokenChain:
    """One entry per state, gaps at even places and tokens at odd ones.

    `kind` is the column of the scores that a state reads; `word` is the word that a token, or the gap inside a word, belongs to
    (NO_WORD for gaps between words); `letter` counts the chain's different tokens, and for a gap inside a word is the token's before
    it, `letters` for other gaps; `skips` marks the tokens that may be reached past the gap before them.
    """

    kind: np.ndarray
    word: np.ndarray
    letter: np.ndarray
    skips: np.ndarray
    letters: int

    @property
    def needs(self) -> np.ndarray:
        """(states,) how many frames a state takes at least: 1, or 0 for a gap that may be passed over."""
        needs = np.ones(len(self.kind), int)
        needs[0::2] = 0
        needs[2:-1:2] = ~self.skips[3::2]
        return needs


@dataclass(frozen=True)
class Limits:
    """Per state: it may live in frames [first, last] only, and entering it in frame t scores max(-weight (t - at)², -cap)."""

    first: np.ndarray
    last: np.ndarray
    at: np.ndarray
    weight: np.ndarray
    cap: float


def build_token_chain(said: Sequence[Sequence[int]], lines: Sequence[int]) -> TokenChain:
    """The chain of words with their tokens, in order; `lines` says which line each is of. A word without tokens has no states.

    Columns: the different tokens in rising order, then blank, gap between words, gap between lines (as `arrange_scores` puts them).
    """
    wanted = sorted({token for tokens in said for token in tokens})
    column = {token: k for k, token in enumerate(wanted)}
    blank, word_gap, line_gap = range(len(wanted), len(wanted) + 3)
    flat = [(column[token], k) for k, tokens in enumerate(said) for token in tokens]
    rows: list[tuple[int, int, int, bool]] = [(line_gap, NO_WORD, len(wanted), False)]
    for at, (token, word) in enumerate(flat):
        rows.append((token, word, token, at == 0 or flat[at - 1][0] != token))
        if at + 1 == len(flat) or lines[flat[at + 1][1]] != lines[word]:
            rows.append((line_gap, NO_WORD, len(wanted), False))
        elif flat[at + 1][1] != word:
            rows.append((word_gap, NO_WORD, len(wanted), False))
        else:
            rows.append((blank, word, token, False))
    kind, word, letter, skips = (np.array(part) for part in zip(*rows, strict=True))
    return TokenChain(kind, word, letter, skips, len(wanted))


def open_limits(chain: TokenChain, frames: int) -> Limits:
    """No limits: every state may live in every frame."""
    nothing = np.zeros(len(chain.kind))
    return Limits(nothing.astype(int), np.full(len(nothing), frames - 1), nothing, nothing, 0.0)


def find_states(blocks: Iterable[np.ndarray], chain: TokenChain, limits: Limits) -> np.ndarray | None:
    """(frames,) the state of every frame on the likeliest path, None where there is no path within the limits.

    `blocks` are consecutive (frames, kinds) log-likelihoods. A path begins in one of the first two states, ends in one of the last
    two, and goes from s to s, s + 1, or past a gap to s + 2.
    """
    best = np.full(len(chain.kind) + 2, _NEVER)
    jumps = np.where(chain.skips, 0.0, _NEVER)
    # The states that live in frame t are [low, high): limits rise with the states.
    last, first = np.maximum.accumulate(limits.last), np.minimum.accumulate(limits.first[::-1])[::-1]
    trace: list[tuple[int, np.ndarray, np.ndarray]] = []
    for t, scores in enumerate(row for block in blocks for row in block):
        low, high = int(np.searchsorted(last, t)), int(np.searchsorted(first, t, side="right"))
        if high <= low or (t == 0 and low > 0):
            return None
        own = slice(low, high)
        entering = np.maximum(-limits.weight[own] * (t - limits.at[own]) ** 2, -limits.cap)
        stay, step, jump = best[low + 2 : high + 2], best[low + 1 : high + 1] + entering, best[low:high] + entering + jumps[own]
        if t == 0:
            stay, step, jump = _begin(high, entering)
        stepped = step > stay
        reach = np.maximum(stay, step)
        jumped = jump > reach
        best[low + 2 : high + 2] = np.maximum(np.maximum(reach, jump) + scores[chain.kind[own]], _NEVER)
        # These have had their last frame; only now, for the first that live could still be reached from them.
        best[: low + 2] = _NEVER
        trace.append((low, np.packbits(stepped), np.packbits(jumped)))
    if not trace or best[-2:].max() <= _NEVER / 2:
        return None
    return _follow(trace, len(chain.kind) - 1 if best[-1] >= best[-2] else len(chain.kind) - 2)


# --------------------------------------------------------------------------------------------- private


def _begin(count: int, entering: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of the first frame's states only the first two may be entered, from nowhere."""
    stay, step = np.full(count, _NEVER), np.full(count, _NEVER)
    stay[0] = 0.0
    step[1:2] = entering[1:2]
    return stay, step, np.full(count, _NEVER)


def _follow(trace: list[tuple[int, np.ndarray, np.ndarray]], state: int) -> np.ndarray:
    states = np.empty(len(trace), int)
    for t in range(len(trace) - 1, -1, -1):
        states[t] = state
        low, stepped, jumped = trace[t]
        byte, bit = divmod(state - low, 8)
        if t:
            state -= 2 if jumped[byte] >> (7 - bit) & 1 else int(stepped[byte] >> (7 - bit) & 1)
    return states
