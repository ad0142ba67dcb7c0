"""Who sings a line, as sources say it: in headings, by marks before lines, by names."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from songloom.engines.lyrics.words import SECTIONS
from songloom.model.lyrics import LyricLine
from songloom.model.singers import Singer, Singers

_LEAST_MARKED = 3
# A file whose lines begin so with other letters spells something; a Chinese one only tells who wrote it (`词：`).
_ANY_MARK = re.compile(r"\s*[A-Za-z0-9]\s?[:：]")
# Sections beside those whose names may stand without brackets; whatever has a number is one in any language.
_MORE_SECTIONS = (
    r"part|teil|partie|parte|rap|pr[eé][- ]?(?:refrain|refrão|coro|estribillo|ritornello)|post[- ]?(?:refrain|refrão|coro)|"
    r"(?:пред)?припев|куплет|бридж|интро|аутро|(?:przed)?refren|zwrotka|nakarat|refrein|refräng|refreng|omkvæd|refrén|sloka|kertosäe|säkeistö|"
    r"[^\W\d_]+\s+\d+"
)
_SECTION = re.compile(rf"(?:{SECTIONS}|{_MORE_SECTIONS})\b(?P<number>[^:：]*?)(?:(?:[:：]|\s[-–—]\s)(?P<singer>.*))?", re.IGNORECASE)
# What lines about an LRC file begin with.
_ABOUT_FILE = re.compile(r"[a-z_#]+|AR|AL|TI|AU|BY|ID|LA|RE|VE|(?i:tool|length|offset|title|artist|album|author)", re.ASCII)
_REPEATED = re.compile(r"(?:x|×)\s*\d+|\d+\s*(?:x|×)|repeat.*", re.IGNORECASE)
_LONGEST_HEADING, _LONGEST_NAME = 200, 60
# "Tyler, The Creator" is one, and so are "Sheila E." and "I.N".
_SEVERAL = re.compile(
    r"[&+/|;、()（）*]|,(?!\s*the\b)|\s(?:[x×]|and|with|feat\.?|ft\.?|featuring|vs\.?|und|mit|et|avec|y|con|e|i|oraz|и|en|och|og|ve)\s(?!the\b)",
    re.IGNORECASE,
)
# fmt: off
_ALL = frozenset((
    "all", "both", "choir", "chorus", "company", "crowd", "duet", "ensemble", "everybody", "everyone", "group", "together", "alle", "beide",
    "chor", "zusammen", "choeur", "chœur", "les deux", "tous", "toutes", "ambas", "ambos", "coro", "juntas", "juntos", "todas", "todos",
    "entrambi", "insieme", "tutti",
))
# fmt: on
# What headings say of a section beside a name.
_NO_NAME = re.compile(
    r"\b(?:repeat\w*|reprise|twice|times|[x×]\s*\d+|\d+\s*[x×]|instrumental\w*|solo|guitar\w*|bass|drums?|piano|keys|organ|strings|horns?|"
    r"sax\w*|violin\w*|synth\w*|beat|music|spoken|whisper\w*|rapp(?:ed|ing)|sung|hum\w*|vocali[sz]\w*|ad[- ]?libs?|a cappella|acapella|"
    r"sampl\w*|dialog\w*|skit|live|acoustic|remix|fad\w*|slow\w*|soft\w*|quiet\w*|loud\w*|fast\w*|variation|version|cont\w*|start|end|"
    r"alternate|original|english|german|deutsch|spanish|español|french|français)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SungLine(LyricLine):
    """A line, and what its source says beside the words. Who sings it alone: a name, or what stands in its place; "" for several, and where
    it names nobody. Where the syllables of each word end, in shares of its time; () of a word that it does not part."""

    singer: str = ""
    syllables: tuple[tuple[float, ...], ...] = ()


def letter_singers(lines: Sequence[SungLine]) -> Singers:
    """The first two who sing alone, in sung order; no lines at all where there are no two."""
    names = list(dict.fromkeys(line.singer for line in lines if line.singer))
    letters: dict[str, Singer] = dict(zip(names, ("a", "b"), strict=False))
    return Singers(tuple(letters.get(line.singer, "") for line in lines) if len(names) > 1 else ())


def name_singer(text: str) -> str:
    """The singer whom a text names, however it is capitalised; "" where it names several, all or nobody.

    >>> [name_singer(text) for text in (" Anna", "ANNA", "Anna & Ben", "Both", "Tyler, The Creator")]
    ['anna', 'anna', '', '', 'tyler, the creator']
    """
    name = " ".join(text.split()).casefold()
    return "" if name in _ALL or _SEVERAL.search(name) or not any(letter.isalnum() for letter in name) else name


def read_heading(heading: str) -> str | None:
    """Who sings what stands below a heading, "" where it does not name one singer; None where it says nothing of what is below: a mark
    of repetition, a line about the file.

    >>> [read_heading(text) for text in ("[Verse 2: Anna]", "[Chorus: Anna & Ben]", "[Ben:]", "[Chorus: x2]", "Chorus", "[x2]", "[by:me]")]
    ['anna', '', 'ben', '', '', None, None]
    """
    inner = heading.strip()
    inner = inner[1:-1].strip() if inner[:1] in "[(" else inner
    if len(inner) > _LONGEST_HEADING:
        return ""
    if _REPEATED.fullmatch(inner):
        return None
    if section := _SECTION.fullmatch(inner):
        return _check_name((section["singer"] or "").strip().removesuffix(":"))
    before, colon, behind = inner.partition(":")
    if colon and _ABOUT_FILE.fullmatch(before.strip()):
        return None
    return _check_name(before) if colon and not behind.strip() and heading.strip().startswith("[") else ""


@dataclass(frozen=True)
class Marks:
    """Marks before lines that are written alike; those `together` stand for all. `may_be_one`: they are no words, even where all are one
    singer's."""

    pattern: re.Pattern[str]
    together: tuple[str, ...]
    may_be_one: bool = False

    def part(self, row: str) -> tuple[str | None, str]:
        """Who sings from this line on ("": several; None: it bears no mark), and the line without its mark."""
        match = self.pattern.match(row)
        return ("" if match[1] in self.together else match[1], row[match.end() :]) if match else (None, row)


