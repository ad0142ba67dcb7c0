"""What to search for when all that is known of a song is what was heard in it."""

from collections import Counter
from collections.abc import Sequence

from songloom.providers.fit import FEWEST_HEARD, fold_letters, is_unparted

# A word of a script that parts none has about so many letters.
LETTERS_A_WORD = 3

Row = tuple[str, ...]


def list_hooks(heard: Sequence[str], size: int, most: int) -> list[str]:
    """Up to `most` rows of `size` words, folded, that come back oftenest, long words before short ones: in them, more often than not,
    is the title. No two share all words but one. None where too little was heard."""
    chosen: list[Row] = []
    for row, _ in _rank_rows(heard, size):
        if all(len(set(row) & set(other)) < max(1, size - 1) for other in chosen):
            chosen.append(row)
        if len(chosen) == most:
            break
    return [_join(row) for row in chosen]


def find_quotation(heard: Sequence[str], sizes: Sequence[int]) -> str:
    """The row of words, folded, by which a text can be told from others: as many as the first of `sizes` in which something comes back,
    or as the last; "" where too little was heard."""
    best: Row = ()
    for size in sizes:
        (best, times), *_ = _rank_rows(heard, size) or [((), 0)]
        if times > 1:
            break
    return _join(best)


# --------------------------------------------------------------------------------------------- private


def _rank_rows(heard: Sequence[str], size: int) -> list[tuple[Row, int]]:
    """(row, how often) of all rows of `size` words, what says most first; of equals the first sung, so that the same words lead to the
    same question."""
    words = fold_letters(" ".join(heard))
    if 2 * sum(map(is_unparted, words)) > len(words):
        size *= LETTERS_A_WORD
    if len(words) < max(FEWEST_HEARD, size):
        return []
    counted = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
    return sorted(counted.items(), key=lambda item: -_weigh(*item))


def _weigh(row: Row, times: int) -> int:
    """Squares of the letters of the different words, so that "the" cannot win by number, once for every return; where nothing returns,
    once over all."""
    letters = sum(len(word) ** 2 for word in set(row))
    return letters * (times - 1) * 1000 + letters


def _join(row: Row) -> str:
    """The row as it is written: without spaces between letters of a script that has none."""
    joined = ""
    for before, word in zip(("", *row), row, strict=False):
        joined += word if is_unparted(before) and is_unparted(word) else f" {word}"
    return joined.strip()
