"""The sheet of words that a person corrects, and the edits that are kept of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.timing.contract import MergeOptions
from songloom.engines.timing.edits import export_words, import_words, parse_edits
from songloom.engines.timing.merge import Merge
from songloom.errors import InputError
from songloom.model.timing import Timing, Word

DURATION_S = 10.0
HEADER = "index,word,start_s,end_s,line\n"


def _timing(*words: tuple[str, float, float, int]) -> Timing:
    return Timing(tuple(Word(word, start_s, end_s, line, 0.5, "measured") for word, start_s, end_s, line in words))


SONG = _timing(("One,", 1.0, 1.5, 0), ("=two", 1.5, 2.0, 0), ("wait\u00a0—", 3.0, 3.5, 1), ("é", 4.0, 4.25, 1))
SHEET = export_words(SONG)
MOVED = "index,word,start_s,end_s,line,context\n2,wait\u00a0—,2.900,3.500,1,70|2\n"


def _merge(edits: str, alignment: Timing = SONG) -> Timing:
    return Merge(MergeOptions()).merge(alignment, edits, DURATION_S)


def test_the_sheet_is_for_people() -> None:
    assert SHEET.splitlines()[:3] == [
        "index,word,start_s,end_s,line,found,confidence",
        '0,"One,",1.000,1.500,0,measured,0.50',
        "1,'=two,1.500,2.000,0,measured,0.50",
    ]


def test_an_unchanged_sheet_is_no_edit() -> None:
    assert import_words(SHEET, SONG, "") == ""


def test_only_what_was_changed_is_kept() -> None:
    assert import_words(SHEET.replace("3.000,3.500", "2.9,3.5"), SONG, "") == MOVED


def test_a_time_that_is_the_same_to_the_millisecond_is_unchanged() -> None:
    precise = _timing(("oh", 1.00049, 1.5004, 0))
    assert import_words("index,word,start_s,end_s\n0,oh,1,1.50\n", precise, "") == ""


@pytest.mark.parametrize(
    "sheet",
    [
        "\ufeff" + SHEET.replace("3.000,3.500", "2.9,3.5"),
        SHEET.replace("One,", "One").replace(",", ";").replace("One", "One,").replace("3.000;3.500", "2,9;3,5"),
        SHEET.replace("3.000,3.500", '"2,900","3,5"').replace("\n", "\r\n"),
        SHEET.replace("3.000,3.500", " 2.9 ,3.5").replace("\u00a0", " ").replace("é", "e\u0301"),
        SHEET.replace("3.000,3.500", "2.9,3.5").replace(",", "\t").replace('"One\t"', "One,"),
        "end_s,word,note,start_s,index\n3.5,wait —,look,2.9,2\n\n",
    ],
)
def test_spreadsheets_may_write_it_as_they_do(sheet: str) -> None:
    assert import_words(sheet, SONG, "") == MOVED


def test_the_sheet_of_an_edited_timing_keeps_its_edits() -> None:
    edits = import_words(SHEET.replace("3.000,3.500", "1.8,3.5"), SONG, "")
    edited = _merge(edits)
    sheet = export_words(edited)
    assert import_words(sheet, edited, edits) == edits
    both = import_words(sheet.replace("4.000,4.250", "4.1,4.4"), edited, edits)
    assert [edit.index for edit in parse_edits(both)] == [2, 3]


def test_a_neighbour_that_gave_way_is_no_edit() -> None:
    edited = _merge(HEADER + "2,wait —,1.8,3.5,1\n")
    assert edited.words[1].end_s == 1.8
    again = import_words(export_words(edited).replace("1.800,3.500", "2.500,3.500"), edited, "")
    assert _merge(again).words[1].end_s == 2.0


def test_emptied_times_give_the_word_back() -> None:
    edits = HEADER + "2,wait —,2.9,3.5,1\n"
    edited = _merge(edits)
    assert import_words(export_words(edited).replace("2.900,3.500", ","), edited, edits) == ""


def test_a_missing_row_changes_nothing() -> None:
    edited = _merge(MOVED)
    assert import_words("".join(export_words(edited).splitlines(keepends=True)[:2]), edited, MOVED) == MOVED


def test_an_edit_of_before_learns_its_context() -> None:
    before = HEADER + "2,wait\u00a0—,2.900,3.500,1\n"
    assert import_words(export_words(_merge(before)), _merge(before), before) == MOVED


def test_an_edit_that_fits_no_word_is_not_lost() -> None:
    edits = MOVED.replace("2,wait\u00a0—,2.900,3.500,1,70|2", "7,gone,5.000,5.500,2,abc|")
    assert import_words(SHEET, _merge(edits), edits) == edits


def test_a_spoiled_context_is_refused() -> None:
    with pytest.raises(InputError, match='row 2: context is "7-'):
        parse_edits(MOVED.replace("70|", "7-|"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1.000,1.500", "soon,1.500", 'row 2: start_s is "soon"'),
        ("1.000,1.500", "1.0,nan", 'row 2: end_s is "nan"'),
        ("1.000,1.500", "-1,1.500", 'row 2: start_s is "-1"'),
        ("1.000,1.500", ",1.500", 'row 2: start_s is ""'),
        ("1.000,1.500", "1.6,1.5", "row 2: ends at 1.500 s, before it starts at 1.600 s"),
        ("2,wait", "9,wait", "row 4: there is no word 9: the song has 4 words"),
        ("2,wait", "x,wait", 'row 4: index is "x"'),
        ("wait", "weight", 'row 4: word 2 is "wait\u00a0—", not "weight\u00a0—"'),
        ("1.500,2.000", "0,0.01", 'row 3: "=two" (word 1) starts at 0.000 s, but the song starts at 0 s'),
        ("index", "number", "row 1: no column named index"),
        ("index,word", "index,word\0", "no column named word"),
        ('"One,', '"One,' + "x" * 140_000, "is no CSV"),
    ],
)
def test_says_which_row_is_wrong(old: str, new: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        import_words(SHEET.replace(old, new, 1), SONG, "")
    assert said in caught.value.what


def test_two_edits_must_not_overlap() -> None:
    with pytest.raises(InputError, match=r'row 3: "=two" \(word 1\) starts at 1\.600 s, but "One,"'):
        import_words(SHEET.replace("1.000,1.500", "1.1,1.7").replace("1.500,2.000", "1.6,2.0"), SONG, "")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-400, 400), st.integers(0, 300)), max_size=4))
def test_what_is_imported_is_laid_exactly(moves: list[tuple[int, int, int]]) -> None:
    rows = {i: (round(SONG.words[i].start_s + shift / 1000, 3), length / 1000) for i, shift, length in moves}
    sheet = HEADER + "".join(f"{i},{SONG.words[i].word},{s:.3f},{s + n:.3f},0\n".replace("One,", '"One,"') for i, (s, n) in rows.items())
    try:
        edits = import_words(sheet, SONG, "")
    except InputError:
        return
    laid = _merge(edits)
    for index, (start_s, length_s) in rows.items():
        assert (laid.words[index].start_s, laid.words[index].end_s) == (pytest.approx(start_s), pytest.approx(start_s + length_s))
    assert import_words(export_words(laid), laid, edits) == edits
