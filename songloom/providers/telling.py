"""What to search for when all that is known of a song is what was heard in it."""

from collections import Counter
from collections.abc import Sequence

from songloom.providers.fit import FEWEST_HEARD, fold_words


def find_telling(heard: Sequence[str], size: int) -> str:
    """The `size` words in a row that say most about a song, folded; "" where too little was heard.

    That is what comes back most, long words before short ones: a chorus, and in it, more often than not, the title. Where nothing
    comes back it is the longest.
    """
    words = fold_words(" ".join(heard))
    if len(words) < max(FEWEST_HEARD, size):
        return ""
    counted = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
    # Of equals the first sung, so that the same words lead to the same question.
    return " ".join(max(counted, key=lambda row: _weigh(row, counted[row])))


# --------------------------------------------------------------------------------------------- private


def _weigh(row: tuple[str, ...], times: int) -> int:
    """Letters of the different words, once for every return; once over all for what does not return."""
    letters = sum(len(word) for word in set(row))
    return letters * (times - 1) * 100 + letters
