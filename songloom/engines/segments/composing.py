"""Parts a line's shaped words into rows, and what stands in a row into runs of one font and direction."""

from dataclasses import dataclass

from songloom.engines.segments.cut import Cut
from songloom.engines.segments.rows import Unit, break_rows
from songloom.engines.segments.scripts import Reading
from songloom.engines.segments.shaping import Stretch
from songloom.engines.segments.syllables import split_syllables
from songloom.metrics.legibility import Box, surround

PAUSES = ",;:.!?…—–、。，．！？：；،؛؟।॥"


@dataclass(frozen=True)
class Run:
    """Glyphs of one stretch that stand in one row, in ems, pen at the origin, y down; `boxes` are around each of them."""

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

    def ink(self) -> Box:
        """Around all its glyphs."""
        return surround(self.boxes)


class Line:
    """A line's words, shaped; `advances` by the characters at which they can be parted."""

    def __init__(self, reading: Reading, words: list[list[Stretch]]):
        self._reading, self._words = reading, words
        self._advances: list[dict[int, float]] = []
        for stretches in words:
            advances: dict[int, float] = {}
            for glyph in (glyph for stretch in stretches for glyph in stretch.glyphs):
                advances[glyph.letter] = advances.get(glyph.letter, 0.0) + glyph.advance
            self._advances.append(dict(sorted(advances.items())))

    def break_rows(self, space: float, width: float) -> list[list[Run]]:
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

    def cuts_words(self, width: float) -> bool:
        """Whether a word must be cut for rows of this width, in ems."""
        return any(part.glued for word in range(len(self._words)) for part in self._part_word(word, width))

    def advance(self) -> float:
        """How wide it is without spaces, in ems."""
        return sum(sum(advances.values()) for advances in self._advances)

    def list_syllables(self) -> tuple[tuple[float, ...], ...]:
        """Of each word, where its syllables end, in shares of its width."""
        found = []
        for word, (first, end) in enumerate(self._reading.spans):
            total = sum(self._advances[word].values()) or 1.0
            offsets = split_syllables(self._reading.text[first:end])
            found.append((*(self._measure(word, first, first + offset) / total for offset in offsets[:-1]), 1.0))
        return tuple(found)

    def _part_word(self, word: int, width: float) -> list["_Part"]:
        """A word as one part; as several where its script breaks inside words, or where it is too wide for a row."""
        first, end = self._reading.spans[word]
        advances = self._advances[word]
        # A word that is only a mark is drawn with the letter before it, and has no place of its own.
        edges = sorted({first, *(at for at in advances if at in self._reading.breaks)})
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

    def _make_runs(self, word: int, first: int, end: int) -> list[Run]:
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
                runs.append(Run(word, text, stretch.cut, stretch.level, indices, tuple(points), pen, tuple(boxes), *fill, stretch.apart))
                done += pen
        return runs

    def _measure(self, word: int, first: int, end: int) -> float:
        return sum(advance for at, advance in self._advances[word].items() if first <= at < end)


# --------------------------------------------------------------------------------------------- private


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
