"""What a CTC model says of every frame of a song, kept for the tokens that the lyrics need and no others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

_BLOCK_FRAMES = 512
# A letter that the model is sure not to hear costs no more than this (in nats): it mishears singers now and then.
FLOOR = -9.0
# What a frame of something else than the written words costs more than the likeliest token: between lines (other voices, ad-libs, a line
# that nobody wrote down), and between two words of a line.
_LINE_WILDCARD, _WORD_WILDCARD = 1.5, 2.0
# What a letter costs more where the stem is silent, and a frame more between two letters of a word: so that a letter that the model does
# not hear stays with its word.
_SILENT, _HOLD = 2.0, 0.05


@dataclass(frozen=True)
class Posteriors:
    """Log-likelihoods over frames of `frame_s` seconds, frame t around `offset_s` + t · `frame_s`.

    `tokens` (frames, wanted tokens) are those of the tokens that the lyrics need, in rising order; `blank` (frames,) of nothing new;
    `gap` (frames,) of blank or word delimiter, whichever is likelier; `best` (frames,) of the likeliest token of all; `usual` (wanted
    tokens,) is the log of each token's mean likelihood over the song: what chance would say.
    """

    tokens: np.ndarray
    blank: np.ndarray
    gap: np.ndarray
    best: np.ndarray
    usual: np.ndarray
    frame_s: float
    offset_s: float

    @property
    def frames(self) -> int:
        """How many frames the song has."""
        return len(self.best)

    def read_scores(self, is_sung: np.ndarray) -> Iterator[np.ndarray]:
        """Consecutive (frames, columns) float32 blocks: the wanted tokens, blank, gap between words, gap between lines; `is_sung`
        (frames,) says when the stem is not silent."""
        for first in range(0, self.frames, _BLOCK_FRAMES):
            own = slice(first, first + _BLOCK_FRAMES)
            best, gap = self.best[own], self.gap[own]
            tokens = np.maximum(self.tokens[own].astype(np.float32), FLOOR) - np.where(is_sung[own], 0, _SILENT)[:, None]
            gaps = [self.blank[own] - _HOLD, np.maximum(gap, best - _WORD_WILDCARD), np.maximum(gap, best - _LINE_WILDCARD)]
            yield np.column_stack([tokens, *(np.maximum(column, FLOOR) for column in gaps)])


@dataclass(frozen=True)
class Wanted:
    """Which tokens of a model are kept: those of the lyrics in rising order, its blank, and its word delimiter, if any."""

    tokens: Sequence[int]
    blank: int
    delimiter: int | None


def collect_posteriors(blocks: Iterable[np.ndarray], wanted: Wanted, frame_s: float, offset_s: float) -> Posteriors:
    """The posteriors of consecutive (frames, all tokens) float32 blocks of log-likelihoods."""
    parts, mass = [], np.zeros(len(wanted.tokens))
    for block in blocks:
        own, blank = block[:, list(wanted.tokens)], block[:, wanted.blank]
        gap = blank if wanted.delimiter is None else np.maximum(blank, block[:, wanted.delimiter])
        parts.append((own.astype(np.float16), blank.copy(), gap.copy(), block.max(1)))
        mass += np.exp(own, dtype=float).sum(0)
    tokens, blank, gap, best = (np.concatenate(column) for column in zip(*parts, strict=True))
    usual = np.log(np.maximum(mass / max(1, len(best)), 1e-9))
    return Posteriors(tokens, blank, gap, best, usual, frame_s, offset_s)
