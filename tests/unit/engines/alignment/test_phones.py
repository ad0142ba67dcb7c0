"""Words as phones."""

import pytest

from songloom.engines.alignment.ipa import convert_ipa
from songloom.engines.alignment.phones import Pronouncer


@pytest.fixture(scope="module")
def english():
    return Pronouncer("en", "epitran")


@pytest.mark.parametrize(
    "word, phones",
    [
        ("Code", "K OW D"),
        ("haven’t", "HH AE V AH N T"),
        ("“Hello!”", "HH AH L OW"),
        ("lovin'", "L AH V IH NG"),
        ("whooooaaa", "W OW"),
        ("na-na", "N AA N AA"),
        ("7", "S EH V AH N"),
        ("café", "K AH F EY"),
        ("Ev'ry", "IH V R IY"),
        ("—", ""),
        ("привет", ""),
    ],
)
def test_english(english, word, phones):
    assert " ".join(english.spell(word)) == phones


def test_unknown_english_word_is_guessed(english):
    assert english.spell("dilligent")[:3] == ("D", "IH", "L")


def test_number_takes_the_words_of_the_language(english):
    assert english.spell("21") == english.spell("twenty-one")
    assert len(english.spell("1234567890123")) > 13


def test_a_number_that_its_language_cannot_say_has_no_reading():
    amharic = Pronouncer("am", "epitran")
    assert amharic.spell("21")
    assert amharic.spell("1984") == ()


def test_no_number_is_read_for_ever(english):
    assert english.spell("9" * 5000) == english.spell("9" * 60)


@pytest.mark.parametrize(
    "language, word, phones",
    [
        ("es", "hueco", "UW EY K OW"),
        ("de", "Glück", "G L UW K"),
        ("fr", "qu'on", "K AO N"),
        ("ru", "привет", "P R IY V EY T"),
        ("fr", "2", "D ER"),
    ],
)
def test_other_languages(language, word, phones):
    assert " ".join(Pronouncer(language, "epitran").spell(word)) == phones


def test_a_language_without_rules_is_read_as_latin_letters():
    assert Pronouncer("xx", "epitran").spell("banana")


def test_words_in_another_script_are_tried_as_english():
    assert Pronouncer("ru", "epitran").spell("baby") == ("B", "EY", "B", "IY")


@pytest.mark.parametrize("ipa, phones", [("t͡ʃa", "CH AA"), ("vɛ̃", "V EH N"), ("ç", "HH"), ("ˈoːɪ", "OW IH"), ("kʰ", "K"), ("汉", "")])
def test_ipa(ipa, phones):
    assert " ".join(convert_ipa(ipa)) == phones
