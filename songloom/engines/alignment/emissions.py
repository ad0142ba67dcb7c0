"""What every state of the chain costs in every frame, before and after the song has taught its voice."""

from collections.abc import Iterator

import numpy as np

from songloom.engines.alignment.acoustics import SenoneCosts
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.voice import Features

_BLOCK_FRAMES = 512
# What a unit of cost counts against the prior: chosen on the ten songs of docs/alignment.md.
_SCALE = 0.012
# Singers rest between lines rather than inside of one: what a frame of rest between two words of a line costs more.
_INNER_REST = 0.1


class Emissions:
    """Costs by kind of state: states with the same senone and the same phone share a column, `kind[s]`."""

    def __init__(self, costs: SenoneCosts, wanted: np.ndarray, chain: Chain):
        rest = len(wanted) + chain.is_inner
        column = np.where(chain.is_filler, rest, np.searchsorted(wanted, chain.senone))
        pairs, kind = np.unique(np.stack([column, chain.phone]), axis=1, return_inverse=True)
        self._costs, (self._columns, self._phones) = costs, pairs
        self.kind = kind.ravel()

    def read_blocks(self, voice: Features | None, voice_weight: float) -> Iterator[np.ndarray]:
        """Consecutive (frames, kinds) float32 blocks over the whole song; `voice` are (frames, phones + 1) costs to be added."""
        frames = len(self._costs.filler)
        for first in range(0, frames, _BLOCK_FRAMES):
            end = min(frames, first + _BLOCK_FRAMES)
            filler = self._costs.filler[first:end]
            heard = np.column_stack([self._costs.read_block(first, end), filler, filler + _INNER_REST / _SCALE])
            block = heard[:, self._columns]
            if voice is not None:
                block += voice_weight * voice[first:end][:, self._phones]
            yield _SCALE * block
