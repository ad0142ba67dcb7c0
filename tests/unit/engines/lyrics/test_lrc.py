"""LRC, plain and enhanced."""

import pytest

from songloom.engines.lyrics.lrc import parse_lrc
from songloom.errors import InputError


def _read(text: str) -> list[tuple[float | None, float | None, str]]:
    return [(line.start_s, line.end_s, " ".join(word.text for word in line.words)) for line in parse_lrc(text)]


def test_plain_lrc() -> None:
    text = "[ti:Song]\n[ar: Somebody]\n[00:01.00]one\n\n[00:02.50] two words\n[00:04]\n[00:09.250]three\n"
    assert _read(text) == [(1.0, None, "one"), (2.5, 4.0, "two words"), (9.25, None, "three")]


@pytest.mark.parametrize(
    ("stamp", "start_s"),
    [("[00:05]", 5.0), ("[00:05.3]", 5.3), ("[1:05.34]", 65.34), ("[01:05.345]", 65.345), ("[01:01:05]", 3665.0), ("[01:01:05,5]", 3665.5)],
)
def test_stamps(stamp: str, start_s: float) -> None:
    assert _read(f"{stamp}oh") == [(pytest.approx(start_s), None, "oh")]


def test_hundredths_behind_a_colon_are_told_by_a_stamp_that_cannot_be_seconds() -> None:
    assert _read("[00:05:20]one\n[00:07:75]two") == [(5.2, None, "one"), (7.75, None, "two")]


def test_a_line_with_several_stamps_is_sung_several_times() -> None:
    assert _read("[00:10][01:20]chorus\n[00:15]verse\n[00:14]") == [(10, 14, "chorus"), (15, None, "verse"), (80, None, "chorus")]


@pytest.mark.parametrize(("offset", "start_s"), [("+500", 9.5), ("-500", 10.5), ("500", 9.5), ("", 10.0), ("99999", 0.0)])
def test_a_positive_offset_is_sooner(offset: str, start_s: float) -> None:
    assert _read(f"[00:10]oh\n[offset:{offset}]") == [(start_s, None, "oh")]


def test_word_stamps() -> None:
    (line,) = parse_lrc("[00:01.00] <00:01.00> Hel<00:01.20>lo <00:01.50>you and <00:02.00>me <00:03.00>")
    assert [(word.text, word.start_s) for word in line.words] == [("Hello", 1.0), ("you", 1.5), ("and", None), ("me", 2.0)]
    assert (line.start_s, line.end_s) == (1.0, 3.0)


def test_a_voice_behind_is_a_line_of_its_own() -> None:
    text = "[00:01.00]<00:01.00>hold <00:01.50>on<00:02.00>\n[bg: <00:01.60>(hold <00:01.80>on)<00:02.20>]\n[bg: blue.png]"
    assert _read(text) == [(1.0, 2.0, "hold on"), (1.6, 2.2, "(hold on)")]


def test_word_stamps_alone_start_the_line() -> None:
    (line,) = parse_lrc("<00:01.00>oh <00:01.50>yeah")
    assert line.start_s == 1.0


def test_word_stamps_follow_a_repeated_line() -> None:
    _, again = parse_lrc("[00:01.00][00:11.00]<00:01.00>oh <00:01.50>yeah<00:02.00>")
    assert ([word.start_s for word in again.words], again.start_s, again.end_s) == ([11.0, 11.5], 11.0, 12.0)


def test_a_line_without_a_stamp_keeps_its_place_and_has_no_time() -> None:
    assert _read("[00:05]later\nfollower\n[00:01]first") == [(1, None, "first"), (5, None, "later"), (None, None, "follower")]


def test_a_stamped_heading_ends_the_line_before_it() -> None:
    assert _read("[00:01]one\n[00:05][Guitar solo]\n[00:20]two") == [(1, 5, "one"), (20, None, "two")]


def test_text_without_stamps_is_lines() -> None:
    assert _read("[Verse]\nOne, two\n\nChorus:\nthree <3\n") == [(None, None, "One, two"), (None, None, "three <3")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\n[00:75]two", "line 2: [00:75] is no time"),
        ("[offset:soon]", 'the offset "soon"'),
        ("[00:01]" * 30_000 + "oh", "more than 20,000 words"),
    ],
)
def test_refuses(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_lrc(text)
    assert said in caught.value.what
