"""Edits laid over an alignment."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.timing.contract import MergeOptions
from songloom.engines.timing.merge import Merge
from songloom.errors import InputError
from songloom.model.tables import check_words
from songloom.model.timing import Timing, Word

DURATION_S = 10.0
HEADER = "index,word,line,start_s,end_s\n"


def _timing(*words: tuple[str, float, float, int]) -> Timing:
    return Timing(tuple(Word(word, start_s, end_s, line, 0.5, "measured") for word, start_s, end_s, line in words), ("as before",))


SONG = _timing(("a", 1.0, 1.5, 0), ("b", 1.5, 2.0, 0), ("a", 3.0, 3.5, 1), ("c", 4.0, 4.5, 1))


def _merge(*rows: str, alignment: Timing = SONG) -> Timing:
    return Merge(MergeOptions()).merge(alignment, HEADER + "".join(f"{row}\n" for row in rows), DURATION_S)


def _times(timing: Timing) -> list[tuple[float, float]]:
    return [(word.start_s, word.end_s) for word in timing.words]


@pytest.mark.parametrize("edits", ["", "\n", HEADER])
def test_without_edits_the_alignment_stands(edits: str) -> None:
    assert Merge(MergeOptions()).merge(SONG, edits, DURATION_S) == SONG


def test_an_edit_says_who_found_the_word() -> None:
    word = _merge("2,a,1,2.9,3.4").words[2]
    assert word == Word("a", 2.9, 3.4, 1, 1.0, "edited")


def test_neighbours_give_way() -> None:
    assert _times(_merge("1,b,0,1.4,3.2")) == [(1.0, 1.4), (1.4, 3.2), (3.2, 3.5), (4.0, 4.5)]


def test_neighbours_that_are_pushed_keep_a_little_room() -> None:
    moved = _merge("1,b,0,4.2,4.6")
    assert _times(moved)[1] == (4.2, 4.6)
    assert moved.words[2].start_s == pytest.approx(4.6)
    assert moved.words[3].start_s == pytest.approx(4.62)
    assert all(word.end_s > word.start_s for word in moved.words)
    check_words(moved, DURATION_S)


def test_a_line_put_in_above_takes_no_edit_away() -> None:
    new = _timing(("x", 0.1, 0.3, 0), ("y", 0.3, 0.5, 0), ("a", 0.5, 0.9, 0))
    more = replace(SONG, words=(*new.words, *(replace(word, line=word.line + 1) for word in SONG.words)))
    moved = _merge("2,a,1,2.9,3.4", alignment=more)
    assert [word.found for word in moved.words].index("edited") == 5
    assert moved.warnings == ("as before",)


def test_an_edit_that_fits_no_word_is_named() -> None:
    moved = _merge("0,gone,0,1.0,1.2", "9,also,3,5,6")
    assert moved.words == SONG.words
    assert moved.warnings[0] == "as before"
    assert ['"gone" at 1.000 s (word 0)' in moved.warnings[1], '"also"' in moved.warnings[2]] == [True, True]


def test_a_moved_edit_takes_no_word_from_another() -> None:
    moved = _merge("3,c,1,4.1,4.4", "7,c,2,4.1,4.6")
    assert moved.words[3].end_s == 4.4
    assert len(moved.warnings) == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["0,a,0,1,1.8", "1,b,0,1.7,2"], 'row 3: "b" (word 1) starts at 1.700 s'),
        (["0,a,0,1,1.8", "0,a,0,1.1,1.8"], "row 3"),
        (["3,c,1,9,11"], 'row 2: "c" ends at 11.000 s, too late'),
        (["1,b,0,0.001,0.002"], "row 2"),
        (["1,b,0,0.5,late"], 'row 2: end_s is "late"'),
        (["1,b,zero,0.5,1"], 'row 2: line is "zero"'),
        (["0,a,0,0.1,0.2", "0,a,0,0.3,0.4"], 'row 3: "a" (word 0) is edited in row 2 already'),
    ],
)
def test_refuses_edits_that_cannot_all_be_true(rows: list[str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        _merge(*rows)
    assert said in caught.value.what


@given(
    texts=st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    rows=st.lists(st.tuples(st.integers(0, 14), st.sampled_from("abcd"), st.integers(0, 9500), st.integers(0, 500)), max_size=5),
)
def test_whatever_the_edits_the_words_keep_their_contract(texts: list[str], rows: list[tuple[int, str, int, int]]) -> None:
    step_s = DURATION_S / len(texts)
    song = _timing(*((text, index * step_s, (index + 1) * step_s, index // 3) for index, text in enumerate(texts)))
    try:
        laid = _merge(*(f"{i},{text},{i // 3},{at / 1000},{(at + n) / 1000}" for i, text, at, n in rows), alignment=song)
    except InputError:
        return
    check_words(laid, DURATION_S)
    assert [word.word for word in laid.words] == texts
    edited = sum(word.found == "edited" for word in laid.words)
    assert edited + len(laid.warnings) - 1 == len(rows)
