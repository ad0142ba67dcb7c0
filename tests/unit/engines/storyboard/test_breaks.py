"""What speaks for a line end."""

from dataclasses import replace

import pytest

from songloom.engines.storyboard.breaks import weigh_breaks
from songloom.model.timing import Word

GAP_S = 0.4


def _words(*texts: str, gaps_s: dict[int, float] | None = None, lines: str = "") -> list[Word]:
    words, now_s = [], 0.0
    for index, text in enumerate(texts):
        now_s += (gaps_s or {}).get(index, 0.0)
        words.append(Word(text, now_s, now_s + 0.4, int(lines[index]) if lines else 0, 1.0, "measured"))
        now_s += 0.4
    return words


def _best(words: list[Word]) -> int:
    weights = weigh_breaks(words, GAP_S)
    return max(range(len(weights)), key=weights.__getitem__) + 1


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (_words("mmmm", "mmmm", "mmmm", "mmmm", gaps_s={3: 0.5}), 3),
        (_words("mmmm", "mmmm,", "mmmm", "mmmm"), 2),
        (_words("mmmm", "mmmm,", "mmmm!", "mmmm"), 3),
        (_words("mmmm", "the", "mmmm", "and", "mmmm"), 3),
        (_words("mmmm", "mmmm", "mmmm", "mmmm", lines="0111"), 1),
        (_words("mmmm", "mmmm", "mmmm", "mmmm", gaps_s={2: 0.9}, lines="0001"), 3),
        (_words("cold", "rain", "one", "cold", "rain", "two", "cold", "rain"), 3),
    ],
    ids=["gap", "comma", "full stop", "conjunction", "written", "written over gap", "returning words"],
)
def test_the_best_end(words: list[Word], end: int) -> None:
    assert _best(words) == end


def test_a_function_word_leans_on_the_next() -> None:
    weights = weigh_breaks(_words("over", "the", "hills"), GAP_S)
    assert weights[0] > weights[1]


def test_a_pair_that_comes_back_stays_together() -> None:
    returning = weigh_breaks(_words("cold", "rain", "one", "cold", "rain"), GAP_S)
    assert returning[0] < weigh_breaks(_words("cold", "rain", "one", "cold", "snow"), GAP_S)[0]


def test_a_held_word_ends_a_line_unless_lines_were_written() -> None:
    words = [Word("mmmm", start_s, end_s, 0, 1.0, "measured") for start_s, end_s in ((0.0, 0.4), (0.4, 0.8), (0.8, 3.0), (3.0, 3.4))]
    assert _best(words) == 3
    assert _best([replace(word, line=min(index, 1)) for index, word in enumerate(words)]) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_weigh(count: int) -> None:
    assert weigh_breaks(_words(*["oh"] * count), GAP_S) == []


def test_words_of_no_length_can_be_weighed() -> None:
    assert len(weigh_breaks([Word("oh", 1.0, 1.0, 0, 0.0, "interpolated")] * 3, GAP_S)) == 2
