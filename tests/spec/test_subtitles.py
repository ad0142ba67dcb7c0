"""What every writer of subtitles promises: other programs read back the words and times that went in."""

import json
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lrcparser import LrcParser, LrcTime
from pysubs2 import SSAFile

from songloom.engines import build_engine
from songloom.engines.lyrics.contract import FileOptions
from songloom.engines.subtitles import FAMILY
from songloom.engines.subtitles.contract import WriteOptions
from songloom.model.lyrics import LyricLine
from songloom.model.timing import Timing, Word

OPTIONS = {"write": WriteOptions()}
FILES = {"lyrics.lrc", "lyrics.enhanced.lrc", "lyrics.srt", "lyrics.ass", "lyrics.json"}
every_engine = pytest.mark.parametrize("alias", FAMILY.engines)


def _sing(texts: list[str], steps_ms: list[int], words_a_line: int) -> Timing:
    words, now_ms = [], 0
    for index, (text, step_ms) in enumerate(zip(texts, steps_ms, strict=False)):
        start_ms, now_ms = now_ms + step_ms // 3, now_ms + step_ms
        words.append(Word(text, start_ms / 1000, now_ms / 1000, index // words_a_line, 1.0, "measured"))
    return Timing(tuple(words))


songs = st.builds(
    _sing,
    st.lists(
        st.text(st.characters(categories=("L", "N", "P"), exclude_characters="[]<>{}\\&"), min_size=1, max_size=9), min_size=1, max_size=30
    ),
    st.lists(st.integers(30, 4000), min_size=30, max_size=30),
    st.integers(1, 7),
)


def _render(alias: str, timing: Timing) -> dict[str, str]:
    return dict(build_engine("subtitles", alias, OPTIONS[alias]).render(timing, "Song", "Band"))


def _lines(timing: Timing) -> list[list[Word]]:
    return [list(words) for _, words in groupby(timing.words, key=lambda word: word.line)]


def _read_cs(time: LrcTime) -> int:
    return (time.minutes * 60 + time.seconds) * 100 + time.microseconds // 10_000


def _cs(time_s: float) -> int:
    return round(round(time_s, 3) * 100)


@every_engine
def test_writes_every_format(alias: str) -> None:
    assert set(_render(alias, Timing(()))) == FILES
    assert all(text.endswith("\n") for text in _render(alias, Timing((Word("oh", 0.0, 1.0, 0, 1.0, "measured"),))).values())


@every_engine
@given(timing=songs)
def test_srt_and_ass_are_read_back(alias: str, timing: Timing) -> None:
    files = _render(alias, timing)
    for name, unit_ms in (("lyrics.srt", 1), ("lyrics.ass", 10)):
        events = list(SSAFile.from_string(files[name]))
        assert [event.plaintext for event in events] == [" ".join(word.word for word in line) for line in _lines(timing)]
        for event, line in zip(events, _lines(timing), strict=True):
            assert abs(event.start - line[0].start_s * 1000) <= unit_ms / 2 + 0.01
            assert abs(event.end - line[-1].end_s * 1000) <= unit_ms / 2 + 0.01
        assert all(before.end <= after.start for before, after in pairwise(events))


@every_engine
@given(timing=songs)
def test_lrc_is_read_back(alias: str, timing: Timing) -> None:
    files = _render(alias, timing)
    read = [line for line in LrcParser.parse(files["lyrics.lrc"])["lrc_lines"] if str(line.text)]
    assert [_read_cs(line.start_time) for line in read] == [_cs(line[0].start_s) for line in _lines(timing)]
    enhanced = LrcParser.parse(files["lyrics.enhanced.lrc"])
    segments = [segment for line in enhanced["lrc_lines"] for segment in line.text if segment.text.strip()]
    assert [segment.text.strip() for segment in segments] == [word.word for word in timing.words]
    assert [_read_cs(segment.time) for segment in segments] == [_cs(word.start_s) for word in timing.words]
    assert enhanced["attributes"] == {"ti": "Song", "ar": "Band"}


@every_engine
@given(timing=songs)
def test_json_says_all(alias: str, timing: Timing) -> None:
    document = json.loads(_render(alias, timing)["lyrics.json"])
    assert [word["word"] for line in document["lines"] for word in line["words"]] == [word.word for word in timing.words]
    assert [word["end_s"] for line in document["lines"] for word in line["words"]] == [round(word.end_s, 3) for word in timing.words]
    assert [line["text"] for line in document["lines"]] == [" ".join(word.word for word in line) for line in _lines(timing)]


@every_engine
def test_our_own_reader_takes_the_enhanced_lrc_back(alias: str) -> None:
    timing = _sing(["Oh,", "wide\u00a0—", "world", "again"], [500, 1000, 4000, 700], 2)
    lines: tuple[LyricLine, ...] = (
        build_engine("lyrics", "file", FileOptions("en", "lrc")).read(_render(alias, timing)["lyrics.enhanced.lrc"].encode()).lines
    )
    assert [word.text for line in lines for word in line.words] == [word.word for word in timing.words]
    starts_s = [word.start_s for line in lines for word in line.words]
    assert starts_s == [pytest.approx(word.start_s, abs=0.0051) for word in timing.words]
    assert [line.end_s for line in lines] == [pytest.approx(line[-1].end_s, abs=0.0051) for line in _lines(timing)]
