"""What to search for when only the sound is known."""

from songloom.providers.telling import find_telling
from tests.fixtures.providers import WORDS


def test_what_comes_back_says_most() -> None:
    assert find_telling(WORDS, [4]) == "kettle warm for wednesday"
    assert find_telling(WORDS, [2]) == "for wednesday"


def test_the_longest_row_that_comes_back_is_taken_whole() -> None:
    assert find_telling(WORDS, [8, 7, 6, 5]) == "keep the kettle warm for wednesday"


def test_where_nothing_comes_back_the_longest_words_do() -> None:
    assert find_telling(["one", "two", "three", "lighthouse", "keepers", "a", "b", "c"], [3, 2]) == "lighthouse keepers"


def test_too_little_heard_is_no_question() -> None:
    assert find_telling(["la"] * 7, [2]) == ""
    assert find_telling([], [2]) == ""
