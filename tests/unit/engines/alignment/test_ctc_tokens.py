"""Words are spelled with the letters that a model has, and a folder that has none is refused."""

import json

import pytest

from songloom.engines.alignment.ctc_tokens import Vocabulary, read_vocabulary

LOWER = Vocabulary({letter: k for k, letter in enumerate("abcdefghijklmnopqrstuvwxyz'é")}, 90, 91)
UPPER = Vocabulary({letter: k for k, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ'")}, 90, None)


def read(vocabulary, word, language="en"):
    letters = {token: letter for letter, token in vocabulary.ids.items()}
    return "".join(letters[token] for token in vocabulary.spell(word, language))


@pytest.mark.parametrize(
    ("word", "language", "lower", "upper"),
    [
        ("Don’t", "en", "don't", "DON'T"),
        ("(été!)", "fr", "été", "ETE"),
        ("Straße,", "de", "strasse", "STRASSE"),
        ("cœur", "fr", "coeur", "COEUR"),
        ("99", "en", "ninetynine", "NINETYNINE"),
        ("1984's", "fr", "milleneufcentquatrevingtquatre's", "MILLENEUFCENTQUATREVINGTQUATRE'S"),
        ("—", "en", "", ""),
        ("爱", "zh", "", ""),
        ("Привет", "ru", "", ""),
        ("'", "en", "", ""),
        ("123456789", "en", "onetwothreefourfivesixseveneightnine", "ONETWOTHREEFOURFIVESIXSEVENEIGHTNINE"),
        ("99", "xx", "", ""),
    ],
)
def test_spelling(word, language, lower, upper):
    assert read(LOWER, word, language) == lower
    assert read(UPPER, word, language) == upper


def test_a_word_of_which_most_is_lost_is_not_sung():
    assert read(LOWER, "爱爱爱a") == ""
    assert read(LOWER, "naïve") == "naive"
    assert len(LOWER.spell("a" * 1000, "en")) == 60


def test_the_files_of_a_published_model(tmp_path):
    table = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, "E": 5, "'": 6}
    (tmp_path / "vocab.json").write_text(json.dumps(table))
    assert read_vocabulary(tmp_path) == Vocabulary({"E": 5, "'": 6}, 0, 4)
    (tmp_path / "vocab.json").write_text(json.dumps({"[PAD]": 3, "é": 0, " ": 1, "_": 2}))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"pad_token": {"content": "[PAD]"}, "word_delimiter_token": "_"}))
    assert read_vocabulary(tmp_path) == Vocabulary({"é": 0}, 3, 2)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[]", "no table"),
        ('{"eng": {"a": 1}}', "flat"),
        ('{"a": 1}', "blank"),
        ('{"<pad>": 0, "|": 1}', "letters"),
        ("{", "Expecting"),
        ("[" * 100_000, "nested"),
    ],
)
def test_a_folder_without_letters_is_refused(content, what, tmp_path):
    (tmp_path / "vocab.json").write_text(content)
    with pytest.raises(ValueError, match=what):
        read_vocabulary(tmp_path)
