"""How reasons speak of lines and times: lines are counted from 1, times are minutes and seconds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from songloom.model.timing import Word


def show_time(time_s: float) -> str:
    """Minutes and seconds.

    >>> show_time(83.26)
    '1:23.3'
    """
    tenths = round(time_s * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def show_span(words: Sequence[Word]) -> str:
    """From the first word's start to the last one's end."""
    return f"{show_time(words[0].start_s)} to {show_time(words[-1].end_s)}"


def show_words(words: Sequence[Word]) -> str:
    """The words in quotation marks, the middle left out of many."""
    texts = [word.word for word in words]
    return f"“{' '.join(texts if len(texts) <= 8 else [*texts[:5], '…', *texts[-2:]])}”"


def show_lines(lines: Sequence[Sequence[Word]]) -> str:
    """The lines as a person counts them, and when they are.

    >>> show_lines([[Word("so", 1.0, 2.0, 0, 1.0, "measured")], [Word("long", 2.0, 3.5, 1, 1.0, "measured")]])
    'lines 1 to 2 (0:01.0 to 0:03.5)'
    """
    first, last = lines[0][0], lines[-1][-1]
    name = f"line {first.line + 1}" if len(lines) == 1 else f"lines {first.line + 1} to {last.line + 1}"
    return f"{name} ({show_span([first, last])})"


def group_lines(words: Iterable[Word]) -> list[list[Word]]:
    """The words of each written line."""
    return [list(line) for _, line in groupby(words, key=lambda word: word.line)]


def join_runs(lines: Sequence[list[Word]], is_in: Sequence[bool]) -> Iterator[list[list[Word]]]:
    """Runs of lines, one after the other, of which all are in."""
    for key, run in groupby(zip(lines, is_in, strict=True), key=lambda pair: pair[1]):
        if key:
            yield [line for line, _ in run]
