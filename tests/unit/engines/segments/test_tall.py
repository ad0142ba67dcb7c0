"""In frames taller than wide type is larger and fills its rows; in others nothing is different."""

from dataclasses import replace

import pytest

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import cut_segments
from songloom.engines.segments.typeset import Block, Room, Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, write_song

NOCTURNE, PLACARD = (load_theme(name, Workspace(None)).frames for name in ("nocturne", "placard"))
LINE = "every window holds a harbour,"


def set_text(text: str, room: Room) -> Block:
    return Typesetter(font_files(NOCTURNE)).set_line(text.split(), NOCTURNE.quiet, room)


@pytest.mark.parametrize(("size", "larger"), [((1920, 1080), 1.0), ((1080, 1080), 1.0), ((1080, 1350), 1.118), ((1080, 1920), 1.333)])
def test_type_grows_with_the_height_of_a_frame_and_the_least_size_does_not(size, larger):
    page = Page(NOCTURNE, *size)
    room = page.room_of_line()
    assert page.em == pytest.approx(larger * NOCTURNE.layout.size * 1080, rel=0.001)
    assert room.plain_em == pytest.approx(NOCTURNE.layout.size * 1080)
    assert room.least_em == NOCTURNE.layout.least_size * 1080
    assert room.is_free == (larger > 1)


def test_of_the_sizes_there_are_the_one_is_taken_that_fills_its_rows():
    large = Room(900.0, 900.0, 180.0, 60.0, 0.5)
    free = replace(large, plain_em=130.0)
    first, best = set_text(LINE, large), set_text(LINE, free)
    assert first.em == 180
    assert 130 <= best.em < 180
    assert best.em * best.width > first.em * first.width


def test_a_stack_covers_more_of_a_tall_frame():
    typesetter = Typesetter(font_files(PLACARD))
    wide, tall = (
        typesetter.set_stack(LINE.split(), PLACARD.quiet, Page(PLACARD, *size).room_of_line()) for size in ((1080, 1080), (1080, 1920))
    )
    assert len({piece.y for piece in tall.pieces}) > len({piece.y for piece in wide.pieces})
    assert tall.height > 1.5 * wide.height


def look_at(theme, aspect: str, *texts: str):
    """A layout and the line announced in it, as it comes: the marks of it in every frame."""
    timing, storyboard, duration_s = write_song([("", 0.0, "none"), *((text, 0.4, "none") for text in texts)], 0.3)
    options = make_options(aspect, 360)
    (segment,) = cut_segments(timing, storyboard, duration_s, options)
    layout = Layout(segment, Page(theme, *options.frame_size()), Typesetter(font_files(theme)))
    return segment, layout, Choreography(segment, theme.movement, options.fps)


def test_a_line_is_announced_only_when_the_one_before_has_passed_its_place():
    segment, layout, choreography = look_at(
        NOCTURNE, "9:16", "when it gets bad do you believe in me", "it will get better", "can you forgive?"
    )
    turn, names = segment.lines[1].turn, layout.name_lines()
    shown = [frame for frame in range(turn, turn + 30) if any(names[id(mark.piece)] == 2 for mark in layout.place(choreography, frame))]
    assert choreography.find_stance(segment.lines[1], 0.0, shown[0]).arrived >= 0.9


def test_words_announced_rise_alike_though_they_will_be_of_unlike_sizes():
    segment, layout, choreography = look_at(PLACARD, "16:9", "hold on", "a harbour and every window holds")
    names, seen = layout.name_lines(), 0
    for frame in range(segment.lines[1].seen, segment.lines[1].turn):
        feet = {round(mark.place[1], 3) for mark in layout.place(choreography, frame) if names[id(mark.piece)] == 1}
        seen += bool(feet)
        assert len(feet) <= 1
    assert seen
    assert len({piece.em for piece in layout.block_of(1).pieces}) > 1
