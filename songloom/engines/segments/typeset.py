"""Sets lines in type: words are shaped, rows are broken evenly and ordered as they are read, and what cannot be read is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import skia

from songloom.engines.segments.cut import Cut
from songloom.engines.segments.rows import Unit, break_rows
from songloom.engines.segments.scripts import Reading, capitalise, find_language, order_levels, read_words
from songloom.engines.segments.shaping import Hand, Stretch
from songloom.errors import InputError
from songloom.metrics.legibility import Box, surround
from songloom.model.theme import Face

# A line is tried at its full size, then ever smaller by this factor, down to the least size.
SHRINK = 0.94
PAUSES = ",;:.!?…—–、。，．！？：；،؛؟।॥"
# What letters that stand above one another keep free between them, that a word may move or grow a little as it is sung, and what a row
# of Latin needs below it, in ems.
ROW_GAP, LATIN_SINK = 0.06, 0.22

# What is drawn like a piece of a word and is none: a dot, a bar.
FIGURE = -1


@dataclass(frozen=True)
class Piece:
    """A word, or the part of one (`text`) that stands in one row and is of one font and direction: its pen stands at (`x`, `y`) from
    the block's top left, in pixels; it is `width` wide and covers the share [`fill_from`, `fill_to`] of word `word`, `backwards`
    where it is read from right to left. `ink` is left, top, right and bottom of its glyphs, about the pen. `set_apart` sets its
    glyphs so many times as far from one another; there is none where letters join."""

    word: int
    text: str
    shape: skia.TextBlob | skia.Path
    x: float
    y: float
    width: float
    fill_from: float
    fill_to: float
    backwards: bool
    ink: Box
    set_apart: Callable[[float], skia.TextBlob] | None = None


@dataclass(frozen=True)
class Block:
    """A line set in type, in pixels: `cap` is the height of a capital (or of the tallest letter of another script), the first row's
    top; `height` reaches to the last row's foot. `backwards`: the line as a whole runs from right to left. Pieces are in the order
    in which they are sung."""

    pieces: tuple[Piece, ...]
    em: float
    cap: float
    width: float
    height: float
    backwards: bool


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
    """Holds the fonts of one theme, opened once. `text` is all that is shown: its language is that of characters which several share."""

    def __init__(self, fonts: Mapping[str, Path], text: str = ""):
        self._files = fonts
        self._language = None if text.isascii() else find_language(text)
        self._hands: dict[Face, Hand] = {}

    def set_line(self, words: list[str], face: Face, room: Room) -> Block:
        """`words` as one block that fits `room`; InputError where a glyph is missing or the line would be too small to read."""
        hand = self._open_hand(face)
        reading = read_words([capitalise(word) if face.capitals else word for word in words])
        line = _Line(reading, hand.shape_words(reading, self._language or find_language(reading.text)))
        space = hand.cut.space + face.tracking
        em = room.em
        while True:
            rows = line.break_rows(space, room.width / em)
            block = _Rows(rows, reading, hand, room.aligned)
            if em * block.height <= room.height:
                return _make_block(block, em)
            if em <= room.least_em:
                text = " ".join(words)
                raise InputError("", f"the line “{text[:60]}” is too long to be legible", "split it, or set storyboard.line_letters lower")
            em = max(room.least_em, em * SHRINK)

    def _open_hand(self, face: Face) -> Hand:
        if face not in self._hands:
            self._hands[face] = Hand(face, self._files)
        return self._hands[face]


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Run:
    """Glyphs of one stretch that stand in one row, in ems, pen at the origin, y down."""

    word: int
    text: str
    cut: Cut
    level: int
    glyphs: tuple[int, ...]
    points: tuple[tuple[float, float], ...]
    advance: float
    boxes: tuple[Box, ...]
    fill_from: float
    fill_to: float
    apart: bool


class _Line:
    """A line's words, shaped; `advances` by the characters at which they can be parted."""

    def __init__(self, reading: Reading, words: list[list[Stretch]]):
        self._reading, self._words = reading, words
        self._advances: list[dict[int, float]] = []
        for stretches in words:
            advances: dict[int, float] = {}
            for glyph in (glyph for stretch in stretches for glyph in stretch.glyphs):
                advances[glyph.letter] = advances.get(glyph.letter, 0.0) + glyph.advance
            self._advances.append(dict(sorted(advances.items())))

    def break_rows(self, space: float, width: float) -> list[list[_Run]]:
        """The runs of every row, in the order in which they are read."""
        parts = [part for word in range(len(self._words)) for part in self._part_word(word, width)]
        units = [Unit(part.advance, part.glued, part.pauses, part.joined, part.bound) for part in parts]
        rows = []
        for row in break_rows(units, space, width):
            spans: list[tuple[int, int, int]] = []
            for part in (parts[index] for index in row):
                if spans and spans[-1][0] == part.word:
                    spans[-1] = (part.word, spans[-1][1], part.end)
                else:
                    spans.append((part.word, part.first, part.end))
            rows.append([run for span in spans for run in self._make_runs(*span)])
        return rows

    def _part_word(self, word: int, width: float) -> list["_Part"]:
        """A word as one part; as several where its script breaks inside words, or where it is too wide for a row."""
        first, end = self._reading.spans[word]
        advances = self._advances[word]
        edges = [at for at in advances if at == first or at in self._reading.breaks]
        wide = [(start, stop) for start, stop in zip(edges, [*edges[1:], end], strict=True) if self._measure(word, start, stop) > width]
        edges = sorted({*edges, *(at for start, stop in wide for at in advances if start < at < stop and at in self._reading.seams)})
        parts: list[_Part] = []
        for start, stop in zip(edges, [*edges[1:], end], strict=True):
            starts, used = [start], 0.0
            for at, advance in ((at, advance) for at, advance in advances.items() if start <= at < stop):
                if used + advance > width and used:
                    starts.append(at)
                    used = 0.0
                used += advance
            for at, until in zip(starts, [*starts[1:], stop], strict=True):
                joined = at > first or self._reading.is_joined(word)
                pauses = self._reading.text[until - 1] in PAUSES or (until == end and len(edges) > 1)
                bound = word > 0 and at == first and first not in self._reading.breaks
                parts.append(_Part(word, at, until, self._measure(word, at, until), at > start, pauses, joined, bound))
        return parts

    def _make_runs(self, word: int, first: int, end: int) -> list[_Run]:
        total = sum(self._advances[word].values()) or 1.0
        runs, done = [], self._measure(word, 0, first)
        for stretch in self._words[word]:
            glyphs = [glyph for glyph in stretch.glyphs if first <= glyph.letter < end]
            if glyphs:
                pen, points, boxes = 0.0, [], []
                for glyph in glyphs:
                    x, y = pen + glyph.dx, glyph.dy
                    points.append((x, y))
                    left, top, right, bottom = glyph.ink
                    boxes.append((x + left, y + top, x + right, y + bottom))
                    pen += glyph.advance
                indices = tuple(glyph.index for glyph in glyphs)
                text = self._reading.text[max(first, stretch.first) : min(end, stretch.end)]
                # A word that is sung is sung to the last letter: noise must not leave a share of it out.
                fill = round(done / total, 6), round((done + pen) / total, 6)
                runs.append(_Run(word, text, stretch.cut, stretch.level, indices, tuple(points), pen, tuple(boxes), *fill, stretch.apart))
                done += pen
        return runs

    def _measure(self, word: int, first: int, end: int) -> float:
        return sum(advance for at, advance in self._advances[word].items() if first <= at < end)


