"""What places between words hear from one another."""

import pytest

from songloom.engines.storyboard.echoes import hear_echoes
from songloom.model.timing import Word


def _echo(spoken: list[str], likely: dict[int, float], starts_s: list[float] | None = None) -> dict[str, list[float]]:
    times_s = starts_s or [0.5 * index for index in range(len(spoken))]
    words = [Word(word, time_s, time_s + 0.3, 0, 1.0, "measured") for word, time_s in zip(spoken, times_s, strict=True)]
    return {name: list(values) for name, values in hear_echoes(words, spoken, [likely.get(k, 0.05) for k in range(1, len(spoken))]).items()}


def test_a_rhyme_is_heard_where_its_partner_ends_a_line() -> None:
    spoken = ["all", "of", "the", "night", "they", "sing", "about", "light", "and", "more"]
    rhymes = _echo(spoken, {4: 0.9})["rhyme"]
    assert max(range(len(rhymes)), key=rhymes.__getitem__) + 1 == 8
    assert rhymes[0] == 0


@pytest.mark.parametrize(("one", "other"), [("clé", "réveillé"), ("ziehst", "siehst"), ("amor", "dolor"), ("fire", "desire")])
def test_rhymes_by_spelling(one: str, other: str) -> None:
    assert _echo([one, "b", "c", "d", other, "f"], {1: 0.9})["rhyme"][4] > 0.1


def test_the_same_word_is_no_rhyme() -> None:
    assert _echo(["night", "b", "c", "d", "night", "f"], {1: 0.9})["rhyme"][4] == 0


def test_a_word_that_ends_lines_elsewhere() -> None:
    alike = _echo(["go", "home", "we", "go", "home", "you", "go", "home", "now"], {2: 0.9, 5: 0.9})["ends_alike"]
    assert alike[7 - 1] < 0 < alike[8 - 1]


def test_lines_that_begin_in_step() -> None:
    starts_s = [bar * 4.0 + off for bar in range(8) for off in (0.0, 0.45, 1.1, 2.3)]
    likely = dict.fromkeys(range(4, 32, 4), 0.8)
    del likely[16]
    steps = _echo(["mm"] * 32, likely, starts_s)["in_step"]
    assert steps[16 - 1] > 1.2
    assert max(steps[k - 1] for k in range(1, 32) if k % 4) < 0.5


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_smallest_songs(count: int) -> None:
    assert {len(values) for values in _echo(["oh"] * count, {}).values()} == {max(count - 1, 0)}
