"""Which word an edit means once the lyrics were changed: told by the words around it, not by a number."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

import numpy as np

# So many words on either side are kept of where an edit's word stood: more than any chorus has.
REACH_WORDS = 100
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CONTEXT = re.compile(rf"[0-9A-Za-z]{{0,{REACH_WORDS}}}\|[0-9A-Za-z]{{0,{REACH_WORDS}}}")
# What laying the words of then and of now side by side earns: for a word that is the same, one that is another, words put in or left out
# (once, and for each of them). A line or a verse put in costs little more than a word does.
_SAME, _OTHER, _OPEN, _EACH = 1.0, -1.0, -1.0, -0.02
# By so much one word must fit better than any other, and than none: less than what a single word of the context earns.
_MARGIN = 0.9
_NEVER = -1e9


def bare_word(word: str) -> str:
    """What of a word makes it this word: its letters and digits, in lower case."""
    folded = unicodedata.normalize("NFC", word).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded.strip()


def is_context(text: str) -> bool:
    """Whether a text is what `Text.cut_context` makes."""
    return _CONTEXT.fullmatch(text) is not None


class Text:
    """The words of a song, in order, as edits are bound to them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._bare = [bare_word(word) for word in words]
        letters = {word: _spell(word) for word in set(self._bare)}
        self._letters = "".join(letters[word] for word in self._bare)

    def cut_context(self, index: int) -> str:
        """What an edit keeps of the words around the one at `index`: a letter for each, those before it, `|`, those after it. It is enough
        to find the place again, and too little to read the words."""
        return f"{self._letters[max(0, index - REACH_WORDS) : index]}|{self._letters[index + 1 : index + 1 + REACH_WORDS]}"

    def fit_word(self, word: str, context: str) -> list[int]:
        """The words that one which stood in `context` may be now: none where it is gone, several where they fit (nearly) alike.

        The words around it then and all words of now are laid side by side in the best way that keeps their order, once for every word
        that may be the one meant, and once for none of them (a global alignment with affine gaps, Gotoh 1982, free at the ends of now).
        """
        is_it = np.array([other == bare_word(word) for other in self._bare], bool)
        if not is_it.any():
            return []
        before, _, after = context.partition("|")
        now = np.frombuffer(self._letters.encode("ascii"), np.uint8)
        left, left_gap = _lay_side_by_side(before, now)
        right, right_gap = (scores[::-1] for scores in _lay_side_by_side(after[::-1], now[::-1]))
        scores = np.where(is_it, left[:-1] + _SAME + right[1:], _NEVER)
        reworded = left[:-1] + right[1:] + np.where(is_it, _NEVER, _OTHER)
        left_out = np.maximum(left + _OPEN, left_gap) + _EACH + np.maximum(right, right_gap - _OPEN)
        if scores.max() - max(reworded.max(), left_out.max()) < _MARGIN:
            return []
        return [int(index) for index in np.flatnonzero(scores.max() - scores < _MARGIN)]


# --------------------------------------------------------------------------------------------- private


def _spell(word: str) -> str:
    digest = hashlib.sha256(word.encode()).digest()
    return _ALPHABET[int.from_bytes(digest[:4], "big") % len(_ALPHABET)]


def _lay_side_by_side(then: str, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every place among the words of now (before the first … behind the last): the best score of all of `then` laid against the words
    before it, and the best of those that leave the last words of `then` out."""
    steps = _EACH * np.arange(len(now) + 1)
    best, gap = np.zeros(len(now) + 1), np.full(len(now) + 1, _NEVER)
    for letter in then.encode("ascii"):
        gap = np.maximum(best + _OPEN, gap) + _EACH
        paired = np.full(len(now) + 1, _NEVER)
        paired[1:] = best[:-1] + np.where(now == letter, _SAME, _OTHER)
        best = np.maximum(paired, gap)
        put_in = np.maximum.accumulate(best - steps)[:-1] + steps[1:] + _OPEN
        best[1:] = np.maximum(best[1:], put_in)
    return best, gap
