"""The formats that time every word: WebVTT, TTML, UltraStar."""

from xml.etree import ElementTree

import pytest

from songloom.engines.subtitles.lines import SubtitleLine
from songloom.engines.subtitles.ttml import render_ttml
from songloom.engines.subtitles.ultrastar import render_ultrastar
from songloom.engines.subtitles.vtt import render_vtt
from songloom.model.timing import Word


def _line(*words: tuple[str, float, float]) -> SubtitleLine:
    return SubtitleLine([Word(text, start_s, end_s, 0, 1.0, "measured") for text, start_s, end_s in words])


LINES = [_line(("one", 1.0044, 1.5), ("<two>", 1.5, 2.016)), _line(("&", 3661.5, 3661.5))]


def test_webvtt() -> None:
    assert render_vtt(LINES, "Song", "Band") == (
        "WEBVTT\n\nNOTE Band - Song\n\n"
        "00:00:01.004 --> 00:00:02.016\none <00:00:01.500>&lt;two&gt;\n\n"
        "01:01:01.500 --> 01:01:01.501\n&amp;\n"
    )


def test_a_stamp_lies_behind_the_one_before_it() -> None:
    line = _line(("a", 1.0, 1.0), ("b", 1.0, 1.2), ("c", 1.2, 1.2), ("d", 1.2, 1.3))
    assert render_vtt([line], "", "").endswith("00:00:01.300\na b <00:00:01.200>c d\n")


def test_ttml() -> None:
    root = ElementTree.fromstring(render_ttml(LINES, "A & <B>", ""))  # noqa: S314 - this text is our own
    spans = [(span.text, span.get("begin"), span.get("end")) for span in root.iter("{http://www.w3.org/ns/ttml}span")]
    assert spans == [
        ("one", "00:00:01.004", "00:00:01.500"),
        ("<two>", "00:00:01.500", "00:00:02.016"),
        ("&", "01:01:01.500", "01:01:01.500"),
    ]
    assert [paragraph.get("end") for paragraph in root.iter("{http://www.w3.org/ns/ttml}p")] == ["00:00:02.016", "01:01:01.500"]
    assert [title.text for title in root.iter("{http://www.w3.org/ns/ttml#metadata}title")] == ["A & <B>"]


def test_ultrastar() -> None:
    assert render_ultrastar(LINES, "Song", "Band") == (
        "#VERSION:1.0.0\n#TITLE:Song\n#ARTIST:Band\n#BPM:1500\n#GAP:1004\n: 0 50 0 one\n: 50 51 0  <two>\n- 366050\n: 366050 1 0 &\nE\n"
    )


def test_a_tilde_is_no_held_syllable() -> None:
    assert render_ultrastar([_line(("~oh", 0.0, 1.0))], "", "").endswith(": 0 100 0 ～oh\nE\n")


@pytest.mark.parametrize("render", [render_vtt, render_ttml, render_ultrastar])
def test_titles_cannot_break_out_of_their_line(render) -> None:
    plain = render(LINES, "A", "B").count("\n")
    assert render(LINES, "A\n\n00:01.000 --> 00:02.000\n: 0 1 0 x", "]]>\n\0#BPM:3").count("\n") == plain


@pytest.mark.parametrize("render", [render_vtt, render_ttml, render_ultrastar])
def test_no_words_are_a_file_too(render) -> None:
    assert render([], "", "").endswith("\n")
