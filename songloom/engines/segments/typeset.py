"""Sets lines in type: words are shaped, rows are broken evenly and ordered as they are read, and what cannot be read is refused."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

import skia

from songloom.engines.segments.composing import Line, Run
from songloom.engines.segments.cut import Cut
from songloom.engines.segments.scripts import Reading, capitalise, find_language, order_levels, read_words
from songloom.engines.segments.shaping import Hand
from songloom.engines.segments.stacking import MOST, MOST_ROWS, UNEVEN, find_pitches, measure_stack, size_rows
from songloom.errors import InputError
from songloom.metrics.legibility import Box
from songloom.model.theme import Face

# A line is tried at its full size, then ever smaller by this factor, down to the least size.
SHRINK = 0.94
# What letters that stand above one another keep free between them, that a word may move or grow a little as it is sung, the same where
# rows may be of very unlike sizes, and what a row of Latin needs below it, in ems.
ROW_GAP, UNLIKE_GAP, LATIN_SINK = 0.06, 0.13, 0.22
# How much wider than even rows need be, the spaces between words included, those of a stack may come out.
ROOMY = 1.22

# What is drawn like a piece of a word and is none: a dot, a bar.
FIGURE = -1


@dataclass(frozen=True)
class Piece:
    """A word, or the part of one (`text`) that stands in one row and is of one font and direction: its pen stands at (`x`, `y`) from
    the block's top left, in pixels; it is set in `em`, is `width` wide and covers the share [`fill_from`, `fill_to`] of word `word`,
    `backwards` where it is read from right to left. `ink` is left, top, right and bottom of its glyphs, about the pen. `set_apart`
    sets its glyphs so many times as far from one another; there is none where letters join."""

    word: int
    text: str
    shape: skia.TextBlob | skia.Path
    x: float
    y: float
    em: float
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
    in which they are sung. `syllables`: where those of each word end, in shares of its width."""

    pieces: tuple[Piece, ...]
    em: float
    cap: float
    width: float
    height: float
    backwards: bool
    syllables: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Room:
    """What a line may fill, in pixels; `em` is its size where it fits, `least_em` the smallest that can be read. Of what is
    left over in a row, the share `aligned` lies before its text. From `em` down to `plain_em`, which is one size or a choice, a line
    may be set in whichever fills its rows best."""

    width: float
    height: float
    em: float
    least_em: float
    aligned: float
    plain_em: float = math.inf

    def sizes(self) -> Iterator[float]:
        """The sizes that a line is tried in."""
        em = self.em
        while em > self.least_em:
            yield em
            em *= SHRINK
        yield self.least_em

    @property
    def row_gap(self) -> float:
        """What rows of unlike sizes keep free between them, in ems: a word may be much larger than the one below, and grows with that."""
        return UNLIKE_GAP if self.is_free else ROW_GAP

    @property
    def is_free(self) -> bool:
        """Whether there is a choice of sizes."""
        return self.plain_em < self.em

    def rank(self, em: float, cover: float) -> float:
        """How well a line that fits is set: the larger its type the better, and where there is a choice, the more it covers."""
        return em * cover if self.is_free else em


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
        line = Line(reading, hand.shape_words(reading, self._language or find_language(reading.text)))
        space = hand.cut.space + face.tracking
        # Rather smaller type than a word in two rows, unless it would not help.
        may_cut = line.cuts_words(room.width / room.least_em)
        best: tuple[float, list[list[Run]], _Measure] | None = None
        most = 0.0
        for em in room.sizes():
            if best and em < room.plain_em:
                break
            rows = line.break_rows(space, room.width / em)
            measure = _Measure(rows, reading, hand, room.aligned)
            fits = (may_cut or not line.cuts_words(room.width / em)) and em * measure.height <= room.height
            if fits and (rank := room.rank(em, em * measure.width)) > most:
                best, most = (em, rows, measure), rank
        if best is None:
            text = " ".join(words)
            raise InputError("", f"the line “{text[:60]}” is too long to be legible", "split it, or set storyboard.line_letters lower")
        em, rows, measure = best
        tops = [(measure.cap + number * measure.leading) * em for number in range(len(rows))]
        block = _place_rows(rows, measure, [(em, top) for top in tops], reading.base == 1)
        return replace(block, syllables=line.list_syllables())

    def set_stack(self, words: list[str], face: Face, room: Room) -> Block:
        """`words` as one block whose rows are all as wide, as large as fits `room`; like any line where they are too many for that."""
        hand = self._open_hand(face)
        reading = read_words([capitalise(word) if face.capitals else word for word in words])
        line = Line(reading, hand.shape_words(reading, self._language or find_language(reading.text)))
        best: tuple[list[float], list[list[Run]], _Measure] | None = None
        most = 0.0
        for halves in range(2, 2 * MOST_ROWS + 1, 1 if room.is_free else 2):
            width = line.advance() / (halves / 2) * ROOMY
            if line.cuts_words(width):
                break
            rows = line.break_rows(hand.cut.space + face.tracking, width)
            measure = _Measure(rows, reading, hand, room.aligned)
            widths = [width for width, _ in measure.placed]
            ems = size_rows(widths, measure.heights(room.row_gap), (room.width, room.height), room.least_em, MOST * room.em)
            if ems and (rank := room.rank(min(ems), ems[0] * widths[0] * measure_stack(ems, measure.heights(room.row_gap)))) > most:
                best, most = (ems, rows, measure), rank
        if best is None:
            return self.set_line(words, face, room)
        ems, rows, measure = best
        feet = accumulate(find_pitches(ems, measure.heights(room.row_gap)), initial=measure.cap * ems[0])
        block = _place_rows(rows, measure, list(zip(ems, feet, strict=True)), reading.base == 1)
        return replace(block, syllables=line.list_syllables())

    def _open_hand(self, face: Face) -> Hand:
        if face not in self._hands:
            self._hands[face] = Hand(face, self._files)
        return self._hands[face]


