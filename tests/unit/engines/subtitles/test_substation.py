"""SubRip and karaoke."""

import re

import pytest
from pysubs2 import SSAFile

from songloom.engines.subtitles.lines import WORD_JOINER, SubtitleLine
from songloom.engines.subtitles.substation import render_ass, render_srt
from songloom.model.timing import Word


def _line(*words: tuple[str, float, float]) -> SubtitleLine:
    return SubtitleLine([Word(text, start_s, end_s, 0, 1.0, "measured") for text, start_s, end_s in words])


LINE = _line(("one", 1.004, 1.506), ("two", 1.506, 2.016), ("three", 3.0, 3.333))


def test_karaoke_lengths_sum_up() -> None:
    (event,) = SSAFile.from_string(render_ass([LINE], "Song"))
    assert event.text == r"{\kf51}one{\k0} {\kf51}two{\k98} {\kf33}three"
    assert (event.start, event.end) == (1000, 3330)
    assert sum(int(length) for length in re.findall(r"\\kf?(\d+)", event.text)) * 10 == event.end - event.start


def test_lengths_do_not_drift() -> None:
    words = [("la", 0.333 * n, 0.333 * n + 0.333) for n in range(3000)]
    (event,) = SSAFile.from_string(render_ass([_line(*words)], ""))
    assert sum(int(length) for length in re.findall(r"\\kf?(\d+)", event.text)) == 99900


def test_srt_is_exact_to_the_millisecond() -> None:
    assert render_srt([LINE]).startswith("1\n00:00:01,004 --> 00:00:03,333\none two three\n")


@pytest.mark.parametrize("word", ["{\\b1}x", "a\\Nb", "}{", "<i>x</i>", "-->", "1985", "&amp;"])
def test_words_that_look_like_markup_are_read_as_words(word: str) -> None:
    lines = [_line((word, 1.0, 2.0)), _line(("7", 2.0, 3.0))]
    for text in (render_srt(lines), render_ass(lines, "Song")):
        read = [event.plaintext.replace(WORD_JOINER, "").translate(str.maketrans("｛｝＼", "{}\\")) for event in SSAFile.from_string(text)]
        assert read == [word, "7"]


def test_a_title_cannot_break_out_of_its_line() -> None:
    read = SSAFile.from_string(render_ass([LINE], "A\n[Events]\nDialogue: x"))
    assert read.info["Title"] == "A [Events] Dialogue: x"
    assert len(read) == 1