@dataclass(frozen=True)
class _Part:
    """Characters [first, end) of a word, to be set in one go."""

    word: int
    first: int
    end: int
    advance: float
    glued: bool
    pauses: bool
    joined: bool
    bound: bool


class _Rows:
    """Runs of rows with their places, in ems from the block's top left. Rows stand as far apart as the theme says, further where scripts
    that reach higher and deeper than Latin need it, and where letters of one would touch those of the next."""

    def __init__(self, rows: Sequence[Sequence[_Run]], reading: Reading, hand: Hand, aligned: float):
        ordered = [_order_row(row, reading, hand.cut.space + hand.face.tracking) for row in rows]
        self.width = max(width for width, _ in ordered)
        self.backwards = reading.base == 1
        indents = [(self.width - width) * (1 - aligned if self.backwards else aligned) for width, _ in ordered]
        self.rows = [
            [(run, indent + x) for run, x in zip(row, places, strict=True)]
            for row, (_, places), indent in zip(rows, ordered, indents, strict=True)
        ]
        others = [[surround(run.boxes) for run in row if run.cut is not hand.cut] for row in rows]
        rises, sinks = [[_reach(boxes, edge) for boxes in others] for edge in (1, 3)]
        self.cap = max(hand.cut.cap, rises[0])
        self.leading = hand.face.leading
        for number in range(1, len(rows)):
            if others[number - 1] or others[number]:
                sink, rise = sinks[number - 1], rises[number]
                self.leading = max(self.leading, max(sink, LATIN_SINK) + max(rise, hand.cut.cap) + ROW_GAP)
            self.leading = max(self.leading, _part_letters(*(_list_letters(row) for row in self.rows[number - 1 : number + 1])))
        self.height = self.cap + (len(rows) - 1) * self.leading