# --------------------------------------------------------------------------------------------- private


class _Measure:
    """Where runs stand in their rows and how high rows stand, in ems: as far apart as the theme says, further where scripts that reach
    higher and deeper than Latin need it, and where letters of one row would touch those of the next."""

    def __init__(self, rows: Sequence[Sequence[Run]], reading: Reading, hand: Hand, aligned: float):
        self.placed = [_order_row(row, reading, hand.cut.space + hand.face.tracking) for row in rows]
        self.aligned = 1 - aligned if reading.base == 1 else aligned
        self.width = widest = max(width for width, _ in self.placed)
        self._letters = letters = [
            [(x + (widest - width) * self.aligned, run) for x, run in zip(places, row, strict=True)]
            for row, (width, places) in zip(rows, self.placed, strict=True)
        ]
        others = [[run.ink() for run in row if run.cut is not hand.cut] for row in rows]
        rises, sinks = [[_reach(boxes, edge) for boxes in others] for edge in (1, 3)]
        self.cap = max(hand.cut.cap, rises[0])
        self.leading = hand.face.leading
        for number in range(1, len(rows)):
            if others[number - 1] or others[number]:
                sink, rise = sinks[number - 1], rises[number]
                self.leading = max(self.leading, max(sink, LATIN_SINK) + max(rise, hand.cut.cap) + ROW_GAP)
            self.leading = max(self.leading, _part_letters(*(_list_letters(row) for row in letters[number - 1 : number + 1])))
        self.height = self.cap + (len(rows) - 1) * self.leading

    def heights(self, row_gap: float) -> tuple[float, float]:
        """A capital's, and the gap's between a row's foot and the next one's capitals, for rows of unlike sizes: any letter may come to
        stand below any other, `row_gap` apart."""
        sinks, rises = ([_reach([box for _, run in row for box in run.boxes], edge) for row in self._letters] for edge in (3, 1))
        deepest = max((sink + rise - self.cap for sink, rise in zip(sinks, rises[1:], strict=False)), default=0.0)
        # A gap goes by the mean of its rows' sizes, of which one may be UNEVEN times the other.
        return self.cap, max(self.leading - self.cap, (deepest + row_gap) * 2 * UNEVEN / (1 + UNEVEN))


def _reach(boxes: Sequence[Box], edge: int) -> float:
    """How far boxes reach above (edge 1) or below (edge 3) the pen."""
    return max(((-1 if edge == 1 else 1) * box[edge] for box in boxes), default=0.0)


def _list_letters(row: Sequence[tuple[float, Run]]) -> list[Box]:
    return [(x + left, top, x + right, bottom) for x, run in row for left, top, right, bottom in run.boxes]


def _part_letters(above: Sequence[Box], below: Sequence[Box]) -> float:
    """How far apart two rows must stand for no letter to touch one below it."""
    near = ((a, b) for a in above for b in below if a[0] - ROW_GAP < b[2] and b[0] < a[2] + ROW_GAP)
    return max((a[3] - b[1] + ROW_GAP for a, b in near), default=0.0)


def _place_rows(rows: list[list[Run]], measure: _Measure, lies: Sequence[tuple[float, float]], backwards: bool) -> Block:
    """`lies` holds the em and the foot of every row, in pixels."""
    widest = max(width * em for (width, _), (em, _) in zip(measure.placed, lies, strict=True))
    fonts: dict[tuple[Cut, float], skia.Font] = {}
    pieces = []
    for row, (width, places), (em, foot) in zip(rows, measure.placed, lies, strict=True):
        indent = (widest - width * em) * measure.aligned
        for run, x in zip(row, places, strict=True):
            draw = partial(_make_blob, run, fonts.setdefault((run.cut, em), run.cut.make_font(em)), em)
            left, top, right, bottom = (edge * em for edge in run.ink())
            fill = run.fill_from, run.fill_to, run.level % 2 == 1
            place, ink = (draw(), indent + x * em, foot, em, run.advance * em), (left, top, right, bottom)
            pieces.append(Piece(run.word, run.text, *place, *fill, ink, draw if run.apart else None))
    return Block(tuple(pieces), lies[0][0], measure.cap * lies[0][0], widest, lies[-1][1], backwards)


def _order_row(row: Sequence[Run], reading: Reading, space: float) -> tuple[float, list[float]]:
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


def _make_blob(run: Run, font: skia.Font, em: float, spread: float = 1.0) -> skia.TextBlob:
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, list(run.glyphs), [skia.Point(x * em * spread, y * em) for x, y in run.points])
    return builder.make()