# Walaoke's; those of Chinese files; those of Apple's voices.
_MARKS = (
    Marks(re.compile(r"\s*([FMD])\s?[:：]\s*"), ("D",)),
    Marks(re.compile(r"\s*(男女|男|女|合唱?)\s?[:：]\s*"), ("男女", "合", "合唱")),
    Marks(re.compile(r"\s*(v\d{1,4})\s?:\s*"), ("v1000",), may_be_one=True),
)


def find_marks(rows: Sequence[str]) -> Marks | None:
    """The marks before lines that a text has, if it has any: on three lines at least, two singers', and no line that begins with another
    letter and a colon. A word that only looks like one (`M: the movie`) is sung."""
    sung = [row for row in rows if any(letter.isalnum() for letter in row)]
    for marks in _MARKS:
        found = [match[1] for row in sung if (match := marks.pattern.match(row))]
        if len(found) < _LEAST_MARKED or any(_ANY_MARK.match(row) and not marks.pattern.match(row) for row in sung):
            continue
        if marks.may_be_one or len(set(found) - set(marks.together)) > 1:
            return marks
    return None


# --------------------------------------------------------------------------------------------- private


def _check_name(text: str) -> str:
    """The one singer whom a heading names, if what it says can be a name: one begins with a capital, or with a letter that has none."""
    first = next((letter for letter in text if letter.isalpha()), "a")
    is_name = unicodedata.category(first) in ("Lu", "Lt", "Lo") and len(text) <= _LONGEST_NAME and not _NO_NAME.search(text)
    return name_singer(text) if is_name else ""
