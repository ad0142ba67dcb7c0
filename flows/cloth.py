"""A run as a piece of cloth: a column for every song, a row for every stage, coloured by how it came out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.account import Account
from flows.tally import list_steps

# The weightiest first: a stitch that several variants share shows the worst of them.
COLOURS = ("failed", "open", "made", "reused")
# What a step's state counts as; all others are open.
STITCHES = {"failed": "failed", "blocked": "failed", "made": "made", "reused": "reused"}


@dataclass(frozen=True)
class Cloth:
    """`paths` by colour (vector paths, a few bytes a stitch), in a box of `width` × `height` stitches; `stages` from top to bottom."""

    width: int
    height: int
    stages: tuple[str, ...]
    paths: dict[str, str]


def weave_cloth(account: Account, songs: Sequence[Mapping[str, Any]], stages: Iterable[str]) -> Cloth:
    """The cloth of all songs of a run, from left to right."""
    rows = {stage: number for number, stage in enumerate(stages)}
    columns = {song["song"]: number for number, song in enumerate(songs)}
    found: dict[tuple[int, int], str] = {}
    for song, _, stage, step in list_steps(account):
        if stage in rows:
            place, colour = (rows[stage], columns[song]), STITCHES.get(step["state"], "open")
            found[place] = min(found.get(place, colour), colour, key=COLOURS.index)
    return Cloth(len(columns), len(rows), tuple(rows), {colour: _draw(found, colour) for colour in COLOURS})


# --------------------------------------------------------------------------------------------- private


def _draw(stitches: Mapping[tuple[int, int], str], colour: str) -> str:
    """One short stroke for every run of equal stitches in a row."""
    strokes: list[list[int]] = []
    for row, column in sorted(place for place, found in stitches.items() if found == colour):
        if strokes and strokes[-1][0] == row and sum(strokes[-1][1:]) == column:
            strokes[-1][2] += 1
        else:
            strokes.append([row, column, 1])
    return "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in strokes)
