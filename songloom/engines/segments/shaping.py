"""Shapes the words of a line: each stretch of one direction, script and font by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from songloom.engines.segments.cut import Cut, Glyph, Tongue
from songloom.engines.segments.fonts import CJK, STAND_INS
from songloom.engines.segments.scripts import Reading, find_script
from songloom.errors import InputError
from songloom.model.theme import Face

# Letters of other scripts join, or hang from a line: they cannot be set apart.
APART = {"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hebr", "Hani", "Hang", None}
# Ideographs look different in the languages that share them.
SHARED = {"Hani", "Hang", None}
# Fonts without these have some letters of the script, as signs of mathematics, and no words.
SAMPLES = {"Grek": "αλω", "Cyrl": "аля"}


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
        self._chosen: dict[tuple[str, str | None], Cut | None] = {}

    def shape_words(self, reading: Reading, language: str | None) -> list[list[Stretch]]:
        """The stretches of every word, in the order in which they are read; InputError where no font has a character."""
        return [self._shape_word(reading, *span, language) for span in reading.spans]

    def _shape_word(self, reading: Reading, first: int, end: int, language: str | None) -> list[Stretch]:
        spans: list[tuple[int, int, tuple[int, Cut, str | None]]] = []
        letters = [span for span in reading.letters if first <= span[0] < end]
        scripts = {span: next(filter(None, map(find_script, reading.text[slice(*span)])), None) for span in letters}
        words = {script: "".join(reading.text[slice(*span)] for span in letters if scripts[span] == script) for script in scripts.values()}
        for span in letters:
            before = spans[-1][2] if spans else (0, self.cut, None)
            # A word is of one font, but for marks that no font of its script has.
            own = self._find_cut(words[scripts[span]], scripts[span]) if scripts[span] else None
            cut = own or self._find_cut(reading.text[slice(*span)]) or self._refuse(reading.text[slice(*span)], reading.text)
            kind = (reading.levels[span[0]], cut, scripts[span] or before[2])
            if spans and (kind == before or (kind[:2] == before[:2] and before[2] is None)):
                spans[-1] = (spans[-1][0], span[1], kind)
            else:
                spans.append((*span, kind))
        return [self._shape_stretch(reading, (start, stop), kind, language) for start, stop, kind in spans]

    def _shape_stretch(self, reading: Reading, span: tuple[int, int], kind: tuple[int, Cut, str | None], language: str | None) -> Stretch:
        level, cut, script = kind
        tongue = Tongue(level % 2 == 1, script, language if script in SHARED else None)
        glyphs = cut.shape(reading.text, *span, tongue)
        if lost := [glyph.letter for glyph in glyphs if glyph.index == 0]:
            raise self._lack(reading.text[min(lost)], reading.text)
        tracking = self.face.tracking if script in APART else 0.0
        spaced = (replace(glyph, advance=glyph.advance + tracking) if glyph.advance else glyph for glyph in glyphs)
        return Stretch(*span, level, cut, tuple(spaced))

    def _find_cut(self, text: str, script: str | None = None) -> Cut | None:
        """The first font that has all of a text, and writes its script."""
        if (text, script) not in self._chosen:
            wanted = text + SAMPLES.get(script or "", "")
            # Those that stand in are opened only if need be.
            cuts = chain((self.cut,), (self._open(family) for family in self._names))
            self._chosen[text, script] = next((cut for cut in cuts if cut.has(wanted)), None)
        return self._chosen[text, script]

    def _refuse(self, letter: str, text: str) -> Cut:
        raise self._lack(next((one for one in letter if not self.cut.has(one)), letter[0]), text)

    def _open(self, family: str) -> Cut:
        if family not in self._opened:
            self._opened[family] = Cut(family, self._files[family], self.cut.weight, self.cut)
        return self._opened[family]

    def _lack(self, character: str, text: str) -> InputError:
        what = f"the font {self.face.family} has no glyph for “{character}” (U+{ord(character):04X}), in “{text[:40]}”"
        is_asian = find_script(character) in ("Hani", "Hang")
        if is_asian and CJK not in self._files:
            return InputError("", what, "pip install 'songloom[cjk]': fonts for Chinese, Japanese and Korean")
        return InputError("", what, "change the word, or choose a theme whose font has it")
