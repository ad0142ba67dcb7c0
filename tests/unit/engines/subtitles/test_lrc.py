"""LRC as other programs read it."""

import pytest
from lrcparser import LrcParser

from songloom.engines.subtitles.lines import WORD_JOINER, SubtitleLine
from songloom.engines.subtitles.lrc import render_enhanced_lrc, render_lrc
from songloom.model.timing import Word


def _line(start_s: float, *texts: str) -> SubtitleLine:
    return SubtitleLine([Word(text, start_s + n, start_s + n + 0.5, 0, 1.0, "measured") for n, text in enumerate(texts)])


LINES = [_line(1.0, "one", "two"), _line(3.004, "three", "and", "a", "half"), _line(125.996, "four")]


def test_plain() -> None:
    assert render_lrc(LINES, "Song", "Band") == (
        "[ti:Song]\n[ar:Band]\n[00:01.00]one two\n[00:03.00]three and a half\n[00:06.50]\n[02:06.00]four\n[02:06.50]\n"
    )


def test_enhanced() -> None:
    assert render_enhanced_lrc(LINES[:1], "", "") == "[00:01.00]<00:01.00>one <00:02.00>two <00:02.50>\n[00:02.50]\n"


def test_titles_cannot_break_out_of_their_line() -> None:
    text = render_lrc(LINES, "A\n[00:01]b \0c", "[x]")
    assert text.startswith("[ti:A (00:01)b c]\n[ar:(x)]\n[00:01.00]one")


@pytest.mark.parametrize("word", ["[00:01]", "<00:01.00>", "[ti:x]", "[yeah]", "[offset:9]"])
def test_words_that_look_like_tags_are_read_as_words(word: str) -> None:
    for render in (render_lrc, render_enhanced_lrc):
        read = LrcParser.parse(render([_line(5.0, word, "oh")], "", ""))
        first = next(line for line in read["lrc_lines"] if str(line.text).strip())
        assert " ".join("".join(segment.text for segment in first.text).replace(WORD_JOINER, "").split()) == f"{word} oh"
        assert read["attributes"] == {}
