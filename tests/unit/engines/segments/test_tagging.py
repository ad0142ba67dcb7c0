"""Of what kind words are, and that a theme's colours for them are drawn."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from songloom.engines.segments.colour import code_colour
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.marks import Mark
from songloom.engines.segments.slices import ShownLine
from songloom.engines.segments.tagging import list_tags, tag_line
from songloom.engines.segments.timetable import ShownWord
from songloom.engines.segments.typeset import Room, Typesetter
from songloom.model.singers import Singer
from songloom.model.theme import Tag, Tint
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import write_song
from tests.fixtures.lettering import draw_text

PLAIN = load_theme("nocturne", Workspace(None)).frames
NONE = Tint(None, None, None)


def tags_of(*lines: str, chorus: Sequence[str] = ()) -> list[list[str]]:
    return [[kinds[-1] or kinds[0] for kinds in line] for line in kinds_of(*lines, chorus=chorus)]


def kinds_of(*lines: str, chorus: Sequence[str] = (), singers: Sequence[Singer] = ()) -> list[list[tuple[Tag, ...]]]:
    timing, storyboard, _ = write_song([row for line in lines for row in (("", 0.0, "none"), (line, 0.4, "none"))])
    scenes = [replace(scene, heading="chorus" if lines[scene.first_line] in chorus else "verse") for scene in storyboard.scenes]
    return list_tags(timing, replace(storyboard, scenes=tuple(scenes)), singers)


def test_a_line_has_a_first_word():
    assert tags_of("one two three") == [["first", "", ""]]


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("hold on (hold on) to me", ["first", "", "backing", "backing", "", ""]),
        ("(ooh) stay", ["backing", ""]),
        ("never closed (ooh ooh", ["first", "", "backing", "backing"]),
        ("i (you （we） you) i", ["first", "backing", "backing", "backing", ""]),
    ],
)
def test_a_backing_voice_stands_in_parentheses(line, tags):
    assert tags_of(line, "and then") == [tags, ["first", ""]]


def test_a_word_in_capitals_is_emphasised_unless_all_are():
    assert tags_of("i want it NOW") == [["first", "", "", "emphasised"]]
    assert tags_of("I WANT IT NOW") == [["first", "", "", ""]]
    assert tags_of("I am A") == [["first", "", ""]]


def test_a_chorus_is_what_the_director_heads_so():
    verse, other, chorus = "a verse begins", "another verse goes", ("hold on to me", "Hold me now!")
    kinds = [line[-1] for line in tags_of(verse, *chorus, other, *chorus, verse, chorus=chorus)]
    assert kinds == ["", "chorus", "chorus", "", "chorus", "chorus", ""]
    assert {tag for line in tags_of(verse, other) for tag in line[1:]} == {""}


def test_a_singer_says_more_than_a_place_and_less_than_how_a_word_is_written():
    lines = ("hold me (hold me) NOW", "hold on", "and on")
    kinds = kinds_of(*lines, chorus=lines[1:2], singers=("a", "b", ""))
    assert kinds == [
        [("first", "singer_a"), ("", "singer_a"), ("singer_a", "backing"), ("singer_a", "backing"), ("singer_a", "emphasised")],
        [("chorus", "singer_b"), ("chorus", "singer_b")],
        [("first", ""), ("", "")],
    ]
    shown = ShownLine(tuple(ShownWord(word, 0, 1) for word in lines[0].split()), 0, 0, 0, 9, 0.5)
    # Nocturne has colours for backing voices, and none for emphasised words.
    tags = [word.tag for word in tag_line(shown, kinds[0], PLAIN.tags).words]
    assert tags == ["singer_a", "singer_a", "backing", "backing", "singer_a"]


def test_a_segment_knows_only_the_kinds_that_its_theme_shows():
    line = ShownLine(tuple(ShownWord(word, 0, 1) for word in ("hold", "(on)")), 0, 0, 0, 9, 0.5)
    nothing = replace(PLAIN.tags, **{field.name: NONE for field in fields(PLAIN.tags)})
    assert tag_line(line, [("first",), ("backing",)], nothing) is line
    shown = tag_line(line, [("first",), ("backing",)], replace(nothing, backing=Tint(None, "#ff0000", None)))
    assert [word.tag for word in shown.words] == ["", "backing"]


@pytest.mark.parametrize("fill", ["sweep", "whole", "underline", "box"])
@pytest.mark.parametrize("tag", [field.name for field in fields(PLAIN.tags)])
def test_a_kind_of_word_is_drawn_in_its_own_colours(tag, fill):
    tint = Tint("#66ff66", "#ff88ff", "#88ffff")
    theme = replace(PLAIN, fill=fill, tags=replace(PLAIN.tags, **{tag: tint}))
    piece = Typesetter(font_files(theme)).set_line(["harbour"], theme.quiet, Room(400.0, 200.0, 60.0, 20.0, 0.0)).pieces[0]
    place = (40.0, 100.0, 1.0)
    for fill_share, light, colour in ((0.0, 0.0, tint.waiting), (0.6, 1.0, tint.singing), (1.0, 0.0, tint.sung)):
        counts = []
        for kind in ("", tag):
            pixels = draw_text(theme, (400, 160), [Mark(piece, 60.0, place, place, 1.0, fill_share, light, tag=kind)])
            wanted = np.rint(np.array(code_colour(colour)) * 255)
            counts.append(int((np.abs(pixels[pixels[..., 3] == 255][:, :3] - wanted).max(axis=1) <= 2).sum()))
        assert counts[0] < 20 < 60 < counts[1]
