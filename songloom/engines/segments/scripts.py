"""Reads a line as its scripts want it: which way it runs, what belongs together, where a row may begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from unicodedata import category, east_asian_width, normalize

from uharfbuzz import Buffer  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module

# Text of these letters and marks alone runs from left to right, a letter a character, and breaks between words only.
_PLAIN = re.compile(
    "[\u0020-\u007e\u00a1-\u02af\u0370-\u0373\u0376-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*"
)
# Thai, Lao, Myanmar and Khmer write no spaces between words; nor do Chinese and Japanese, whose characters are wide.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_ACCENTS = re.compile("([\u0370-\u03ff]\u0308?)[\u0300\u0301\u0313\u0314\u0342]+")
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_HAN = "Hani"
_MIXED = {"Hira": _HAN, "Kana": _HAN, "Bopo": _HAN}
# No row begins with small kana or the mark of a long vowel; and phrases of Japanese and words of Chinese stay whole.
_STRICT, _PHRASES = "ja@lb=strict", "ja@lb=strict;lw=phrase"


@dataclass(frozen=True)
class Reading:
    """A line's words as one text, and for its characters: the bidi `levels` (odd: from right to left; `base` is the line's own), the
    `letters` (spans that nothing may part), the places at which a row may begin (`breaks`), and those at which one may in a phrase that
    is too wide for a row (`seams`). `spans` are the words'."""

    text: str
    spans: tuple[tuple[int, int], ...]
    base: int
    levels: tuple[int, ...]
    letters: tuple[tuple[int, int], ...]
    breaks: frozenset[int]
    seams: frozenset[int] = frozenset()

    def is_joined(self, word: int) -> bool:
        """Whether no space stands before a word."""
        return word > 0 and self.spans[word - 1][1] == self.spans[word][0]


def read_words(words: Sequence[str]) -> Reading:
    """The words, with spaces where their scripts write some.

    >>> read_words(["夜の", "海", "by", "me"]).text
    '夜の海 by me'
    """
    text, spans = "", []
    for word in words:
        text += " " if text and not (_is_wide(text[-1]) and _is_wide(word[0])) else ""
        spans.append((len(text), len(text) + len(word)))
        text += word
    if _PLAIN.fullmatch(text):
        letters = tuple((at, at + 1) for at in range(len(text)))
        return Reading(text, tuple(spans), 0, (0,) * len(text), letters, frozenset(first for first, _ in spans))
    base, levels = find_levels(text)
    seams = _find_breaks(text, _STRICT)
    return Reading(text, tuple(spans), base, levels, _find_letters(text), seams & _find_breaks(text, _PHRASES), seams)


def capitalise(word: str) -> str:
    """The word in capitals; Greek ones bear no accents.

    >>> capitalise("straße"), capitalise("θάλασσα"), capitalise("Ταΐζω")
    ('STRASSE', 'ΘΑΛΑΣΣΑ', 'ΤΑΪΖΩ')
    """
    capitals = word.upper()
    return normalize("NFC", _GREEK_ACCENTS.sub(r"\1", normalize("NFD", capitals))) if _GREEK.search(capitals) else capitals


def find_levels(text: str) -> tuple[int, tuple[int, ...]]:
    """The level of the line and those of its characters (UAX #9). Joiners, which have no direction, go with what they follow.

    >>> find_levels("or אור")
    (0, (0, 0, 0, 1, 1, 1))
    """
    from bidi import algorithm as bidi

    base = bidi.get_base_level(text)
    storage = {**bidi.get_empty_storage(), "base_level": base, "base_dir": "LR"[base]}
    shown = [at for at, letter in enumerate(text) if category(letter) != "Cf"]
    bidi.get_embedding_levels("".join(text[at] for at in shown), storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    found = dict(zip(shown, (character["level"] for character in storage["chars"]), strict=True))
    levels = [base]
    for at in range(len(text)):
        levels.append(found.get(at, levels[-1]))
    return base, tuple(levels[1:])


def order_levels(levels: Sequence[int]) -> list[int]:
    """The order from left to right of things that have these levels (UAX #9, rule L2).

    >>> order_levels([0, 1, 1, 2, 1, 0])
    [0, 4, 3, 2, 1, 5]
    """
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        first = 0
        while first < len(order):
            end = first
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[first:end] = reversed(order[first:end])
            first = end + 1
    return order


@cache
def find_script(letter: str) -> str | None:
    """The script of a character in ISO 15924, kana counted as Han, with which they are mixed; None where it is written in many.

    >>> find_script("ж"), find_script("!")
    ('Cyrl', None)
    """
    buffer = Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return _MIXED.get(buffer.script, buffer.script)


def find_language(text: str) -> str | None:
    """The language whose forms of shared ideographs a text wants: Japanese where it has kana, Korean where Hangul, else Chinese, in the
    characters of the mainland unless some are not among them.

    >>> find_language("夜の海"), find_language("灯火"), find_language("燈與海"), find_language("moon")
    ('ja', 'zh-Hans', 'zh-Hant', None)
    """
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    ideographs = "".join(letter for letter in text if find_script(letter) == _HAN)
    if not ideographs:
        return None
    known = {code: len(ideographs.encode(code, "ignore")) for code in ("gb2312", "big5")}
    return "zh-Hant" if known["big5"] > known["gb2312"] else "zh-Hans"


# --------------------------------------------------------------------------------------------- private


def _is_wide(letter: str) -> bool:
    """Whether a character is one of those that stand without spaces: an ideograph, kana, or a mark of their width."""
    if east_asian_width(letter) not in ("W", "F") or category(letter) == "So":
        return False
    return find_script(letter) in (None, _HAN)


def _find_letters(text: str) -> tuple[tuple[int, int], ...]:
    from icu4py.breakers import CharacterBreaker

    place = _find_places(text)
    return tuple((place[first], place[end]) for first, end in CharacterBreaker(text, "en").segments())


def _find_breaks(text: str, manner: str) -> frozenset[int]:
    """Where a row may begin (UAX #14): after spaces, and inside words of scripts that write none. A Korean or a Latin word stays whole."""
    from icu4py.breakers import LineBreaker

    place = _find_places(text)
    starts = [place[first] for first, _ in LineBreaker(text, manner).segments()]
    return frozenset(at for at in starts if at == 0 or text[at - 1] == " " or any(map(_breaks_inside, text[at - 1 : at + 1])))


def _find_places(text: str) -> dict[int, int]:
    """ICU's places, which count characters beyond U+FFFF twice → ours."""
    ends = accumulate(2 if ord(letter) > 0xFFFF else 1 for letter in text)
    return {0: 0} | {place: at for at, place in enumerate(ends, start=1)}


def _breaks_inside(letter: str) -> bool:
    return bool(_UNSPACED.match(letter)) or _is_wide(letter)
