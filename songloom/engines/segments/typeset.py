"""Sets lines in type: HarfBuzz shapes the words, rows are broken evenly, and what cannot be read is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import skia

from songloom.engines.segments.cut import Cut, Run
from songloom.engines.segments.rows import Unit, break_rows
from songloom.errors import InputError
from songloom.model.theme import Face

# A line is tried at its full size, then ever smaller by this factor, down to the least size.
SHRINK = 0.94
PAUSES = ",;:.!?…—–"


@dataclass(frozen=True)
class Piece:
    """A word (or the part of an overlong one that fits a row): its pen stands at (`x`, `y`) from the block's top left, in pixels;
    it is `width` wide and covers the share [`fill_from`, `fill_to`] of word `word`."""

    word: int
    blob: skia.TextBlob
    x: float
    y: float
    width: float
    fill_from: float
    fill_to: float


@dataclass(frozen=True)
class Block:
    """A line set in type, in pixels: `cap` is the height of a capital, the first row's top; `height` reaches to the last row's foot."""

    pieces: tuple[Piece, ...]
    em: float
    cap: float
    width: float
    height: float


@dataclass(frozen=True)
class Room:
    """What a line may fill, in pixels; `em` is its size where it fits, `least_em` the smallest that can be read. Of what is
    left over in a row, the share `aligned` lies before its text."""

    width: float
    height: float
    em: float
    least_em: float
    aligned: float


class Typesetter:
    """Holds the fonts of one theme, opened once."""

    def __init__(self, fonts: Mapping[str, Path]):
        self._files = fonts
        self._cuts: dict[tuple[str, int], Cut] = {}

    def set_line(self, words: list[str], face: Face, room: Room) -> Block:
        """`words` as one block that fits `room`; InputError where a glyph is missing or the line would be too small to read."""
        cut = self._open_cut(face)
        texts = [word.upper() if face.capitals else word for word in words]
        em = room.em
        while True:
            runs = [run for index, text in enumerate(texts) for run in cut.split_word(index, text, room.width / em, face)]
            space = cut.space + face.tracking
            units = [Unit(run.advance, run.fill_from > 0, texts[run.word][-1] in PAUSES) for run in runs]
            rows = break_rows(units, space, room.width / em)
            height = em * (cut.cap + (len(rows) - 1) * face.leading)
            if height <= room.height:
                return _place_rows([[runs[i] for i in row] for row in rows], cut, face, em, room)
            if em <= room.least_em:
                text = " ".join(words)
                raise InputError("", f"the line “{text[:60]}” is too long to be legible", "split it, or set storyboard.line_letters lower")
            em = max(room.least_em, em * SHRINK)

    def _open_cut(self, face: Face) -> "Cut":
        key = (face.family, face.weight)
        if key not in self._cuts:
            self._cuts[key] = Cut(face.family, self._files[face.family], face.weight)
        return self._cuts[key]


# --------------------------------------------------------------------------------------------- private


def _place_rows(rows: list[list[Run]], cut: Cut, face: Face, em: float, room: Room) -> Block:
    font = cut.make_font(em)
    space = cut.space + face.tracking
    widths = [sum(run.advance for run in row) + space * (len(row) - 1) for row in rows]
    widest = max(widths)
    pieces = []
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        x = (widest - width) * room.aligned
        y = cut.cap + number * face.leading
        for run in row:
            blob = _make_blob(run, font, em)
            pieces.append(Piece(run.word, blob, x * em, y * em, run.advance * em, run.fill_from, run.fill_to))
            x += run.advance + space
    height = cut.cap + (len(rows) - 1) * face.leading
    return Block(tuple(pieces), em, cut.cap * em, widest * em, height * em)


def _make_blob(run: Run, font: skia.Font, em: float) -> skia.TextBlob:
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, list(run.glyphs), [skia.Point(x * em, y * em) for x, y in run.points])
    return builder.make()
