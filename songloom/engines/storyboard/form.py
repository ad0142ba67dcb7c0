"""The song's form as its words tell it: blocks of lines that come back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

# A single line that comes back is a refrain, not a chorus.
LEAST_LINES = 2
# A line that is sung more often than this is no mark of form, and comparing all its places would take for ever.
MOST_PLACES = 200


@dataclass(frozen=True)
class Form:
    """`edges` are the lines before which a block that comes back begins, or behind which it has ended; `returning` says of each
    line whether it lies in one."""

    edges: frozenset[int]
    returning: tuple[bool, ...]


def find_form(texts: Sequence[str]) -> Form:
    """`texts` are the lines without case and punctuation. Two lines belong to a block that comes back where both are sung again in
    this order; every occurrence has the same edges inside the block, so that it can be treated alike."""
    places: dict[str, list[int]] = defaultdict(list)
    for line, text in enumerate(texts):
        places[text].append(line)
    edges: set[int] = set()
    returning = [False] * len(texts)
    for line, text in enumerate(texts):
        if len(places[text]) > MOST_PLACES:
            continue
        for other in places[text]:
            if other == line or _is_same(texts, line - 1, other - 1):
                continue
            length = _measure_block(texts, line, other)
            # "La la la" comes back at every line of itself.
            if length >= LEAST_LINES and len(set(texts[line : line + length])) > 1:
                edges |= {line, line + length}
                returning[line : line + length] = [True] * length
    return Form(frozenset(edges), tuple(returning))


# --------------------------------------------------------------------------------------------- private


def _is_same(texts: Sequence[str], line: int, other: int) -> bool:
    return min(line, other) >= 0 and max(line, other) < len(texts) and texts[line] == texts[other]


def _measure_block(texts: Sequence[str], line: int, other: int) -> int:
    """Lines that are the same from here and from there on, up to where the earlier one reaches the later."""
    length = 0
    while length < abs(other - line) and _is_same(texts, line + length, other + length):
        length += 1
    return length
