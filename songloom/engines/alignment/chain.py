"""The words of a song as one chain of states that sound, each word behind a filler that may be skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.acoustics import PhoneModel

NO_WORD = -1

# The frames that each third of a vowel and of a consonant lasts at least. Nobody sings a phone in 30 ms, which is what three states
# would allow, unless there is no room for more; this helped most of all (docs/alignment.md).
PACES = ((3, 2), (2, 2), (1, 1))


@dataclass(frozen=True)
class Chain:
    """One entry per state. `phone` is `fillers` for a filler; `word` is the word that a state belongs to (its filler too; the last
    filler: NO_WORD); `is_entry` marks every word's first state, which alone may be reached past the filler before it; `is_inner`
    marks the fillers between two words of one line."""

    senone: np.ndarray
    phone: np.ndarray
    word: np.ndarray
    is_entry: np.ndarray
    is_inner: np.ndarray
    fillers: int

    @property
    def is_filler(self) -> np.ndarray:
        """Which states are fillers."""
        return self.phone == self.fillers


def build_chain(said: Sequence[Sequence[str]], lines: Sequence[int], model: PhoneModel, pace: tuple[int, int]) -> Chain:
    """The chain of words with their CMU phones, in order; `lines` says which line each is of: between lines phones do not meet.

    A word without phones has no states. `pace` is one of PACES: a third of a phone has a state for each frame that it lasts at least.
    """
    rows: list[tuple[int, int, int, bool, bool]] = []
    fillers = len(model.index)
    flat = [(phone, k) for k, phones in enumerate(said) for phone in phones]
    for at, (name, k) in enumerate(flat):
        begins = at == 0 or flat[at - 1][1] != k
        ends = at + 1 == len(flat) or flat[at + 1][1] != k
        left, right = (_find_neighbour(flat, at, step, lines, model) for step in (-1, 1))
        phone, lasts = model.index[name], pace[0] if name[0] in "AEIOU" else pace[1]
        if begins:
            rows.append((0, fillers, k, False, at > 0 and lines[flat[at - 1][1]] == lines[k]))
        for part, senone in enumerate(np.repeat(model.find_senones(phone, left, right, begins + 2 * ends), lasts)):
            rows.append((int(senone), phone, k, begins and part == 0, False))
    rows.append((0, fillers, NO_WORD, False, False))
    senone, phone, word, is_entry, is_inner = (np.array(column) for column in zip(*rows, strict=True))
    return Chain(senone, phone, word, is_entry, is_inner, fillers)


def find_spans(chain: Chain, states: np.ndarray) -> np.ndarray:
    """(words up to the last that sounds, 2) frames in which a word's sounds begin and end on a path, `states` in every frame; nan without
    sounds."""
    sounding = np.flatnonzero(~chain.is_filler[states])
    word = chain.word[states[sounding]]
    begins = np.flatnonzero(np.diff(word, prepend=-1))
    spans = np.full((int(chain.word.max()) + 1, 2), np.nan)
    spans[word[begins], 0] = sounding[begins]
    spans[word[begins], 1] = sounding[np.append(begins[1:], len(sounding)) - 1] + 1
    return spans


# --------------------------------------------------------------------------------------------- private


def _find_neighbour(flat: Sequence[tuple[str, int]], at: int, step: int, lines: Sequence[int], model: PhoneModel) -> int:
    beside = at + step
    if not 0 <= beside < len(flat) or lines[flat[beside][1]] != lines[flat[at][1]]:
        return model.index["SIL"]
    return model.index[flat[beside][0]]
