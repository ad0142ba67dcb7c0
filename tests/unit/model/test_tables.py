"""The contracts at stage borders."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.tables import _are_sound, _words_schema, check_storyboard, check_words
from songloom.model.timing import Timing, Word

A = Word("a\u00a0!", 1.0, 2.0, 0, 0.5, "measured")
B = Word("می‌خواهم", 2.0, 2.0, 0, 1.0, "interpolated")
SCENE = Scene(0, 1, "calm", 0.5, "a still place", 7)


@pytest.mark.parametrize("words", [(), (A,), (A, B), (replace(A, start_s=0.0), replace(B, end_s=10.0004))])
def test_good_words_pass(words: tuple[Word, ...]) -> None:
    check_words(Timing(words), 10.0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((A, replace(B, start_s=1.9)), "words break their contract at row 1: a word starts after the one before it ended"),
        ((replace(A, start_s=2.5),), "at row 0: a word starts before it ends"),
        ((replace(A, end_s=10.01),), "times lie inside the song (0 to 10.000 s)"),
        ((replace(A, start_s=-0.1),), "times lie inside the song"),
        ((replace(A, start_s=float("nan")),), "row 0"),
        ((replace(A, line=1), B), "at row 1: lines are in order"),
        ((replace(A, line=-1),), "lines count from 0"),
        ((replace(A, confidence=1.1),), "a confidence lies in [0, 1]"),
        ((replace(A, word="e\u0301"),), "NFC text"),
        ((replace(A, word=" "),), "NFC text"),
        ((replace(A, word="a\nb"),), "NFC text"),
    ],
)
def test_a_broken_word_is_named(words: tuple[Word, ...], said: str) -> None:
    with pytest.raises(ValueError, match="words break their contract") as caught:
        check_words(Timing(words), 10.0)
    assert said in str(caught.value)


def test_a_good_storyboard_passes() -> None:
    check_storyboard(Storyboard((DisplayLine(0, 2, "none"),), (SCENE,)), 2)
    check_storyboard(Storyboard((), ()), 0)


@pytest.mark.parametrize(
    ("scene", "word_count", "said"),
    [
        (SCENE, 3, "show 2 words, expected 3"),
        (replace(SCENE, energy=1.5), 2, "an energy lies in"),
        (replace(SCENE, prompt=""), 2, "a prompt says something"),
        (replace(SCENE, seed=-1), 2, "a seed has 31 bits"),
    ],
)
def test_a_broken_storyboard_is_named(scene: Scene, word_count: int, said: str) -> None:
    with pytest.raises(ValueError, match="contract") as caught:
        check_storyboard(Storyboard((DisplayLine(0, 2, "none"),), (scene,)), word_count)
    assert said in str(caught.value)


_TIMES = st.sampled_from([0.0, 1, 9.9995, 10.001, 10.0016, 11.0, -0.0, -1.0, float("nan")])
_WORDS = st.builds(
    Word,
    st.sampled_from(["la", "a\u00a0!", "e\u0301", " "]),
    _TIMES,
    _TIMES,
    st.integers(-1, 2),
    st.sampled_from([0.0, 1.0, 1.1]),
    st.just("measured"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=3))
def test_what_is_sound_at_a_glance_keeps_the_contract(words: list[Word]) -> None:
    if _are_sound(words, 10.0):
        table = pd.DataFrame([vars(word) for word in words], columns=["word", "start_s", "end_s", "line", "confidence"])
        _words_schema(10.0).validate(table)