def _reach(boxes: Sequence[Box], edge: int) -> float:
    """How far boxes reach above (edge 1) or below (edge 3) the pen."""
    return max(((-1 if edge == 1 else 1) * box[edge] for box in boxes), default=0.0)


def _list_letters(row: Sequence[tuple[_Run, float]]) -> list[Box]:
    return [(x + left, top, x + right, bottom) for run, x in row for left, top, right, bottom in run.boxes]


def _part_letters(above: Sequence[Box], below: Sequence[Box]) -> float:
    """How far apart two rows must stand for no letter to touch one below it."""
    near = ((a, b) for a in above for b in below if a[0] - ROW_GAP < b[2] and b[0] < a[2] + ROW_GAP)
    return max((a[3] - b[1] + ROW_GAP for a, b in near), default=0.0)


def _make_block(rows: _Rows, em: float) -> Block:
    fonts: dict[Cut, skia.Font] = {}
    pieces = []
    for number, row in enumerate(rows.rows):
        y = rows.cap + number * rows.leading
        for run, x in row:
            draw = partial(_make_blob, run, fonts.setdefault(run.cut, run.cut.make_font(em)), em)
            left, top, right, bottom = (edge * em for edge in surround(run.boxes))
            fill = run.fill_from, run.fill_to, run.level % 2 == 1
            place, ink = (draw(), x * em, y * em, run.advance * em), (left, top, right, bottom)
            pieces.append(Piece(run.word, run.text, *place, *fill, ink, draw if run.apart else None))
    return Block(tuple(pieces), em, rows.cap * em, rows.width * em, rows.height * em, rows.backwards)


def _order_row(row: Sequence[_Run], reading: Reading, space: float) -> tuple[float, list[float]]:
    """The width of a row, and where each of its runs stands in it: they are given as they are read, and shown as their levels say."""
    things: list[tuple[int, float, int | None]] = []
    for index, run in enumerate(row):
        first = reading.spans[run.word][0]
        if index and row[index - 1].word != run.word and not reading.is_joined(run.word):
            things.append((reading.levels[first - 1], space, None))
        things.append((run.level, run.advance, index))
    places, x = [0.0] * len(row), 0.0
    for _, advance, index in (things[at] for at in order_levels([level for level, *_ in things])):
        if index is not None:
            places[index] = x
        x += advance
    return x, places


def _make_blob(run: _Run, font: skia.Font, em: float, spread: float = 1.0) -> skia.TextBlob:
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, list(run.glyphs), [skia.Point(x * em * spread, y * em) for x, y in run.points])
    return builder.make()
