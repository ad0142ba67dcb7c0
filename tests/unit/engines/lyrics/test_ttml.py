"""TTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.formats import parse_lyrics
from songloom.engines.lyrics.ttml import parse_ttml
from songloom.errors import InputError

Read = list[tuple[float | None, float | None, list[tuple[str, float | None]]]]


def _read(body: str, attributes: str = 'xmlns="http://www.w3.org/ns/ttml"') -> Read:
    lines = parse_ttml(f"<tt {attributes}>\n<head/><body><div>{body}</div></body>\n</tt>")
    return [(line.start_s, line.end_s, [(word.text, word.start_s) for word in line.words]) for line in lines]


def test_a_paragraph_is_a_line() -> None:
    body = '<p begin="00:00:03.000" end="4s">two<br/>three</p><p begin="1.5" dur="500ms">one &amp; all</p><p begin="9s">[Solo]</p>'
    assert _read(body) == [(1.5, 2.0, [("one\u00a0&", None), ("all", None)]), (3.0, 4.0, [("two", None), ("three", None)])]


def test_spans_are_words_or_syllables() -> None:
    body = (
        '<p begin="10.0" end="13.0"><span begin="10.0" end="10.4">Hel</span><span begin="10.4" end="10.8">lo</span> '
        '<span begin="11.0" end="11.5">you</span>\n<span begin="12.0" end="12.5">all </span><span begin="12.6" end="13.0">there</span></p>'
    )
    assert _read(body) == [(10.0, 13.0, [("Hello", 10.0), ("you", 11.0), ("all", 12.0), ("there", 12.6)])]


def test_times_count_from_the_parent_where_the_file_does_so() -> None:
    body = '<p begin="10s" end="13s"><span begin="0s">one</span> <span begin="1s">two</span></p>'
    assert _read(body) == [(10.0, 13.0, [("one", 10.0), ("two", 11.0)])]
    assert _read(f'</div><div begin="100s" end="200s">{body}') == [(110.0, 113.0, [("one", 110.0), ("two", 111.0)])]


def test_apples_parts_of_a_song_shift_nothing() -> None:
    body = (
        '</div><div begin="9.7" end="25.3" itunes:songPart="Verse"><p begin="10.0" end="12.0"><span begin="10.0" end="10.5">oh</span></p>'
    )
    assert _read(body) == [(10.0, 12.0, [("oh", 10.0)])]


def test_another_voice_is_a_line_and_translations_are_none() -> None:
    body = (
        '<p begin="1.0" end="4.0"><span begin="1.0">wir</span> <span begin="1.5">hier</span>'
        '<span ttm:role="x-translation" xml:lang="en">we here</span><span ttm:role="x-roman">via hia</span>'
        '<span ttm:role="x-bg" begin="3.0" end="4.0"><span begin="3.0">(ja</span> <span begin="3.5">ja)</span>'
        '<span ttm:role="x-translation">yes yes</span></span></p><p begin="2.0" end="2.5">oh</p>'
    )
    assert _read(body) == [
        (1.0, 4.0, [("wir", 1.0), ("hier", 1.5)]),
        (2.0, 2.5, [("oh", None)]),
        (3.0, 4.0, [("(ja", 3.0), ("ja)", 3.5)]),
    ]


def test_readings_of_ruby_and_descriptions_are_not_sung() -> None:
    body = '<p begin="1s"><metadata>who</metadata><span tts:ruby="base">明日</span><span tts:ruby="text">あした</span></p>'
    assert _read(body) == [(1.0, None, [("明日", None)])]


def test_spans_alone_time_their_line() -> None:
    assert _read('<p><span begin="1s" end="2s">oh</span> <span begin="2s" end="2.5s">no</span></p>') == [
        (1.0, 2.5, [("oh", 1.0), ("no", 2.0)])
    ]


@pytest.mark.parametrize(
    ("time", "start_s"),
    [
        ("1:02.5", 62.5),
        ("01:00:02", 3602.0),
        ("00:00:01:15", 1.6),
        ("30f", 1.2),
        ("2.5m", 150.0),
        ("0.5h", 1800.0),
        ("1500ms", 1.5),
        ("50t", 0.5),
    ],
)
def test_times(time: str, start_s: float) -> None:
    assert _read(f'<p begin="{time}">oh</p>', 'ttp:frameRate="25" ttp:tickRate="100"')[0][0] == pytest.approx(start_s)


def test_letters_written_as_numbers_are_cleaned_too() -> None:
    assert _read("<p>&#x202E;e&#x301;vil &#x200B;zero</p>") == [(None, None, [("évil", None), ("zero", None)])]
    assert _read("<p><span>e</span>&#x301;vil</p>") == [(None, None, [("évil", None)])]


def test_the_encoding_that_xml_names_is_no_second_guess() -> None:
    text = '<?xml version="1.0" encoding="{}"?><tt><body><p>süß</p></body></tt>'
    for data in (text.format("UTF-16").encode("utf-16"), text.format("ISO-8859-1").encode()):
        assert parse_lyrics(data, "ttml", "file", "de").lyrics.lines[0].words[0].text == "süß"


BOMB = '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 1000 + '">]>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BOMB}<tt><body><p>&b;</p></body></tt>", "line 1: declares a document type"),
        ('<!DOCTYPE tt SYSTEM "file:///etc/passwd"><tt/>', "line 1: declares a document type"),
        ("<tt>\n<body><p>&nbsp;</p></body></tt>", "line 2: is no XML (undefined entity)"),
        ("<tt>\n<p>\n</tt>", "line 3: is no XML (mismatched tag)"),
        ("<tt>" + "<div>" * 300_000, "line 1: nests elements more than 100 deep"),
        ("just words", "line 1: is no XML"),
        ("", "is no XML (no element found)"),
        ("<html><body/></html>", "line 1: is no TTML, but <html>"),
        ('<tt><body>\n<p begin="soon">oh</p></body></tt>', 'line 2: begin="soon" is no time'),
        ('<tt><p end="00:61:00">oh</p></tt>', 'end="00:61:00" is no time'),
        ("<tt><body>\n<p>&#xE000;</p></body></tt>", "line 2 holds the private character U+E000"),
    ],
)
def test_says_which_line_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_ttml(text)
    assert said in caught.value.what


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        '<p begin="1s" end="3s">',
        '<span begin="2s">',
        "</span>",
        '<span ttm:role="x-bg">',
        "<br/>",
        "oh",
        " ",
        "&#769;",
        "&lt;",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=25))
def test_nothing_but_an_input_error_comes_out(pieces: list[str]) -> None:
    for text in ("".join(pieces), f"<tt>{''.join(pieces)}</tt>"):
        try:
            lines = parse_ttml(text.replace("\0", ""))
        except InputError:
            continue
        assert all(line.words for line in lines)
