"""WebVTT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.vtt import parse_vtt
from songloom.errors import InputError

ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:02.990 align:start position:0%
 
one<00:00:01.500><c> two</c>

00:00:02.990 --> 00:00:03.000 align:start position:0%
one two
 

00:00:03.000 --> 00:00:05.000 align:start position:0%
one two
three<00:00:04.000><c> four</c>
"""  # noqa: W293 - captions that roll hold a row of one space


def _read(text: str) -> list[tuple[float | None, float | None, list[tuple[str, float | None]]]]:
    return [(line.start_s, line.end_s, [(word.text, word.start_s) for word in line.words]) for line in parse_vtt(text)]


def test_a_cue_is_a_line() -> None:
    head = "WEBVTT - a song\n\nNOTE\nno words\n\nSTYLE\n::cue {}\n\n"
    text = f"{head}second\n00:03.250 --> 00:04.000 line:0\n<v Ann>you</v>\n\n1:00:01.5 --> 1:00:02,25\none\ntwo\n"
    assert _read(text) == [(3.25, 4.0, [("you", None)]), (3601.5, 3602.25, [("one", None), ("two", None)])]


def test_times_inside_a_cue_are_its_words() -> None:
    first = "00:01.000 --> 00:03.000\nHel<00:01.200>lo <00:01.500>you and <c.loud><00:02.000>me</c>\n"
    text = f"WEBVTT\n\n{first}\n00:04.000 --> 00:05.000\nalone\n"
    assert _read(text) == [
        (1.0, 3.0, [("Hello", 1.0), ("you", 1.5), ("and", None), ("me", 2.0)]),
        (4.0, 5.0, [("alone", 4.0)]),
    ]


def test_rows_that_roll_up_are_sung_once() -> None:
    assert [[word for word, _ in words] for _, _, words in _read(ROLLING)] == [["one", "two"], ["three", "four"]]


def test_a_line_that_is_sung_twice_is_no_row_that_rolls() -> None:
    cues = "".join(f"\n00:0{n}.000 --> 00:0{n + 1}.000\nla la\n" for n in range(3))
    assert len(_read(f"WEBVTT\n{cues}")) == 3


def test_markup_is_left_out_and_escapes_are_read() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>I</i> &lt;3 you &amp; <ruby>me<rt>mi</rt></ruby> <3 &lrm;&#233;\n"
    assert [word for word, _ in _read(text)[0][2]] == ["I", "<3", "you\u00a0&", "me", "<3", "é"]


def test_a_first_cue_needs_no_empty_line_above_it() -> None:
    assert _read("WEBVTT\n00:01.000 --> 00:02.000\noh\n") == [(1.0, 2.0, [("oh", None)])]


def test_headings_and_empty_cues_are_no_lines() -> None:
    assert _read("WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n\n00:02.000 --> 00:03.000\n\n00:04.000 --> 00:05.000\noh\n") == [
        (4.0, 5.0, [("oh", None)])
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\n00:01.000 --> 00:02.000\noh\n", 'line 1: is no WebVTT file: it begins with "1"'),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\noh\n", 'line 3: "00:01.000 -> 00:02.000" says no times'),
        ("WEBVTT\n\n1\n00:01.000 --> soon\noh\n", 'line 4: "00:01.000 --> soon" says no times'),
        ("WEBVTT\n\n00:75.000 --> 00:76.000\noh\n", "line 3: 00:75 is no time"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\noh <00:99.000>my\n", "line 4: 00:99 is no time"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\noh\n\nlost words\n", 'line 6: "lost words" says no times'),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\nb &#xE000;\n", "line 5 holds the private character U+E000"),
    ],
)
def test_says_which_line_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_vtt(text)
    assert said in caught.value.what


PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "00:01.000", " --> ", "00:02.000", "<00:01.500>", "<c>", "</c>", "<rt>", "&#0;", "&amp;", "oh", " ", "NOTE"]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=30))
def test_nothing_but_an_input_error_comes_out(pieces: list[str]) -> None:
    try:
        lines = parse_vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "".join(pieces))
    except InputError:
        return
    assert all(line.words and line.start_s is not None for line in lines)


@pytest.mark.parametrize("row", ["<a" * 300_000, "<" + "a" * 600_000, "&" * 600_000, "<rt>" * 150_000, " " * 600_000])
def test_a_hostile_row_takes_no_long_time(row: str) -> None:
    try:
        parse_vtt(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{row}\n")
    except InputError as error:
        assert "letters" in error.what
