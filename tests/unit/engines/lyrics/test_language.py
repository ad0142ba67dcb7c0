"""The language of a song."""

import pytest

from songloom.engines.lyrics.language import choose_language


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("the river keeps on running to the sea and so do we", "en"),
        ("la rivière coule encore vers la mer et nous aussi", "fr"),
        ("el río sigue corriendo hacia el mar y nosotros también", "es"),
        ("DER FLUSS FLIESST IMMER WEITER BIS ZUM MEER UND WIR AUCH", "de"),
        ("река течёт к морю и мы вместе с ней", "ru"),
        ("la la la la la", "en"),
        ("", "en"),
    ],
)
def test_tells_the_language_from_the_words(words: str, language: str) -> None:
    assert choose_language("auto", words.split()) == language


def test_what_is_asked_for_stands() -> None:
    assert choose_language("fr", ["the", "river"]) == "fr"
