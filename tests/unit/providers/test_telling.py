"""What to search for when only the sound is known."""

from songloom.providers.telling import find_quotation, list_hooks
from tests.fixtures.providers import WORDS


def test_what_comes_back_says_most() -> None:
    assert list_hooks(WORDS, 3, 1) == ["warm for wednesday"]
    assert list_hooks(WORDS, 2, 2) == ["for wednesday", "kettle warm"]


def test_where_nothing_comes_back_the_longest_words_do() -> None:
    heard = ["one", "two", "three", "lighthouse", "keepers", "a", "b", "c"]
    assert list_hooks(heard, 2, 1) == [find_quotation(heard, [3, 2])] == ["lighthouse keepers"]


def test_the_longest_row_that_comes_back_is_quoted_whole() -> None:
    assert find_quotation(WORDS, [8, 7, 6, 5]) == "keep the kettle warm for wednesday"


def test_scripts_without_spaces_are_asked_for_as_they_are_written() -> None:
    assert list_hooks(["夜空の", "星よ", "歩く", "夜空の", "星よ", "歩く", "dance"], 2, 1) == ["夜空の星よ歩"]


def test_too_little_heard_is_no_question() -> None:
    for heard in (["la"] * 7, []):
        assert list_hooks(heard, 2, 2) == []
        assert find_quotation(heard, [3, 2]) == ""
    assert list_hooks(["la"] * 40, 2, 2) == ["la la"]
