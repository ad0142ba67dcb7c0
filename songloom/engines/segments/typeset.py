"""Sets lines in type: HarfBuzz shapes the words, rows are broken evenly, and what cannot be read is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import skia
from uharfbuzz import Blob, Buffer, Font, shape  # pyright: ignore[reportAttributeAccessIssue]
from uharfbuzz import Face as FontFile  # pyright: ignore[reportAttributeAccessIssue]

from songloom.engines.segments.rows import break_rows
from songloom.errors import InputError
from songloom.model.theme import Face

# A line is tried at its full size, then ever smaller by this factor, down to the least size.
SHRINK = 0.94
# Condensed faces set words closer than can be read on a screen; in ems.
LEAST_SPACE = 0.24
# What a variable font is set to besides its weight, where it has the axis: the cut for large sizes, soft and plain.
DISPLAY_AXES = {"opsz": 144.0, "SOFT": 100.0, "WONK": 0.0}


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
    """What a line may fill, in pixels; `em` is its size where it fits, `least_em` the smallest that can be read."""

    width: float
    height: float
    em: float
    least_em: float
    centred: bool


class Typesetter:
    """Holds the fonts of one theme, opened once."""

    def __init__(self, fonts: Mapping[str, Path]):
        self._files = fonts
        self._cuts: dict[tuple[str, int], _Cut] = {}

    def set_line(self, words: list[str], face: Face, room: Room) -> Block:
        """`words` as one block that fits `room`; InputError where a glyph is missing or the line would be too small to read."""
        cut = self._open_cut(face)
        texts = [word.upper() if face.capitals else word for word in words]
        em = room.em
        while True:
            runs = [run for index, text in enumerate(texts) for run in cut.split_word(index, text, room.width / em, face)]
            space = cut.space + face.tracking
            rows = break_rows([run.advance for run in runs], [run.fill_from > 0 for run in runs], space, room.width / em)
            height = em * (cut.cap + (len(rows) - 1) * face.leading)
            if height <= room.height:
                return _place_rows([[runs[i] for i in row] for row in rows], cut, face, em, room)
            if em <= room.least_em:
                text = " ".join(words)
                raise InputError("", f"the line {text[:60]!r} is too long to be legible", "split it, or set storyboard.line_letters lower")
            em = max(room.least_em, em * SHRINK)

    def _open_cut(self, face: Face) -> "_Cut":
        key = (face.family, face.weight)
        if key not in self._cuts:
            self._cuts[key] = _Cut(face.family, self._files[face.family], face.weight)
        return self._cuts[key]


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Run:
    """Shaped glyphs in ems, pen at the origin, y down."""

    word: int
    glyphs: tuple[int, ...]
    points: tuple[tuple[float, float], ...]
    advance: float
    fill_from: float
    fill_to: float


class _Cut:
    """One weight of a family, in HarfBuzz (to shape) and Skia (to draw)."""

    def __init__(self, family: str, file: Path, weight: int):
        self.family = family
        data = file.read_bytes()
        self._face = FontFile(Blob(data))
        self._font = Font(self._face)
        self._upem = self._face.upem
        axes = {axis.tag: (axis.min_value, axis.max_value) for axis in self._face.axis_infos} if self._face.has_var_data else {}
        wanted: dict[str, float] = {"wght": weight, **DISPLAY_AXES}
        values = {tag: min(max(wanted[tag], low), high) for tag, (low, high) in axes.items() if tag in wanted}
        # An empty manager: the fonts of this machine have no say.
        typeface = skia.FontMgr.New_Custom_Empty().makeFromData(skia.Data.MakeWithCopy(data))
        if values:
            self._font.set_variations(values)
            typeface = _vary(typeface, values)
        self._typeface = typeface
        font = self.make_font(1000)
        self.cap = font.getMetrics().fCapHeight / 1000
        advance = self._font.get_glyph_h_advance(self._font.get_nominal_glyph(ord(" "))) / self._upem
        self.space = max(LEAST_SPACE, advance)

    def make_font(self, em: float) -> skia.Font:
        font = skia.Font(self._typeface, em)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        font.setEdging(skia.Font.Edging.kAntiAlias)
        return font

    def split_word(self, index: int, text: str, width: float, face: Face) -> list[_Run]:
        """The word as one run, or as several that each fit `width` ems; cut between the font's own clusters."""
        glyphs = self._shape(text)
        pieces: list[list[tuple[int, float, float, float]]] = [[]]
        used, last_cluster = 0.0, -1
        for glyph, cluster, advance, dx, dy in glyphs:
            step = advance + face.tracking
            if used + step > width and cluster != last_cluster and pieces[-1]:
                pieces.append([])
                used = 0.0
            pieces[-1].append((glyph, used + dx, -dy, step))
            used, last_cluster = used + step, cluster
        total = sum(step for piece in pieces for *_, step in piece) or 1.0
        runs, done = [], 0.0
        for piece in pieces:
            advance = sum(step for *_, step in piece)
            points = tuple((x, y) for _, x, y, _ in piece)
            runs.append(_Run(index, tuple(g for g, *_ in piece), points, advance, done / total, (done + advance) / total))
            done += advance
        return runs

    def _shape(self, text: str) -> list[tuple[int, int, float, float, float]]:
        """(glyph, cluster, advance, dx, dy) in ems, in the order they are drawn."""
        buffer = Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        shape(self._font, buffer)
        missing = [info.cluster for info in buffer.glyph_infos if info.codepoint == 0]
        if missing:
            character = text[min(missing)]
            raise InputError(
                "",
                f"the font {self.family} has no glyph for {character!r} (U+{ord(character):04X}), in {text[:40]!r}",
                "change the word, or choose a theme whose font has it",
            )
        shaped = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, dx, dy = (value / self._upem for value in (position.x_advance, position.x_offset, position.y_offset))
            shaped.append((info.codepoint, info.cluster, x, dx, dy))
        return shaped


def _vary(typeface: skia.Typeface, values: Mapping[str, float]) -> skia.Typeface:
    position = skia.FontArguments.VariationPosition
    coordinates = position.Coordinates([position.Coordinate(int.from_bytes(tag.encode(), "big"), value) for tag, value in values.items()])
    # Skia keeps pointers to both: they must live until the clone is made.
    whole = position(coordinates)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(whole)
    return typeface.makeClone(arguments)


def _place_rows(rows: list[list[_Run]], cut: _Cut, face: Face, em: float, room: Room) -> Block:
    font = cut.make_font(em)
    space = cut.space + face.tracking
    widths = [sum(run.advance for run in row) + space * (len(row) - 1) for row in rows]
    widest = max(widths)
    pieces = []
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        x = (widest - width) / 2 if room.centred else 0.0
        y = cut.cap + number * face.leading
        for run in row:
            blob = _make_blob(run, font, em)
            pieces.append(Piece(run.word, blob, x * em, y * em, run.advance * em, run.fill_from, run.fill_to))
            x += run.advance + space
    height = cut.cap + (len(rows) - 1) * face.leading
    return Block(tuple(pieces), em, cut.cap * em, widest * em, height * em)


def _make_blob(run: _Run, font: skia.Font, em: float) -> skia.TextBlob:
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, list(run.glyphs), [skia.Point(x * em, y * em) for x, y in run.points])
    return builder.make()
