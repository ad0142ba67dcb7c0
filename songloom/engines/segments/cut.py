"""One weight of a font: HarfBuzz shapes with it, Skia draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import skia
from uharfbuzz import Blob, Buffer, Font, shape  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module
from uharfbuzz import Face as FontFile  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module

from songloom.engines.segments.fonts import is_unseen

# Condensed faces set words closer than can be read on a screen; in ems.
LEAST_SPACE = 0.24
# What a variable font is set to besides its weight, where it has the axis: the cut for large sizes, soft and plain.
DISPLAY_AXES = {"opsz": 144.0, "SOFT": 100.0, "WONK": 0.0}
# How thick the stem of an l is in Noto Sans at two weights, as a share of a capital's height.
STEMS = ((400.0, 0.123), (700.0, 0.211))
# A font that stands in is set larger or smaller, so that its capitals are as high as the theme's, within these bounds.
LEAST_SCALE, MOST_SCALE = 0.9, 1.2


@dataclass(frozen=True)
class Glyph:
    """A shaped glyph in ems of the theme's font, y down: it belongs to character `letter` of the line; `ink` is left, top, right,
    bottom of what is drawn, about its pen."""

    index: int
    letter: int
    advance: float
    dx: float
    dy: float
    ink: tuple[float, float, float, float]


@dataclass(frozen=True)
class Tongue:
    """How a stretch of text is to be shaped."""

    backwards: bool
    script: str | None
    language: str | None


class Cut:
    """One weight of a family. One that stands in for another is set as high as that one (`like`)."""

    def __init__(self, family: str, file: Path, weight: float, like: "Cut | None" = None):
        self.family = family
        # Both map the file: fonts for Chinese have 33 MB, and a theme opens two weights.
        self._face = FontFile(Blob.from_file_path(str(file)))
        self._font = Font(self._face)
        self._upem = self._face.upem
        axes = {axis.tag: (axis.min_value, axis.max_value) for axis in self._face.axis_infos} if self._face.has_var_data else {}
        wanted: dict[str, float] = {"wght": weight, **DISPLAY_AXES}
        values = {tag: min(max(wanted[tag], low), high) for tag, (low, high) in axes.items() if tag in wanted}
        # An empty manager: the fonts of this machine have no say.
        typeface = skia.FontMgr.New_Custom_Empty().makeFromData(skia.Data.MakeFromFileName(str(file)))
        if values:
            self._font.set_variations(values)
            typeface = _vary(typeface, values)
        self._typeface = typeface
        self.scale = 1.0
        self.cap = self.make_font(1000).getMetrics().fCapHeight / 1000
        self.space = max(LEAST_SPACE, self._font.get_glyph_h_advance(self._font.get_nominal_glyph(ord(" "))) / self._upem)
        self.weight = values.get("wght") or self._guess_weight()
        if like is not None:
            self.scale = min(MOST_SCALE, max(LEAST_SCALE, like.cap / self.cap)) if self.cap else 1.0

    def make_font(self, em: float) -> skia.Font:
        """The font in this size, drawn as designed: unhinted, between pixels."""
        font = skia.Font(self._typeface, em * self.scale)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        font.setEdging(skia.Font.Edging.kAntiAlias)
        return font

    def has(self, text: str) -> bool:
        """Whether there are glyphs for all that is to be seen of `text`."""
        return all(self._font.get_nominal_glyph(ord(letter)) for letter in text if not is_unseen(letter))

    def shape(self, text: str, first: int, end: int, tongue: Tongue) -> list[Glyph]:
        """The glyphs of characters [first, end) of a line, from left to right."""
        buffer = Buffer()
        buffer.add_str(text, first, end - first)
        if tongue.script:
            buffer.script = tongue.script
        if tongue.language:
            buffer.language = tongue.language
        buffer.direction = "rtl" if tongue.backwards else "ltr"
        buffer.guess_segment_properties()
        shape(self._font, buffer)
        glyphs, unit = [], self.scale / self._upem
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            x, dx, dy = (value * unit for value in (position.x_advance, position.x_offset, -position.y_offset))
            glyphs.append(Glyph(info.codepoint, info.cluster, x, dx, dy, self._find_ink(info.codepoint, unit)))
        return glyphs

    def _find_ink(self, glyph: int, unit: float) -> tuple[float, float, float, float]:
        ink = self._font.get_glyph_extents(glyph)
        if ink is None:
            return 0.0, 0.0, 0.0, 0.0
        return ink.x_bearing * unit, -ink.y_bearing * unit, (ink.x_bearing + ink.width) * unit, -(ink.y_bearing + ink.height) * unit

    def _guess_weight(self) -> float:
        """What a font of one weight looks like, told by its stems."""
        left, _, right, _ = self._find_ink(self._font.get_nominal_glyph(ord("l")) or 0, 1 / self._upem)
        (light, thin), (bold, thick) = STEMS
        return light + (bold - light) * ((right - left) / (self.cap or 1.0) - thin) / (thick - thin)


# --------------------------------------------------------------------------------------------- private


def _vary(typeface: skia.Typeface, values: Mapping[str, float]) -> skia.Typeface:
    position = skia.FontArguments.VariationPosition
    coordinates = position.Coordinates([position.Coordinate(int.from_bytes(tag.encode(), "big"), value) for tag, value in values.items()])
    # Skia keeps pointers to both: they must live until the clone is made.
    whole = position(coordinates)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(whole)
    return typeface.makeClone(arguments)
