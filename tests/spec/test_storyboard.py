"""What every director promises."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines import build_engine
from songloom.engines.storyboard import FAMILY
from songloom.engines.storyboard.asking import AskingDirector
from songloom.engines.storyboard.contract import AskingOptions, LlmOptions, LlmServerOptions, PhrasesOptions
from songloom.model.document import dump_document, load_document
from songloom.model.rhythm import Rhythm, Section
from songloom.model.storyboard import Storyboard
from songloom.model.tables import check_storyboard
from songloom.model.timing import Timing, Word
from tests.fixtures.chats import Wild

RULES = {"line_letters": 34, "seed": 1, "gap_s": 0.4, "scene_lines": 2, "moving_share": 0.25}
ASKING = {**RULES, "window_lines": 6, "answer_seed": 0, "model": "wild"}
OPTIONS = {
    "phrases": PhrasesOptions(**RULES),
    "llm": LlmOptions(**ASKING, windows_at_once=4),
    "llm_server": LlmServerOptions(**ASKING),
}
RHYTHM = Rhythm(
    110.0, (), (), (Section(0.0, 20.0, "a"), Section(20.0, 60.0, "b")), tuple((step % 40) / 40 for step in range(240)), 4.0, True
)
every_engine = pytest.mark.parametrize("alias", FAMILY.engines)


def _direct(alias: str, timing: Timing, options: Any = None, rhythm: Rhythm = RHYTHM) -> Storyboard:
    options = options or OPTIONS[alias]
    if isinstance(options, AskingOptions):
        # The engines that ask differ in whom; none answers as wildly as this one.
        return AskingDirector(options, Wild(7), at_once=4).direct(timing, rhythm)
    return build_engine("storyboard", alias, options).direct(timing, rhythm)


def _sing(texts: Sequence[str], gaps_s: Iterator[float], words_a_line: int) -> Timing:
    words, now_s = [], 0.0
    for index, (text, gap_s) in enumerate(zip(texts, gaps_s, strict=False)):
        start_s = round(now_s + gap_s, 3)
        now_s = round(start_s + 0.05 * len(text), 3)
        words.append(Word(text, start_s, now_s, index // words_a_line, 1.0, "measured"))
    return Timing(tuple(words))


songs = st.builds(
    _sing,
    st.lists(st.text("mno,.é", min_size=1, max_size=45), max_size=60),
    st.lists(st.sampled_from([0.0, 0.1, 0.5, 2.0, 8.0]), min_size=60, max_size=60).map(iter),
    st.sampled_from([1, 4, 1000]),
)


@every_engine
@given(timing=songs)
def test_every_word_is_shown_once(alias: str, timing: Timing) -> None:
    storyboard = _direct(alias, timing)
    check_storyboard(storyboard, len(timing.words))
    for line in storyboard.lines:
        words = [word.word for word in timing.words[line.first_word : line.end_word]]
        assert len(words) == 1 or len(" ".join(words)) <= OPTIONS[alias].line_letters
    animations = [line.animation for line in storyboard.lines]
    breaks = sum(after.start_s - before.end_s >= 6 for before, after in zip(timing.words, timing.words[1:], strict=False))
    assert animations.count("fade_to_black") <= breaks + 1
    assert sum(animation not in ("none", "fade_to_black") for animation in animations) <= 0.25 * len(animations)


@every_engine
@given(timing=songs)
def test_equal_inputs_give_equal_bytes(alias: str, timing: Timing) -> None:
    first, second = (dump_document(_direct(alias, timing)) for _ in range(2))
    assert first == second
    assert load_document(first, Storyboard) == _direct(alias, timing)


@every_engine
def test_a_word_moved_a_little_seldom_changes_anything(alias: str) -> None:
    texts = ("the river keeps on running over stones and through the night and all we ever wanted was a little bit of light " * 4).split()
    timing = _sing(texts, iter([0.05] * len(texts)), 8)
    before = _direct(alias, timing)
    same = 0
    for index, word in enumerate(timing.words):
        words = list(timing.words)
        words[index] = replace(word, start_s=round(word.start_s + 0.05, 3), end_s=round(word.end_s + 0.05, 3))
        same += _direct(alias, Timing(tuple(words))) == before
    assert same >= 0.95 * len(texts)


@every_engine
def test_written_lines_that_fit_are_display_lines(alias: str) -> None:
    timing = _sing(["river"] * 40, iter([0.1] * 40), 4)
    assert [(line.first_word, line.end_word) for line in _direct(alias, timing).lines] == [(at, at + 4) for at in range(0, 40, 4)]


@every_engine
def test_a_chorus_comes_back_as_it_was(alias: str) -> None:
    verses = (
        ["one morning we left here", "with bread and a lantern", "two winters went over"],
        ["the harbour lay frozen", "and nobody waited"],
    )
    chorus = ["sing me the river", "down to the ocean", "sing me the river", "home in the evening"]
    lines = [*verses[0], *chorus, *verses[1], *chorus, *chorus]
    timing = _sing(" ".join(lines).split(), iter([0.1] * 99), 4)
    numbers = [number for number, line in enumerate(lines) for _ in line.split()]
    words = [replace(word, line=number) for word, number in zip(timing.words, numbers, strict=True)]
    storyboard = _direct(alias, Timing(tuple(words)))
    looks = {scene.first_line: (scene.mood, scene.energy, scene.seed, scene.end_line - scene.first_line) for scene in storyboard.scenes}
    first, second, third = ([looks[start + at] for at in (0, 2)] for start in (3, 9, 13))
    assert first == second == third


@every_engine
def test_long_songs_and_silent_ones_are_directed(alias: str) -> None:
    check_storyboard(_direct(alias, _sing(["oh"] * 5000, iter([0.1] * 5000), 6)), 5000)
    nothing = Rhythm(0.0, (), (), (), (), 4.0, False)
    check_storyboard(_direct(alias, _sing(["oh"], iter([0.1]), 6), rhythm=nothing), 1)


@every_engine
def test_the_seed_changes_pictures_only(alias: str) -> None:
    timing = _sing(["river"] * 40, iter([0.1] * 40), 4)
    one, two = _direct(alias, timing), _direct(alias, timing, replace(OPTIONS[alias], seed=2))
    assert one.lines == two.lines
    assert all(a.seed != b.seed for a, b in zip(one.scenes, two.scenes, strict=True))
