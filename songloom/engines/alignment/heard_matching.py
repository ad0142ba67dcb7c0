"""Which heard word is which written one: an alignment of both lists by likeness and by time, so that one chorus is not taken for another.

A global alignment with affine gaps (Needleman and Wunsch 1970; Gotoh 1982), one row of it at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NOT_HEARD = -1
_LONGEST_WORD = 24
# Two words of which less than this share of letters agrees are not the same word misheard.
_LEAST_LIKENESS = 0.5
# A match of a short word says less: `oh` is everywhere.
_SHORT_WORTH, _LETTER_WORTH = 0.35, 0.13
# What it costs that another word was heard in its place.
_MISHEARD = 0.25
# What it costs to begin and to go on leaving out words, of either list: lines are sung that nobody wrote down, and the reverse.
_OPEN, _EXTEND = 0.5, 0.04
# What a match costs at most for being sung at another time than expected: more than a short word is worth, less than a long one.
_WRONG_TIME = 0.7
_LARGEST_TABLE = 4e7
_NEVER = np.float32(-1e9)


@dataclass(frozen=True)
class Spoken:
    """Folded words with the time each begins, or is expected to begin."""

    words: Sequence[str]
    at_s: np.ndarray


def match_heard(written: Spoken, heard: Spoken, sigma_s: float) -> np.ndarray:
    """(written words,) the index of the heard word that is the same, NOT_HEARD where there is none; monotone and one to one.

    A match gains by likeness and by length, and loses where the word was heard far from when it is expected, `sigma_s` being the usual
    deviation. O(written · heard) time; a byte for each pair, but for very long songs only for pairs within minutes of one another.
    """
    if not len(written.words) or not len(heard.words):
        return np.full(len(written.words), NOT_HEARD)
    likeness, written_kind, heard_kind = _compare_kinds(written.words, heard.words)
    letters = np.array([len(word) for word in written.words])
    worth = np.minimum(1, _SHORT_WORTH + _LETTER_WORTH * letters).astype(np.float32)
    low, high = _limit_columns(written.at_s, heard.at_s)
    table = _Table(len(heard.words), low[0], high[0])
    for row, kind in enumerate(written_kind):
        alike = likeness[kind, heard_kind]
        late = (heard.at_s - written.at_s[row]) / sigma_s
        gain = worth[row] * np.maximum(0, alike - _LEAST_LIKENESS) / (1 - _LEAST_LIKENESS)
        gain -= _MISHEARD * (alike < _LEAST_LIKENESS) + _WRONG_TIME * (1 - np.exp(-0.5 * late**2))
        table.add_row(gain.astype(np.float32), int(low[row]), int(high[row]))
    matched = table.follow()
    is_alike = (matched != NOT_HEARD) & (likeness[written_kind, heard_kind[matched]] >= _LEAST_LIKENESS)
    return np.where(is_alike, matched, NOT_HEARD)


def measure_likeness(word: str, others: Sequence[str]) -> np.ndarray:
    """(others,) 1 - edit distance / longer length, in [0, 1]; of very long words only the beginning counts.

    >>> [round(share, 2) for share in measure_likeness("gonna", ["gonna", "gone", "dog"]).tolist()]
    [1.0, 0.6, 0.2]
    """
    return _compare_all([word], others)[0]


# --------------------------------------------------------------------------------------------- private


def _compare_kinds(written: Sequence[str], heard: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(kinds, kinds) likeness of the different words of both lists, and which kind every word is."""
    kinds = [sorted(set(words)) for words in (written, heard)]
    indices = [{word: k for k, word in enumerate(words)} for words in kinds]
    rows, columns = (np.array([index[word] for word in words]) for words, index in zip((written, heard), indices, strict=True))
    return _compare_all(*kinds), rows, columns


