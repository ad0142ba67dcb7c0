"""One weight of a font: HarfBuzz shapes its words, Skia draws them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import skia
from uharfbuzz import Blob, Buffer, Font, shape  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module
from uharfbuzz import Face as FontFile  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module

from songloom.errors import InputError
from songloom.model.theme import Face

# Condensed faces set words closer than can be read on a screen; in ems.
LEAST_SPACE = 0.24
# What a variable font is set to besides its weight, where it has the axis: the cut for large sizes, soft and plain.
DISPLAY_AXES = {"opsz": 144.0, "SOFT": 100.0, "WONK": 0.0}


@dataclass(frozen=True)
class Run:
    """Shaped glyphs in ems, pen at the origin, y down."""

    word: int
    glyphs: tuple[int, ...]
    points: tuple[tuple[float, float], ...]
    advance: float
    fill_from: float
    fill_to: float


class Cut:
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
        """The font in this size, drawn as designed: unhinted, between pixels."""
        font = skia.Font(self._typeface, em)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        font.setEdging(skia.Font.Edging.kAntiAlias)
        return font

    def split_word(self, index: int, text: str, width: float, face: Face) -> list[Run]:
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
            runs.append(Run(index, tuple(g for g, *_ in piece), points, advance, done / total, (done + advance) / total))
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
                f"the font {self.family} has no glyph for “{character}” (U+{ord(character):04X}), in “{text[:40]}”",
                "change the word, or choose a theme whose font has it",
            )
        shaped = []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, dx, dy = (value / self._upem for value in (position.x_advance, position.x_offset, position.y_offset))
            shaped.append((info.codepoint, info.cluster, x, dx, dy))
        return shaped


# --------------------------------------------------------------------------------------------- private


def _vary(typeface: skia.Typeface, values: Mapping[str, float]) -> skia.Typeface:
    position = skia.FontArguments.VariationPosition
    coordinates = position.Coordinates([position.Coordinate(int.from_bytes(tag.encode(), "big"), value) for tag, value in values.items()])
    # Skia keeps pointers to both: they must live until the clone is made.
    whole = position(coordinates)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(whole)
    return typeface.makeClone(arguments)
