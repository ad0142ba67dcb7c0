"""What every state of the chain costs in every frame, before and after the song has taught its voice."""

from collections.abc import Iterator

import numpy as np

from songloom.engines.alignment.acoustics import SenoneCosts
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.voice import Features

_BLOCK_FRAMES = 512
# What a unit of cost counts against the prior: chosen on the ten songs of docs/alignment.md.
SCALE = 0.012
# Singers rest between lines rather than inside of one: what a frame of rest between two words of a line costs more.
_INNER_REST = 0.1


class Emissions:
    """Costs by kind of state: states with the same senone and the same phone share a column, `kind[s]`. `columns[s]` is the one of
    `read_columns` that state s reads."""

    def __init__(self, costs: SenoneCosts, wanted: np.ndarray, chain: Chain):
        rest = len(wanted) + chain.is_inner
        self.columns = np.where(chain.is_filler, rest, np.searchsorted(wanted, chain.senone))
        pairs, kind = np.unique(np.stack([self.columns, chain.phone]), axis=1, return_inverse=True)
        self._costs, (self._columns, self._phones) = costs, pairs
        self.kind = kind.ravel()

    @property
    def frames(self) -> int:
        """How many frames of 10 ms the song has."""
        return len(self._costs.filler)

    def read_columns(self, first: int, end: int) -> np.ndarray:
        """Costs in frames [first, end) of every senone that is wanted, of the filler, and of the filler between words of a line."""
        filler = self._costs.filler[first:end]
        return np.column_stack([self._costs.read_block(first, end), filler, filler + _INNER_REST / SCALE])

    def read_blocks(self, voice: Features | None, voice_weight: float) -> Iterator[np.ndarray]:
        """Consecutive (frames, kinds) float32 blocks over the whole song; `voice` are (frames, phones + 1) costs to be added."""
        for first in range(0, self.frames, _BLOCK_FRAMES):
            end = min(self.frames, first + _BLOCK_FRAMES)
            block = self.read_columns(first, end)[:, self._columns]
            if voice is not None:
                block += voice_weight * voice[first:end][:, self._phones]
            yield SCALE * block
