"""Shapes the words of a line: each stretch of one direction, script and font by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from unicodedata import east_asian_width

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
    """Glyphs from left to right of characters [first, end) of a line, all of one `cut` and bidi `level`; they may be set `apart`
    where its letters do not join."""

    first: int
    end: int
    level: int
    cut: Cut
    glyphs: tuple[Glyph, ...]
    apart: bool


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
        letters = [span for span in reading.letters if first <= span[0] < end]
        scripts = [next(filter(None, map(find_script, reading.text[slice(*span)])), None) for span in letters]
        stretches: list[tuple[int, int, _Kind]] = []
        for (start, stop), script in zip(letters, scripts, strict=True):
            alike = [span for span, other in zip(letters, scripts, strict=True) if script and other == script]
            cut = self._choose_cut(reading, (start, stop), alike, script)
            kind = _Kind(reading.levels[start], cut, script)
            before = stretches[-1] if stretches else None
            if before and before[2].takes(kind):
                stretches[-1] = (before[0], stop, _Kind(kind.level, cut, before[2].script or script))
            else:
                stretches.append((start, stop, kind))
        return [self._shape_stretch(reading, stretch, language) for stretch in stretches]

    def _shape_stretch(self, reading: Reading, stretch: tuple[int, int, "_Kind"], language: str | None) -> Stretch:
        first, end, kind = stretch
        tongue = Tongue(kind.level % 2 == 1, kind.script, language if kind.script in SHARED else None)
        glyphs = kind.cut.shape(reading.text, first, end, tongue)
        if lost := [glyph.letter for glyph in glyphs if glyph.index == 0]:
            raise self._lack(reading.text[min(lost)], reading.text)
        apart = kind.script in APART
        tracking = self.face.tracking if apart else 0.0
        spaced = (replace(glyph, advance=glyph.advance + tracking) if glyph.advance else glyph for glyph in glyphs)
        return Stretch(first, end, kind.level, kind.cut, tuple(spaced), apart)

    def _choose_cut(self, reading: Reading, span: tuple[int, int], alike: list[tuple[int, int]], script: str | None) -> Cut:
        """The font of one letter: that of all the letters of its script in the word (`alike`), if one has them all."""
        whole, letter = "".join(reading.text[slice(*other)] for other in alike), reading.text[slice(*span)]
        cut = (self._find_cut(whole, script) if whole else None) or self._find_cut(letter)
        if cut is None:
            raise self._lack(next((one for one in letter if not self.cut.has(one)), letter[0]), reading.text)
        return cut

    def _find_cut(self, text: str, script: str | None = None) -> Cut | None:
        """The first font that has all of a text, and writes its script."""
        if (text, script) not in self._chosen:
            wanted = text + SAMPLES.get(script or "", "")
            # Those that stand in are opened only if need be.
            cuts = chain((self.cut,), (self._open(family) for family in self._names))
            self._chosen[text, script] = next((cut for cut in cuts if cut.has(wanted)), None)
        return self._chosen[text, script]

    def _open(self, family: str) -> Cut:
        if family not in self._opened:
            self._opened[family] = Cut(family, self._files[family], self.cut.weight, self.cut)
        return self._opened[family]

    def _lack(self, character: str, text: str) -> InputError:
        what = f"the font {self.face.family} has no glyph for “{character}” (U+{ord(character):04X}), in “{text[:40]}”"
        if CJK not in self._files and east_asian_width(character) in ("W", "F"):
            return InputError("", what, "pip install 'songloom[cjk]': fonts for Chinese, Japanese and Korean")
        return InputError("", what, "change the word, or choose a theme whose font has it")


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Kind:
    """What letters have in common that are shaped together."""

    level: int
    cut: Cut
    script: str | None

    def takes(self, other: "_Kind") -> bool:
        """Whether letters of another kind can go on after these: marks of no script go with any."""
        return (self.level, self.cut) == (other.level, other.cut) and (None in (self.script, other.script) or self.script == other.script)
