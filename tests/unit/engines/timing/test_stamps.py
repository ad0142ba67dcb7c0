"""Word stamps of an edited enhanced LRC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.timing.contract import MergeOptions
from songloom.engines.timing.edits import import_words, parse_edits
from songloom.engines.timing.merge import Merge
from songloom.engines.timing.stamps import Stamp, import_stamps
from songloom.errors import InputError
from songloom.model.timing import Timing, Word

SONG = Timing(
    tuple(
        Word(word, start_s, end_s, line, 0.5, "measured")
        for word, start_s, end_s, line in [("one", 1.004, 1.5, 0), ("two", 1.5, 2.0, 0), ("three", 3.0, 3.506, 1), ("four", 4.0, 4.25, 1)]
    )
)


def _stamp(**moved: float | None) -> list[Stamp]:
    """The stamps of an unchanged export, but these words at these times; `end` is that of the last."""
    ends_s = [None, 2.0, None, moved.get("end", 4.25)]
    return [Stamp(word.word, moved.get(word.word, round(word.start_s, 2)), end_s) for word, end_s in zip(SONG.words, ends_s, strict=True)]


def _import(stamps: list[Stamp], timing: Timing = SONG, edits: str = "") -> list[tuple[str, float, float]]:
    return [(edit.word, edit.start_s, edit.end_s) for edit in parse_edits(import_stamps(stamps, timing, edits))]


def test_what_the_format_rounds_is_no_edit() -> None:
    assert import_stamps(_stamp(), SONG, "") == ""
    assert import_stamps(_stamp(two=None, one=None), SONG, "") == ""


def test_a_moved_word_keeps_its_end() -> None:
    assert _import(_stamp(two=1.6)) == [("two", 1.6, 2.0)]
    assert _import(_stamp(one=0.8)) == [("one", 0.8, 1.5)]


def test_or_its_length_where_it_starts_too_late_for_that() -> None:
    assert _import(_stamp(one=1.7)) == [("one", 1.7, 2.196)]


def test_a_word_ends_where_the_next_moved_one_starts() -> None:
    assert _import(_stamp(one=1.1, two=1.4)) == [("one", 1.1, 1.4), ("two", 1.4, 2.0)]


def test_the_end_of_a_line_may_be_moved() -> None:
    assert _import(_stamp(end=5.0)) == [("four", 4.0, 5.0)]


def test_an_edited_word_gives_way_to_a_moved_one() -> None:
    edits = import_words("index,word,start_s,end_s\n0,one,1.004,1.6\n", SONG, "")
    edited = Merge(MergeOptions()).merge(SONG, edits, 10.0)
    stamps = _stamp(two=1.3)
    assert _import(stamps, edited, edits) == [("one", 1.004, 1.3), ("two", 1.3, 2.0)]


@pytest.mark.parametrize(
    ("stamps", "said"),
    [
        ([Stamp("won", 1.0), *_stamp()[1:]], 'word 0 is "one", not "won"'),
        (_stamp()[:3], "there are 3 words, and the song has 4"),
        (_stamp(three=3.9, four=3.5), '"four" (word 3) starts at 3.500 s'),
    ],
)
def test_says_what_is_wrong(stamps: list[Stamp], said: str) -> None:
    with pytest.raises(InputError) as caught:
        import_stamps(stamps, SONG, "")
    assert said in caught.value.what
    assert "row" not in caught.value.what


@given(st.lists(st.none() | st.integers(0, 600), min_size=4, max_size=4))
def test_what_is_imported_starts_where_the_stamps_say(hundredths: list[int | None]) -> None:
    moved = {word.word: None if h is None else h / 100 for word, h in zip(SONG.words, hundredths, strict=True)}
    try:
        edits = import_stamps(_stamp(**moved), SONG, "")
        laid = Merge(MergeOptions()).merge(SONG, edits, 10.0)
    except InputError:
        return
    for word, before in zip(laid.words, SONG.words, strict=True):
        start_s = moved[word.word]
        if word.found == "edited":
            assert start_s is not None
            assert abs(word.start_s - start_s) < 0.0051
        elif start_s is not None:
            assert abs(before.start_s - start_s) < 0.0051
