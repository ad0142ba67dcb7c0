"""Which language a song is in, told from its words when nobody says it."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

# What songs are mostly sung in, of the 139 that the model knows.
# fmt: off
LIKELY = frozenset((
    "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hi", "hr",
    "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta",
    "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
))
# fmt: on
# With fewer different words ("la la la", "oh yeah") the model guesses Tagalog or Malay; on ten songs in four languages, five words were
# told right 96 times of 100.
FEWEST_WORDS = 5
UNTOLD = "en"
# So much likelier, as a logarithm, each of two texts is in its own language than in the other's; the same language cut in two is told
# wrong by less: three to eight lines of nothing but hums and calls by 60 at most, while three short lines and their translation make 120.
LEAST_MARGIN = 70.0


def choose_language(asked: str, words: Iterable[str]) -> str:
    """ISO 639-1 code: `asked` itself, or told from the words where it is `auto` (`en` where they are too few)."""
    if asked != "auto":
        return asked
    sung = [word.lower() for word in words]
    return _load_identifier().classify(" ".join(sung))[0] if len(set(sung)) >= FEWEST_WORDS else UNTOLD


def are_two_languages(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the words of two texts are clearly in two languages; no where either has too few words to tell."""
    if any(len({word.lower() for word in words}) < FEWEST_WORDS for words in (first, second)):
        return False
    ours, theirs = (dict(_load_identifier().rank(" ".join(words).lower())) for words in (first, second))
    one, other = max(ours, key=ours.__getitem__), max(theirs, key=theirs.__getitem__)
    return min(ours[one] - ours[other], theirs[other] - theirs[one]) >= LEAST_MARGIN


# --------------------------------------------------------------------------------------------- private


@cache
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LIKELY)
    return identifier
