"""The cheapest way through the chain of states: a Viterbi search, one frame at a time over all states that may live then."""

from collections.abc import Iterable

import numpy as np

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.prior import Prior

_NEVER = 1e18
# So many frames are kept at least before it is asked through which of them all paths go alike.
_SETTLE_FRAMES = 30000


def find_path(blocks: Iterable[np.ndarray], kind: np.ndarray, chain: Chain, prior: Prior) -> np.ndarray | None:
    """(states,) the frame in which the cheapest monotone path reaches every state, -1 where it skips it; None where there is no path.

    `blocks` are consecutive (frames, kinds) costs; state s costs column `kind[s]`. A path begins in one of the first two states, ends
    in one of the last two, and goes from s to s, s + 1, or past a filler to s + 2.
    """
    states = len(kind)
    best = np.full(states + 2, _NEVER)
    jump_cost = np.where(chain.is_entry, 0.0, _NEVER)
    trace = _Trace(states)
    cleared = 0
    for t, costs in enumerate(row for block in blocks for row in block):
        # The states that live in frame t are [low, high); all others cost too much. From t = 0 on no more than two are new in a frame.
        low, high = int(np.searchsorted(prior.last, t)), min(2 * t + 2, int(np.searchsorted(prior.first, t, side="right")))
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
        living = best[low + 2 : high + 2] = np.minimum(np.minimum(cheapest, jump) + costs[kind[own]], _NEVER)
        trace.add(low, stepped, jumped)
        # States that have had their last frame: only now, for the last of these could still be left.
        best[cleared : low + 2] = _NEVER
        cleared = low + 2
        trace.settle(low, living)
    if best[-2:].min() >= _NEVER:
        return None
    return trace.follow(states - 1 if best[-1] <= best[-2] else states - 2)


# --------------------------------------------------------------------------------------------- private


class _Trace:
    """How every state of every frame was reached, in two bits; what all paths have in common is followed at once and forgotten."""

    def __init__(self, states: int) -> None:
        self._rows: list[tuple[int, bytes, bytes]] = []
        self._reached = np.full(states, -1)
        self._settled = 0
        self._due = _SETTLE_FRAMES

    def add(self, low: int, stepped: np.ndarray, jumped: np.ndarray) -> None:
        self._rows.append((low, np.packbits(stepped).tobytes(), np.packbits(jumped).tobytes()))

    def settle(self, low: int, best: np.ndarray) -> None:
        """Forget the frames that all paths to the states from `low` on (the `best` cost so much) go through alike, if it is time to;
        it is not while one has yet to leave the first state."""
        if len(self._rows) < self._due or low == 0:
            return
        states, row = low + np.flatnonzero(best < _NEVER / 2), len(self._rows) - 1
        while row > 0 and len(states) > 1:
            low, *bits = self._rows[row]
            stepped, jumped = (np.unpackbits(np.frombuffer(each, np.uint8)).astype(int)[states - low] for each in bits)
            states, row = np.unique(states - np.where(jumped, 2, stepped)), row - 1
        if len(states) == 1:
            kept = self._rows[row + 1 :]
            del self._rows[row + 1 :]
            self.follow(int(states[0]))
            self._settled, self._rows = self._settled + row + 1, kept
        self._due = max(_SETTLE_FRAMES, 2 * len(self._rows))

    def follow(self, state: int) -> np.ndarray:
        """The frame in which every state on the way to `state` in the last frame kept is reached."""
        for row in range(len(self._rows) - 1, -1, -1):
            low, stepped, jumped = self._rows[row]
            byte, bit = divmod(state - low, 8)
            back = 2 if jumped[byte] >> (7 - bit) & 1 else stepped[byte] >> (7 - bit) & 1
            if row + self._settled == 0:
                self._reached[state] = 0
            elif back:
                self._reached[state] = row + self._settled
                state -= back
        return self._reached