def _compare_all(words: Sequence[str], others: Sequence[str]) -> np.ndarray:
    lengths = np.array([min(len(other), _LONGEST_WORD) for other in others])
    codes = np.zeros((len(others), max(1, int(lengths.max(initial=1)))), np.int32)
    for row, other in enumerate(others):
        codes[row, : lengths[row]] = [ord(letter) for letter in other[:_LONGEST_WORD]]
    column = np.arange(codes.shape[1] + 1, dtype=np.int16)
    out = np.zeros((len(words), len(others)), np.float32)
    for row, word in enumerate(words):
        distance = np.broadcast_to(column, (len(others), len(column)))
        for letter in word[:_LONGEST_WORD]:
            change = np.minimum(distance[:, 1:] + 1, distance[:, :-1] + (codes != ord(letter)))
            fresh = np.concatenate([distance[:, :1] + 1, change], axis=1) - column
            distance = np.minimum.accumulate(fresh, axis=1) + column
        longer = np.maximum(np.maximum(lengths, min(len(word), _LONGEST_WORD)), 1)
        out[row] = 1 - distance[np.arange(len(others)), lengths] / longer
    return out


def _limit_columns(written_s: np.ndarray, heard_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The heard words [low, high) that every written one may be: all, or where that is too many those close in time."""
    count, following = len(heard_s), np.maximum.accumulate(heard_s)
    for apart_s in (np.inf, 900, 300, 120, 60):
        low = np.searchsorted(following, written_s - apart_s) if np.isfinite(apart_s) else np.zeros(len(written_s), int)
        high = np.searchsorted(following, written_s + apart_s, side="right") if np.isfinite(apart_s) else np.full(len(written_s), count)
        low, high = np.maximum.accumulate(low), np.maximum.accumulate(np.maximum(high, low))
        if np.sum(high - low, dtype=float) <= _LARGEST_TABLE:
            break
    # The path goes from the first heard word to the last without a jump.
    low[0], high[-1] = 0, count
    low[1:] = np.minimum(low[1:], high[:-1])
    return low, high


class _Table:
    """The alignment row by row: the best score of ending in a match, in leaving out a written word, in leaving out a heard one."""

    def __init__(self, columns: int, low: int, high: int):
        self._column = np.arange(columns + 1, dtype=np.float32)
        self._match = np.full(columns + 1, _NEVER)
        self._match[0] = 0
        self._skip_written = np.full(columns + 1, _NEVER)
        self._skip_heard = np.where((self._column > 0) & (self._column <= high), -_EXTEND * self._column, _NEVER).astype(np.float32)
        self._trace: list[tuple[int, np.ndarray]] = []

    def add_row(self, gain: np.ndarray, low: int, high: int) -> None:
        """One more written word, whose match with every heard one gains so much; cells stand between heard words, [low, high]."""
        cells = slice(low, high + 1)
        before = np.stack([self._match, self._skip_written, self._skip_heard])
        match, skip = np.full_like(self._match, _NEVER), np.full_like(self._match, _NEVER)
        match[1:] = before[:, :-1].max(0) + gain
        match_from = np.append(0, before[:, :-1].argmax(0))
        going = before - np.array([[_OPEN], [_EXTEND], [_OPEN]], np.float32)
        skip[cells] = going[:, cells].max(0)
        match[:low], match[high + 1 :] = _NEVER, _NEVER
        either = np.maximum(match, skip)
        furthest = np.maximum.accumulate(either + _EXTEND * self._column)
        heard = np.full_like(match, _NEVER)
        heard[low + 1 : high + 1] = (furthest[:-1] - _OPEN - _EXTEND * self._column[:-1])[low:high]
        opens = np.append(False, either[:-1] - _OPEN >= heard[:-1] - _EXTEND)
        code = match_from + 4 * going.argmax(0) + 16 * opens + 32 * np.append(False, skip[:-1] > match[:-1])
        self._trace.append((low, code[cells].astype(np.uint8)))
        self._match, self._skip_written, self._skip_heard = match, skip, heard

    def follow(self) -> np.ndarray:
        """Walk back from the last cell."""
        matched = np.full(len(self._trace), NOT_HEARD)
        row, column = len(self._trace) - 1, len(self._column) - 1
        kind = int(np.argmax([self._match[-1], self._skip_written[-1], self._skip_heard[-1]]))
        while row >= 0 and column >= 0:
            low, codes = self._trace[row]
            code = int(codes[column - low])
            if kind == 0:
                matched[row] = column - 1
                row, column, kind = row - 1, column - 1, code & 3
            elif kind == 1:
                row, kind = row - 1, code >> 2 & 3
            else:
                column, kind = column - 1, (1 if code & 32 else 0) if code & 16 else 2
        return matched
