"""English words: pocketsphinx's dictionary, and gruut's letter-to-sound model for what is not in it."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import gruut_lang_en
from gruut.g2p import GraphemesToPhonemes
from pocketsphinx import Config, Decoder

from songloom.engines.alignment.ipa import convert_ipa

_DRAWN_OUT = re.compile(r"(.)\1{2,}")


class EnglishBook:
    """Looks words up; `guess` spells those that are not there (None: gruut does)."""

    def __init__(self, guess: Callable[[str], tuple[str, ...]] | None):
        self._decoder = Decoder(Config(lm=None, loglevel="FATAL"))
        self._guess = guess or _guess_sound

    def spell(self, word: str) -> tuple[str, ...]:
        """CMU phones of a lower-case word; empty where it holds no Latin letter."""
        plain = re.sub("[^a-z']", "", unicodedata.normalize("NFKD", word)).strip("'")
        if not plain:
            return ()
        short = _DRAWN_OUT.sub(r"\1", plain)
        # Singers write "lovin'": the dictionary has "loving", and under "lovin" a surname.
        whole = [f"{plain}g"] if word.endswith("in'") else []
        for known in dict.fromkeys([*whole, plain, short, short.replace("'", "")]):
            phones = self._decoder.lookup_word(known)
            if phones:
                return tuple(phones.split())
        return self._guess(short)


# --------------------------------------------------------------------------------------------- private


def _guess_sound(word: str) -> tuple[str, ...]:
    return convert_ipa("".join(_load_guesser()(word.replace("'", ""))))


@cache
def _load_guesser() -> GraphemesToPhonemes:
    return GraphemesToPhonemes(gruut_lang_en.get_lang_dir() / "g2p" / "model.crf")
