"""Where a word falls into syllables, by rule: few sources time them, and dictionaries of hyphens do not part o·ver."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from songloom.engines.segments.easing import ease_swift

_VOWELS = "aeiouyæœøıαεηιουωаеёиоуыэюяіїє"
# Two consonants that begin a syllable together, and letters that are one sound.
_ONSETS = re.compile("[bcdfgkptv][lr]|[ckpstw]h|qu|gn|sch|[вбгдкпт][лр]|[βγδθκπτφχ][λρ]")
# What goes with the sign before it: small kana, long marks, closed syllables.
_SMALL = "ぁぃぅぇぉゃゅょゎっんァィゥェォャュョヮッンー"
_SILENT = re.compile("[^aeiouy]e$|[^aeiouytd]ed$|[^aeiouyszxcgh]es$")
# The share of a syllable's time in which it is filled; it rests for the others.
_QUICK = 0.7


def split_syllables(word: str) -> list[int]:
    """The offset at which each syllable of a word ends: a vowel each in Latin, Greek and Cyrillic, a sign each in Chinese, Japanese and
    Korean. A word of another script is one syllable.

    >>> [split_syllables(word) for word in ("over", "harbour,", "breathing", "little", "home", "through", "きょう", "사랑")]
    [[1, 4], [3, 8], [4, 9], [3, 6], [4], [7], [2, 3], [1, 2]]
    """
    bare = "".join(unicodedata.normalize("NFD", letter)[0] for letter in word.casefold())
    if len(bare) != len(word):
        return [len(word)]
    if any(_is_sign(letter) for letter in word):
        starts = [at for at, letter in enumerate(word) if _is_sign(letter) and letter not in _SMALL]
    else:
        starts = _find_starts(bare)
    return [*(at for at in starts if at > 0), len(word)] if starts and starts[0] == 0 else [*starts[1:], len(word)]


def fill_syllables(fill: float, ends: Sequence[float], times: Sequence[float] = ()) -> float:
    """The share of a word's width that is filled after the share `fill` of its time; each syllable is filled swiftly. `ends` are their ends
    as shares of the width, `times` as shares of the time: of other syllables than these they say nothing, and all last equally long. A
    word of one syllable is filled evenly.

    >>> fill_syllables(0.5, (0.3, 1.0)), fill_syllables(0.8, (0.3, 1.0), (0.8, 1.0)), fill_syllables(0.4, (1.0,))
    (0.3, 0.3, 0.4)
    """
    count = len(ends)
    if count < 2 or fill >= 1:
        return fill
    if len(times) == count:
        index = bisect_right(times, fill)
        begin = times[index - 1] if index else 0.0
        done = (fill - begin) / (times[index] - begin)
    else:
        index = int(fill * count)
        done = fill * count - index
    start = ends[index - 1] if index else 0.0
    return start + (ends[index] - start) * ease_swift(min(1.0, done / _QUICK))


# --------------------------------------------------------------------------------------------- private


def _is_sign(letter: str) -> bool:
    """Whether a letter is a syllable by itself: an ideograph, a kana, a Hangul block."""
    return unicodedata.name(letter, "").startswith(("CJK UNIFIED", "HIRAGANA", "KATAKANA", "HANGUL SYLLABLE"))


def _find_starts(bare: str) -> list[int]:
    """Where the syllables of a word in small plain letters begin."""
    nuclei = [match.span() for match in re.finditer(f"[{_VOWELS}]+", bare) if match.group() != "y" or match.start() > 0]
    letters = "".join(letter for letter in bare if letter.isalpha())
    ends_silent = _SILENT.search(letters) and not re.search("[^aeiouyrl]le$", letters)
    if len(nuclei) > 1 and ends_silent:
        nuclei.pop()
    starts = [0]
    for (_, end), (following, _) in pairwise(nuclei):
        between = following - end
        onset = 2 if between > 1 and _ONSETS.fullmatch(bare[following - 2 : following]) else min(1, between)
        starts.append(following - onset)
    return starts
