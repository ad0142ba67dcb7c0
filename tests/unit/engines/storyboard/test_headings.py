"""What each line is in the song."""

import pytest

from songloom.engines.storyboard.form import find_form
from songloom.engines.storyboard.headings import name_lines, read_heading
from songloom.model.rhythm import Heading, Rhythm, Section

SHORT = {"v": "verse", "c": "chorus", "b": "bridge"}


def _name(lines: str, labels: str = "", headings: dict[str, Heading] | None = None, breaks: tuple[int, ...] = ()) -> str:
    """The passages of lines of four seconds, by their first letters; a line's text is its letter, and `labels` are those of the sections
    it is sung in."""
    named = headings or {}
    sections = tuple(Section(4.0 * n, 4.0 * n + 4, label, named.get(label, "")) for n, label in enumerate(labels))
    rhythm = Rhythm(120.0, (), (), sections, (), 2.0, True)
    times_s = [(4.0 * n + (2.5 if n in breaks else 0.0), 4.0 * n + (0.5 if n + 1 in breaks else 3.5)) for n in range(len(lines))]
    passages = name_lines(list(lines), times_s, find_form(list(lines)), rhythm)
    return "".join(passage[:1] for passage in passages)


@pytest.mark.parametrize(
    ("lines", "labels", "passages"),
    [
        ("abXYcdeXYfghXY", "", "vvccvvvccvvvcc"),
        # Three times a chorus, twice a pre-chorus: that is no chorus.
        ("abPQXYcdPQXYefgXY", "", "vvvvccvvvvccvvvcc"),
        # A line of the chorus that is worded anew; and its first, sung once in a verse.
        ("abXYZcdeXyZfghXYZ", "", "vvcccvvvcccvvvccc"),
        ("abXYceXdeXYfghXY", "", "vvccvvvvvccvvvcc"),
        # What sounds like nothing else between choruses is a bridge; what sounds like a verse is one.
        ("abXYcdXYefgXY", "AABBAABBCCCBB", "vvccvvccbbbcc"),
        ("abXYcdXYefgXY", "AABBAABBDDABB", "vvccvvccvvvcc"),
        ("abXYcdXYefg", "AABBAABBCCC", "vvccvvccvvv"),
        ("abXYefgXY", "AABBCCCBB", "vvccvvvcc"),
    ],
    ids=["chorus", "pre-chorus", "reworded", "title line", "bridge", "third verse", "close", "second verse"],
)
def test_words_that_come_back_are_the_chorus(lines: str, labels: str, passages: str) -> None:
    assert _name(lines, labels) == passages


@pytest.mark.parametrize(
    ("lines", "labels", "headings", "passages"),
    [
        ("abXYdeXYfghi", "AABBAABBCCCC", {"C": "outro"}, "vvccvvccoooo"),
        ("abXYdeXYfg", "DDBBAABBAA", {"D": "intro"}, "iiccvvccvv"),
        # Sung to the verse's music it is a verse, however soft; and what goes on from a verse belongs to it.
        ("abXYdeXYfg", "AABBAABBCC", {"A": "intro"}, "vvccvvccvv"),
        ("abXYdeXYfghi", "AABBAABBEECC", {"C": "outro"}, "vvccvvccvvvv"),
    ],
    ids=["outro", "intro", "soft verse", "verse into outro"],
)
def test_what_the_music_has_around_verses_and_choruses_keeps_its_name(
    lines: str, labels: str, headings: dict[str, Heading], passages: str
) -> None:
    assert _name(lines, labels, headings) == passages


def test_where_words_do_not_come_back_the_music_tells() -> None:
    assert _name("abcdefghi", "AABBAAABB", {"A": "verse", "B": "chorus"}) == "vvccvvvcc"
    assert _name("abcdefghijkl", "AABBAAABBCCCBB"[:12], {"A": "verse", "B": "chorus"}) == "vvccvvvccvvv"


def test_where_neither_tells_a_part_has_its_letter_and_no_heading() -> None:
    assert _name("abcd", "AABB") == "AABB"
    assert _name("abcd") == ""
    assert [read_heading(passage) for passage in ("A", "", "chorus")] == ["", "", "chorus"]


def test_a_break_parts_two_choruses() -> None:
    """Four lines that are sung twice over, the second pair alone after a break: the first pair is sung in one place, the second in two."""
    assert _name("XYabcXYXY", breaks=(7,)) == "ccvvvcccc"


def test_la_la_la_is_no_chorus() -> None:
    assert _name("aaaaaa", "AAAAAA") == "AAAAAA"
