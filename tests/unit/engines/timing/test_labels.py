"""Audacity labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.timing.contract import MOST_LETTERS, MergeOptions
from songloom.engines.timing.edits import import_words, parse_edits
from songloom.engines.timing.labels import export_labels, import_labels
from songloom.engines.timing.merge import Merge
from songloom.errors import InputError
from songloom.model.timing import Timing, Word

SONG = Timing(
    tuple(
        Word(word, start_s, end_s, 0, 0.5, "measured")
        for word, start_s, end_s in [("la", 1.0, 1.5), ("la", 1.5, 2.0), ("1985\u00a0—", 3.0, 3.5), ("la", 4.0, 4.2504)]
    )
)
LABELS = export_labels(SONG)


def test_a_label_is_a_word() -> None:
    rows = ["1.000000\t1.500000\t0 la", "1.500000\t2.000000\t1 la", "3.000000\t3.500000\t2 1985 —", "4.000000\t4.250000\t3 la"]
    assert LABELS.splitlines() == rows


def test_unchanged_labels_are_no_edit() -> None:
    assert import_labels(LABELS, SONG, "") == ""
    assert import_labels("\ufeff" + LABELS.replace("\n", "\r\n").replace(".", ","), SONG, "") == ""


def test_moved_labels_are_found_by_their_number() -> None:
    moved = "".join(reversed(LABELS.replace("1.500000\t2.0", "1.600000\t2.1").splitlines(keepends=True)))
    assert [(edit.index, edit.start_s, edit.end_s) for edit in parse_edits(import_labels(moved, SONG, ""))] == [(1, 1.6, 2.1)]


def test_a_missing_label_and_a_range_of_frequencies_change_nothing() -> None:
    rows = LABELS.splitlines(keepends=True)
    assert import_labels(rows[0] + "\\\t100.0\t2000.0\n\n" + rows[3], SONG, "") == ""


def test_labels_without_numbers_are_taken_in_order() -> None:
    plain = "1.0\t1.4\tla\n1.5\t2.0\tla\n3\t3.5\t1985 —\n4\t4.25\tla\n"
    assert [edit.index for edit in parse_edits(import_labels(plain, SONG, ""))] == [0]


def test_edits_of_before_are_kept() -> None:
    edits = import_words("index,word,start_s,end_s\n3,la,4.1,4.3\n", SONG, "")
    edited = Merge(MergeOptions()).merge(SONG, edits, 10.0)
    again = import_labels(export_labels(edited).replace("1.000000", "0.900000"), edited, edits)
    assert [edit.index for edit in parse_edits(again)] == [0, 3]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0 la", "la", 'row 1: the label "la" names no word'),
        ("0 la", "9 la", "row 1: there is no word 9: the song has 4 words"),
        ("0 la", "0 lo", 'row 1: word 0 is "la", not "lo"'),
        ("1 la", "0 la", 'row 2: word 0 "la" has a label already'),
        ("\t0 la", "", 'row 1: "1.000000\t1.500000" is no label'),
        ("1.000000", "soon", 'row 1: start_s is "soon"'),
        ("1.000000", "1.700000", "row 1: ends at 1.500 s, before it starts at 1.700 s"),
        ("1.000000\t1.500000", "1.000000\t1.600000", 'row 2: "la" (word 1)'),
    ],
)
def test_says_which_row_is_wrong(old: str, new: str, said: str) -> None:
    labels = LABELS.replace("1.500000\t2.0", "1.550000\t2.0") if "(word 1)" in said else LABELS
    with pytest.raises(InputError) as caught:
        import_labels(labels.replace(old, new, 1), SONG, "")
    assert said in caught.value.what


def test_endless_labels_are_refused() -> None:
    with pytest.raises(InputError, match="more than 4,000,000 letters"):
        import_labels(" " * (MOST_LETTERS + 1), SONG, "")


@given(st.lists(st.sampled_from([*LABELS.splitlines(), "1\t2\t", "\t\t", "0 la"]) | st.text(max_size=8), max_size=8))
def test_nothing_but_an_input_error_comes_out(rows: list[str]) -> None:
    try:
        import_labels("\n".join(rows), SONG, "")
    except InputError as error:
        assert "\n" not in str(error)
