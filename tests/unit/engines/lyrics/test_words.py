"""Where a line falls into words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.words import MOST_WORD_LETTERS, is_heading, split_words
from songloom.errors import InputError


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Rock 'n' roll, baby!", ["Rock", "'n'", "roll,", "baby!"]),
        ("you & me", ["you\u00a0&", "me"]),
        ("Pourquoi ?", ["Pourquoi\u00a0?"]),
        ("— and then …", ["—\u00a0and", "then\u00a0…"]),
        ("--- * ---", []),
        ("1985 was", ["1985", "was"]),
    ],
)
def test_a_word_can_be_sung(line: str, words: list[str]) -> None:
    assert [word for _, word in split_words(line)] == words


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_nothing_written_is_lost_where_anything_is_sung(line: str) -> None:
    words = split_words(line)
    assert all(line.startswith(word.split("\u00a0")[0], offset) for offset, word in words)
    assert not words or " ".join(word for _, word in words).split() == line.split()
    assert bool(words) == any(letter.isalnum() for letter in line)


def test_a_word_has_an_end() -> None:
    with pytest.raises(InputError, match="has 201 letters"):
        split_words("x" * (MOST_WORD_LETTERS + 1))


@pytest.mark.parametrize(
    "line", ["[Chorus]", " [x2] ", "(Verse 2:)", "(chorus)", "Chorus:", "VERSE 2", "Refrain 1 :", "[Estribillo]", "Pre-Chorus:"]
)
def test_headings_are_not_sung(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize("line", ["(ooh ooh)", "Bridge", "Verse of mine", "Chorus: oh yeah", "[oh] my", "solo", "", "(introduce me)"])
def test_lines_are_sung(line: str) -> None:
    assert not is_heading(line)
