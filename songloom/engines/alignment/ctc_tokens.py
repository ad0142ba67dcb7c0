"""Written words as the tokens that a CTC model tells apart: its own letters, whatever case and accents it knows."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import num2words

_LONGEST_NUMBER = 6
_LONGEST_WORD = 60
_LARGEST_FILE = 1 << 22
# Letters that Unicode does not take apart, as they are written where they are missing.
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'"})


@dataclass(frozen=True)
class Vocabulary:
    """`ids` are tokens of one letter, in NFC; `blank` is the token for "nothing new", `delimiter` the one between words, if any."""

    ids: Mapping[str, int]
    blank: int
    delimiter: int | None

    def spell(self, word: str, language: str) -> tuple[int, ...]:
        """The tokens of a word, numbers read out in its language; empty where most of its letters have no token."""
        spoken = _say_numbers(unicodedata.normalize("NFC", word[:_LONGEST_WORD]).translate(_APOSTROPHES), language)
        tokens, lost = [], 0
        for letter in spoken:
            found = self._find_letter(letter)
            tokens += found
            lost += not found and unicodedata.category(letter)[0] in "LN"
        is_sung = any(unicodedata.category(letter)[0] in "LN" for letter in spoken) and lost <= len(tokens)
        return tuple(tokens) if is_sung else ()

    # ----------------------------------------------------------------------------------------- private

    def _find_letter(self, letter: str) -> list[int]:
        for spelling in (letter, letter.lower(), letter.upper()):
            if spelling in self.ids:
                return [self.ids[spelling]]
        plain = _fold_accents(letter)
        return [token for part in plain for token in self._find_letter(part)] if plain != letter else []


def read_vocabulary(folder: Path) -> Vocabulary:
    """What `vocab.json` and `tokenizer_config.json` of a folder say; ValueError where the first is no flat table of tokens."""
    table = _read_json(folder / "vocab.json")
    if not all(isinstance(token, int) and not isinstance(token, bool) for token in table.values()):
        raise ValueError("vocab.json is no flat table of tokens")
    config = _read_json(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
    blank = table.get(_name_token(config.get("pad_token"), "<pad>"), table.get("[PAD]"))
    if blank is None:
        raise ValueError("vocab.json names no blank (<pad>)")
    delimiter = table.get(_name_token(config.get("word_delimiter_token"), "|"))
    letters = {unicodedata.normalize("NFC", name): token for name, token in table.items() if name.strip()}
    ids = {name: token for name, token in letters.items() if len(name) == 1 and token not in (blank, delimiter)}
    if not ids:
        raise ValueError("vocab.json holds no letters")
    return Vocabulary(ids, blank, delimiter)


# --------------------------------------------------------------------------------------------- private


def _say_numbers(word: str, language: str) -> str:
    """Digits as the language says them, or as nothing where nobody knows how.

    >>> _say_numbers("99", "en"), _say_numbers("7th", "xx")
    ('ninety-nine', 'th')
    """
    return re.sub(r"\d+", lambda found: _say_number(found.group(), language), word)


def _say_number(digits: str, language: str) -> str:
    if len(digits) > _LONGEST_NUMBER:
        return "".join(_say_number(digit, language) for digit in digits)
    try:
        return num2words.num2words(int(digits), lang=language)
    except Exception:
        # Some of its languages are broken in ways of their own, and a number without a reading is no reason to fail.
        return ""


def _fold_accents(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter.lower())
    return "".join(part for part in apart if not unicodedata.category(part).startswith("M")).translate(_PLAIN)


def _name_token(token: Any, usual: str) -> str:
    """A token's text: older files write it plainly, newer ones as a table."""
    text = token.get("content") if isinstance(token, dict) else token
    return text if isinstance(text, str) else usual


def _read_json(file: Path) -> dict[str, Any]:
    if file.stat().st_size > _LARGEST_FILE:
        raise ValueError(f"{file.name} is too large")
    try:
        data = json.loads(file.read_bytes())
    except RecursionError as error:
        raise ValueError(f"{file.name} is nested too deeply") from error
    if not isinstance(data, dict):
        raise ValueError(f"{file.name} is no table")
    return data
