"""What to search for when all that is known of a song is what was heard in it."""

from collections import Counter
from collections.abc import Sequence

from songloom.providers.fit import FEWEST_HEARD, fold_words


def find_telling(heard: Sequence[str], sizes: Sequence[int]) -> str:
    """The words in a row that say most about a song, folded; "" where too little was heard.

    That is what comes back most, long words before short ones: a chorus, and in it, more often than not, the title. It has as many
    words as the first of `sizes` in which something comes back; where nothing does, as the last one, and is the longest to write.
    """
    words = fold_words(" ".join(heard))
    if len(words) < max(FEWEST_HEARD, *sizes):
        return ""
    best, times = (), 0
    for size in sizes:
        counted = Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
        # Of equals the first sung, so that the same words lead to the same question.
        best, times = max(counted.items(), key=lambda item: _weigh(*item))
        if times > 1:
            break
    return " ".join(best)


# --------------------------------------------------------------------------------------------- private


def _weigh(row: tuple[str, ...], times: int) -> int:
    """Letters of the different words, once for every return; once over all for what does not return."""
    letters = sum(len(word) for word in set(row))
    return letters * (times - 1) * 100 + letters
