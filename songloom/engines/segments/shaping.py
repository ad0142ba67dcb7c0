"""Shapes the words of a line: each stretch of one direction, script and font by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from songloom.engines.segments.cut import Cut, Glyph, Tongue
from songloom.engines.segments.fonts import CJK, STAND_INS
from songloom.engines.segments.scripts import Reading, find_script
from songloom.errors import InputError
from songloom.model.theme import Face

# Letters of other scripts join, or hang from a line: they cannot be set apart.
APART = {"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hebr", "Hani", "Hira", "Kana", "Hang", "Bopo", None}
# Ideographs look different in the languages that share them.
SHARED = {"Hani", "Hira", "Kana", "Hang", "Bopo", None}


@dataclass(frozen=True)
class Stretch:
    """Glyphs from left to right of characters [first, end) of a line, all of one `cut` and bidi `level`."""

    first: int
    end: int
    level: int
    cut: Cut
    glyphs: tuple[Glyph, ...]


class Hand:
    """A face as lines are set in it: the theme's font, and those that stand in where it lacks a character."""

    def __init__(self, face: Face, files: Mapping[str, Path]):
        self.face, self._files = face, files
        self.cut = Cut(face.family, files[face.family], face.weight)
        self._names = [family for family in STAND_INS if family in files and family != face.family]
        self._opened: dict[str, Cut] = {}
        self._chosen: dict[str, Cut | None] = {}

    def shape_words(self, reading: Reading, language: str | None) -> list[list[Stretch]]:
        """The stretches of every word, in the order in which they are read; InputError where no font has a character."""
        return [self._shape_word(reading, *span, language) for span in reading.spans]

    def _shape_word(self, reading: Reading, first: int, end: int, language: str | None) -> list[Stretch]:
        spans: list[tuple[int, int, tuple[int, Cut, str | None]]] = []
        for start, stop in reading.letters:
            if first <= start < end:
                letter = reading.text[start:stop]
                before = spans[-1][2] if spans else (0, self.cut, None)
                script = next(filter(None, map(find_script, letter)), before[2])
                kind = (reading.levels[start], self._find_cut(letter, reading.text), script)
                if spans and (kind == before or (kind[:2] == before[:2] and before[2] is None)):
                    spans[-1] = (spans[-1][0], stop, kind)
                else:
                    spans.append((start, stop, kind))
        return [self._shape_stretch(reading, (start, stop), kind, language) for start, stop, kind in spans]

    def _shape_stretch(
        self, reading: Reading, span: tuple[int, int], kind: tuple[int, Cut, str | None], language: str | None
    ) -> Stretch:
        level, cut, script = kind
        tongue = Tongue(level % 2 == 1, script, language if script in SHARED else None)
        glyphs = cut.shape(reading.text, *span, tongue)
        if lost := [glyph.letter for glyph in glyphs if glyph.index == 0]:
            raise self._lack(reading.text[min(lost)], reading.text)
        tracking = self.face.tracking if script in APART else 0.0
        spaced = (replace(glyph, advance=glyph.advance + tracking) if glyph.advance else glyph for glyph in glyphs)
        return Stretch(*span, level, cut, tuple(spaced))

    def _find_cut(self, letter: str, text: str) -> Cut:
        """The first font that has all of what the eye sees as one letter."""
        if letter not in self._chosen:
            cuts = (self.cut, *(self._open(family) for family in self._names)) if not self.cut.has(letter) else (self.cut,)
            self._chosen[letter] = next((cut for cut in cuts if cut.has(letter)), None)
        found = self._chosen[letter]
        if found is None:
            raise self._lack(next((one for one in letter if not self.cut.has(one)), letter[0]), text)
        return found

    def _open(self, family: str) -> Cut:
        if family not in self._opened:
            self._opened[family] = Cut(family, self._files[family], self.cut.weight, self.cut)
        return self._opened[family]

    def _lack(self, character: str, text: str) -> InputError:
        what = f"the font {self.face.family} has no glyph for “{character}” (U+{ord(character):04X}), in “{text[:40]}”"
        is_asian = find_script(character) in ("Hani", "Hira", "Kana", "Hang", "Bopo")
        if is_asian and CJK not in self._files:
            return InputError("", what, "pip install 'songloom[cjk]': fonts for Chinese, Japanese and Korean")
        return InputError("", what, "change the word, or choose a theme whose font has it")
