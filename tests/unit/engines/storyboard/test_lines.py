"""Display lines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.storyboard.lines import cut_lines

NEUTRAL = -3.0


def _shown(words: list[str], most_letters: int, ends: dict[int, float] | None = None) -> list[str]:
    breaks = [(ends or {}).get(index, NEUTRAL) for index in range(1, len(words))]
    return [" ".join(words[first:end]) for first, end in cut_lines(words, breaks, most_letters)]


def test_a_short_line_stays_whole() -> None:
    assert _shown(["the", "river", "runs", "to", "the", "sea"], 34) == ["the river runs to the sea"]


def test_a_long_line_falls_into_even_parts() -> None:
    assert _shown(["mmmm"] * 8, 34) == ["mmmm mmmm mmmm mmmm"] * 2


def test_evidence_moves_the_cut() -> None:
    assert _shown(["mmmm"] * 8, 34, {3: 2.0})[0] == "mmmm mmmm mmmm"


def test_no_word_stands_alone_without_need() -> None:
    assert _shown(["mmmmm"] * 4, 34, {1: 3.0, 2: 2.5}) == ["mmmmm mmmmm"] * 2


def test_a_word_longer_than_a_line_stands_alone() -> None:
    assert _shown(["oh", "m" * 40, "yeah"], 34) == ["oh", "m" * 40, "yeah"]


@pytest.mark.parametrize("words", [[], ["oh"]])
def test_the_smallest_songs(words: list[str]) -> None:
    assert _shown(words, 34) == words


@given(st.data(), st.lists(st.text("m", min_size=1, max_size=50), max_size=60), st.integers(8, 80))
def test_every_word_is_shown_once_and_fits(data: st.DataObject, words: list[str], most_letters: int) -> None:
    count = max(0, len(words) - 1)
    breaks = data.draw(st.lists(st.floats(-20, 20), min_size=count, max_size=count))
    ranges = cut_lines(words, breaks, most_letters)
    assert [index for first, end in ranges for index in range(first, end)] == list(range(len(words)))
    assert all(end - first == 1 or len(" ".join(words[first:end])) <= most_letters for first, end in ranges)
    assert all(end == first for (_, end), (first, _) in pairwise(ranges))
