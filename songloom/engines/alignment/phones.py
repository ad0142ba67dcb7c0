"""Words as the phones of the acoustic model: who is asked, and in what order."""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

import num2words

from songloom.engines.alignment.english import EnglishBook
from songloom.engines.alignment.foreign import build_speller

Spell = Callable[[str], tuple[str, ...]]

_PIECE = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*'?")
_LONGEST_NUMBER = 6
_LONGEST_WORD = 60


class Pronouncer:
    """Spells out words of one language; a word that the language's own speller cannot say is tried as English."""

    def __init__(self, language: str, speller: Literal["epitran", "espeak"]):
        self._language = language
        english = EnglishBook(build_speller("en", "espeak") if speller == "espeak" else None)
        own: list[Spell] = [] if language == "en" else [build_speller(language, speller)]
        self._spellers = [*own, english.spell]

    def spell(self, word: str) -> tuple[str, ...]:
        """CMU phones of a written word; empty where nobody knows how it sounds."""
        phones: list[str] = []
        for piece in self._read_aloud(word[:_LONGEST_WORD]):
            phones += next(filter(None, (spell(piece) for spell in self._spellers)), ())
        return tuple(phones)

    # ----------------------------------------------------------------------------------------- private

    def _read_aloud(self, word: str) -> list[str]:
        """Pieces of letters: numbers become words, and what is neither falls away."""
        plain = unicodedata.normalize("NFC", word).lower().replace("’", "'").replace("ʼ", "'")
        pieces: list[str] = []
        for piece in _PIECE.findall(plain):
            pieces += _PIECE.findall(self._say_number(piece)) if piece.isdecimal() else [piece]
        return pieces

    def _say_number(self, digits: str) -> str:
        if len(digits) > _LONGEST_NUMBER:
            return " ".join(self._say_number(digit) for digit in digits)
        try:
            return num2words.num2words(int(digits), lang=self._language)
        except Exception:
            # It promises NotImplementedError where it does not know a language, but some of its languages are broken
            # (Amharic 1984: TypeError), and a number without a reading is no reason to fail.
            return ""
