"""Files of stamped lines that hold two languages: what is sung, and what only stands below it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from songloom.engines.lyrics.language import are_two_languages
from songloom.engines.lyrics.singers import SungLine

# Fewer lines are no sign of a second language, and a voice that is told by fewer is no translation.
LEAST_PAIRS = 3
# A script that makes this much of one text, and at most that much of the other, parts them.
OWN_SHARE, STRAY_SHARE = 1 / 3, 0.02
_BRACKETED = re.compile(r"[(\[{（［【].*[)\]}）］】]")
_SINGER = re.compile(r"[(\[]?(\w+)[)\]]?\s?[:：]")

Pair = tuple[SungLine, SungLine]


def part_languages(lines: Sequence[SungLine]) -> tuple[tuple[SungLine, ...], tuple[str, ...]]:
    """The lines that are sung, and for each the text below it ("": none; no texts at all where the file is in one language).

    All is sung unless everything says that each second line of a time translates the first: a word shown twice is a blemish, a word
    lost is a defect. So echoes, wrapped lines, stanzas, duets, and three texts at a time all stay as they are.
    """
    times: dict[float, list[SungLine]] = {}
    for line in lines:
        if line.start_s is not None:
            times.setdefault(line.start_s, []).append(line)
    shared = [found for found in times.values() if len(found) > 1]
    if any(len(found) > 2 for found in shared) or 2 * len(shared) <= len(times):
        return tuple(lines), ()
    pairs: list[Pair] = [(first, second) for first, second in shared]
    if not _translate(pairs):
        return tuple(lines), ()
    seconds = {id(first): second for first, second in pairs}
    unsung = {id(second) for _, second in pairs}
    sung = [(line, seconds.get(id(line))) for line in lines if id(line) not in unsung]
    return tuple(_close(line, second) for line, second in sung), tuple(_show(second) if second else "" for _, second in sung)


# --------------------------------------------------------------------------------------------- private


def _translate(pairs: Sequence[Pair]) -> bool:
    """Whether the second of every pair is the first in another language, or in other letters."""
    if any(first.singer != second.singer for first, second in pairs):
        return False
    told = [(_show(first), _show(second)) for first, second in pairs]
    columns = [[first for first, _ in told], [second for _, second in told]]
    if any(len({text.casefold() for text in column}) < LEAST_PAIRS or _is_aside(column) for column in columns):
        return False
    if any(_name_singer(first) != _name_singer(second) for first, second in told):
        return False
    first, second = (" ".join(column) for column in columns)
    return _differ_in_script(first, second) or are_two_languages(first.split(), second.split())


def _show(line: SungLine) -> str:
    return " ".join(word.text for word in line.words)


def _is_aside(column: Sequence[str]) -> bool:
    """Whether half of the texts or more stand in brackets: somebody answers there."""
    return 2 * sum(_BRACKETED.fullmatch(text) is not None for text in column) >= len(column)


def _name_singer(text: str) -> str:
    named = _SINGER.match(text)
    return named[1].casefold() if named else ""


def _differ_in_script(first: str, second: str) -> bool:
    ours, theirs = _share_scripts(first), _share_scripts(second)
    return any(
        one.get(script, 0) >= OWN_SHARE and other.get(script, 0) <= STRAY_SHARE
        for one, other in ((ours, theirs), (theirs, ours))
        for script in one
    )


def _share_scripts(text: str) -> dict[str, float]:
    """How much of the letters each script has, by the first word of the letters' names: LATIN, HANGUL, CJK."""
    letters = [letter for letter in unicodedata.normalize("NFKC", text) if letter.isalpha()]
    counts = Counter(unicodedata.name(letter, "?").split()[0] for letter in letters)
    return {script: count / len(letters) for script, count in counts.items()}


def _close(line: SungLine, second: SungLine | None) -> SungLine:
    """A stamp without words ends the last line before it, which was the second of its time."""
    return replace(line, end_s=second.end_s) if second and line.end_s is None else line
