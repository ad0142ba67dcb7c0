"""What every writer of subtitles promises: other programs read back the words and times that went in."""

import json
import re
import unicodedata
from functools import partial
from itertools import groupby, pairwise
from xml.etree import ElementTree

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
FILES = {
    *("lyrics.lrc", "lyrics.enhanced.lrc", "lyrics.srt", "lyrics.ass", "lyrics.json"),
    *("lyrics.vtt", "lyrics.ttml", "lyrics.ultrastar.txt"),
}
# Half of what each format's times are rounded to, and a little for floats.
TIMED = {"lyrics.enhanced.lrc": 0.0051, "lyrics.vtt": 0.00051, "lyrics.ttml": 0.00051, "lyrics.ultrastar.txt": 0.0051}
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

# What is markup in one format or the other is a letter like any other.
odd_words = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="[]~♩♪♫♬"), min_size=1, max_size=9).map(
    lambda text: unicodedata.normalize("NFC", f"{text}x")
)
odd_songs = st.builds(
    _sing,
    st.lists(
        odd_words | st.sampled_from(["&amp;", "wide\u00a0—", "-->x", "<i>", "{a}", "#BPM:3", "E", "-5", "P1", "'n'"]),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.integers(30, 4000), min_size=12, max_size=12),
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


def _ms(time_s: float) -> int:
    return round(time_s * 1000)


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
@given(timing=songs)
def test_webvtt_is_read_back_by_others(alias: str, timing: Timing) -> None:
    text = _render(alias, timing)["lyrics.vtt"]
    # pysubs2 takes a row with two stamps for a cue's times.
    events = list(SSAFile.from_string(re.sub(r"<[^>]*>", "", text), format_="vtt"))
    assert [event.text for event in events] == [" ".join(word.word for word in line) for line in _lines(timing)]
    assert [(event.start, event.end) for event in events] == [(_ms(line[0].start_s), _ms(line[-1].end_s)) for line in _lines(timing)]
    stamps = [re.findall(r"<00:(\d\d):(\d\d)\.(\d\d\d)>", cue) for cue in text.split("-->")[1:]]
    read = [[int(minutes) * 60_000 + int(seconds) * 1000 + int(rest) for minutes, seconds, rest in line] for line in stamps]
    assert read == [[_ms(word.start_s) for word in line[1:]] for line in _lines(timing)]


@every_engine
@given(timing=songs)
def test_ttml_is_read_back_by_others(alias: str, timing: Timing) -> None:
    text = _render(alias, timing)["lyrics.ttml"]
    events = list(SSAFile.from_string(text, format_="ttml", ignore_par_time_offset=True))
    assert [event.plaintext for event in events] == [" ".join(word.word for word in line) for line in _lines(timing)]
    assert [(event.start, event.end) for event in events] == [(_ms(line[0].start_s), _ms(line[-1].end_s)) for line in _lines(timing)]
    spans = list(ElementTree.fromstring(text).iter("{http://www.w3.org/ns/ttml}span"))  # noqa: S314 - this text is our own
    assert [span.text for span in spans] == [word.word for word in timing.words]
    assert [span.get("begin", "")[-6:] for span in spans] == [f"{_ms(word.start_s) % 60_000 / 1000:06.3f}" for word in timing.words]
    assert [span.get("end", "")[-6:] for span in spans] == [f"{_ms(word.end_s) % 60_000 / 1000:06.3f}" for word in timing.words]


@every_engine
@given(timing=songs)
def test_ultrastar_is_notes_that_do_not_overlap(alias: str, timing: Timing) -> None:
    head, _, body = _render(alias, timing)["lyrics.ultrastar.txt"].partition("\n: ")
    tags = dict(row[1:].split(":", 1) for row in head.split("\n"))
    assert (tags["TITLE"], tags["ARTIST"], body.split("\n")[-2]) == ("Song", "Band", "E")
    notes = [row.split(" ", 4) for row in f": {body}".split("\n") if row.startswith(": ")]
    beat_s, gap_s = 15 / float(tags["BPM"]), int(tags["GAP"]) / 1000
    assert beat_s <= 0.01
    shown = "".join(row.split(" ", 4)[4] if row.startswith(": ") else " " for row in f": {body}".split("\n"))
    assert shown.split() == [piece for word in timing.words for piece in word.word.split()]
    for (_, start, length, pitch, _), word in zip(notes, timing.words, strict=True):
        assert gap_s + int(start) * beat_s == pytest.approx(word.start_s, abs=beat_s / 2 + 1e-6)
        assert gap_s + (int(start) + int(length)) * beat_s == pytest.approx(word.end_s, abs=beat_s / 2 + 1e-6)
        assert pitch == "0"
    beats = [int(part) for row in f": {body}".split("\n")[:-2] for part in row.split(" ")[1:2]]
    assert beats == sorted(beats)


@every_engine
@pytest.mark.parametrize("name", TIMED)
@given(timing=odd_songs)
def test_our_own_readers_take_the_words_and_their_times_back(alias: str, name: str, timing: Timing) -> None:
    data = _render(alias, timing)[name].encode()
    lyrics = build_engine("lyrics", "file", FileOptions("en", name.rpartition(".")[2])).read(data).lyrics
    lines: tuple[LyricLine, ...] = lyrics.lines
    near = partial(pytest.approx, abs=TIMED[name])
    assert [[word.text for word in line.words] for line in lines] == [[word.word for word in line] for line in _lines(timing)]
    # A cue's first word starts with it, which WebVTT does not say a second time.
    starts_s = [line.start_s if word.start_s is None and word is line.words[0] else word.start_s for line in lines for word in line.words]
    assert starts_s == [near(word.start_s) for word in timing.words]
    assert [line.start_s for line in lines] == [near(line[0].start_s) for line in _lines(timing)]
    assert [line.end_s for line in lines] == [near(line[-1].end_s) for line in _lines(timing)]
