"""The words of a song as one chain of states that sound, each word behind a filler that may be skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.acoustics import PhoneModel

NO_WORD = -1


@dataclass(frozen=True)
class Chain:
    """One entry per state. `phone` is `fillers` for a filler; `word` is the word that a state belongs to (its filler too; the last
    filler: NO_WORD); `is_entry` marks every word's first state, which alone may be reached past the filler before it."""

    senone: np.ndarray
    phone: np.ndarray
    word: np.ndarray
    is_entry: np.ndarray
    fillers: int

    @property
    def is_filler(self) -> np.ndarray:
        """Which states are fillers."""
        return self.phone == self.fillers


def build_chain(said: Sequence[Sequence[str]], lines: Sequence[int], model: PhoneModel) -> Chain:
    """The chain of words with their CMU phones, in order; `lines` says which line each is of: between lines phones do not meet.

    A word without phones has no states.
    """
    rows: list[tuple[int, int, int, bool]] = []
    fillers = len(model.index)
    spoken = [k for k, phones in enumerate(said) if phones]
    flat = [(model.index[phone], k) for k in spoken for phone in said[k]]
    for at, (phone, k) in enumerate(flat):
        begins = at == 0 or flat[at - 1][1] != k
        ends = at + 1 == len(flat) or flat[at + 1][1] != k
        left, right = _find_neighbour(flat, at, -1, lines, model), _find_neighbour(flat, at, 1, lines, model)
        if begins:
            rows.append((0, fillers, k, False))
        for third, senone in enumerate(model.find_senones(phone, left, right, begins + 2 * ends)):
            rows.append((int(senone), phone, k, begins and third == 0))
    rows.append((0, fillers, NO_WORD, False))
    senone, phone, word, entry = (np.array(column) for column in zip(*rows, strict=True))
    return Chain(senone, phone, word, entry, fillers)


# --------------------------------------------------------------------------------------------- private


def _find_neighbour(flat: Sequence[tuple[int, int]], at: int, step: int, lines: Sequence[int], model: PhoneModel) -> int:
    beside = at + step
    if not 0 <= beside < len(flat) or lines[flat[beside][1]] != lines[flat[at][1]]:
        return model.index["SIL"]
    return flat[beside][0]
