"""The cheapest way through the chain of states: a Viterbi search, one frame at a time over all states that may live then."""

from collections.abc import Iterable

import numpy as np

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.prior import Prior

_NEVER = 1e18


def find_path(blocks: Iterable[np.ndarray], kind: np.ndarray, chain: Chain, prior: Prior) -> np.ndarray | None:
    """(states,) the frame in which the cheapest monotone path reaches every state, -1 where it skips it; None where there is no path.

    `blocks` are consecutive (frames, kinds) costs; state s costs column `kind[s]`. A path begins in one of the first two states, ends
    in one of the last two, and goes from s to s, s + 1, or past a filler to s + 2.
    """
    states = len(kind)
    best = np.full(states + 2, _NEVER)
    jump_cost = np.where(chain.is_entry, 0.0, _NEVER)
    trace = _Trace()
    for t, costs in enumerate(row for block in blocks for row in block):
        # The states that live in frame t are [low, high); all others cost too much.
        low, high = int(np.searchsorted(prior.last, t)), int(np.searchsorted(prior.first, t, side="right"))
        if high <= low or (t == 0 and low > 0):
            return None
        own = slice(low, high)
        entering = np.minimum(prior.weight[own] * (t - prior.at[own]) ** 2, prior.cap[own])
        stay, step, jump = best[low + 2 : high + 2], best[low + 1 : high + 1] + entering, best[low:high] + entering + jump_cost[own]
        if t == 0:
            stay[0], step[1:2], jump[:] = 0.0, entering[1:2], _NEVER
        stepped = step < stay
        cheapest = np.minimum(stay, step)
        jumped = jump < cheapest
        best[low + 2 : high + 2] = np.minimum(np.minimum(cheapest, jump) + costs[kind[own]], _NEVER)
        # States before these have had their last frame: only now, for the first of these could still be reached from them.
        best[: low + 2] = _NEVER
        trace.add(low, stepped, jumped)
    if best[-2:].min() >= _NEVER:
        return None
    return trace.follow(states, states - 1 if best[-1] <= best[-2] else states - 2)


# --------------------------------------------------------------------------------------------- private


class _Trace:
    """How every state of every frame was reached, in two bits."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, bytes, bytes]] = []

    def add(self, low: int, stepped: np.ndarray, jumped: np.ndarray) -> None:
        self._rows.append((low, np.packbits(stepped).tobytes(), np.packbits(jumped).tobytes()))

    def follow(self, states: int, last: int) -> np.ndarray:
        reached, state = np.full(states, -1), last
        for t in range(len(self._rows) - 1, 0, -1):
            low, stepped, jumped = self._rows[t]
            byte, bit = divmod(state - low, 8)
            back = 2 if jumped[byte] >> (7 - bit) & 1 else stepped[byte] >> (7 - bit) & 1
            if back:
                reached[state] = t
                state -= back
        reached[state] = 0
        return reached
