"""The check inside the step: silent over every theme, shape and platform; one clear sentence where text could not be read."""

from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from songloom.engines.segments.cards import Cards
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.inspection import Inspector, find_ink
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import Card, Cues, SegmentSlice, cut_segments
from songloom.engines.segments.typeset import Typesetter
from songloom.engines.segments.zones import INTERFACES, SafeZone, find_free, move_anchor
from songloom.errors import InputError
from songloom.metrics.legibility import measure_excess
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, write_song

# Long and short, fast and slow, with what reaches highest and lowest, and every length of silence between lines.
SCRIPT = [
    ("", 0.0, "none"),
    ("Ångström jumps quickly, gypsies", 1.0, "none"),
    ("ÇA DÉMARRER jyg", 0.0, "none"),
    ("Oh", 0.1, "none"),
    ("", 0.0, "none"),
    ("every window quietly holds a great gray harbour", 0.5, "none"),
    ("unbelievably-hyphenated Donaudampfschifffahrtsgesellschaft", 2.0, "none"),
    ("stay", 5.0, "none"),
]
SCREENS = [
    *[(aspect, "none") for aspect in ("16:9", "9:16", "1:1", "4:5")],
    ("16:9", "youtube"),
    ("16:9", "broadcast"),
    ("9:16", "shorts"),
    ("9:16", "reels"),
    ("9:16", "tiktok"),
    ("4:5", "reels"),
]


@cache
def load_frames(name: str):
    return load_theme(name, Workspace(None)).frames


def inspect(frames, options, every=3):
    """Every so manieth frame of the song's segments, inspected: where letters stood."""
    timing, storyboard, duration_s = write_song(SCRIPT, word_s=0.25)
    size = options.frame_size()
    frames = move_anchor(frames, find_free(options.safe_zone, size), size[1])
    page, typesetter = Page(frames, *size, options.safe_zone), Typesetter(font_files(frames))
    boxes = []
    for segment in cut_segments(timing, storyboard, duration_s, options):
        layout, choreography = Layout(segment, page, typesetter), Choreography(segment, frames.movement, options.fps)
        inspector = Inspector(segment.lines, layout, page, options.fps)
        for frame in range(0, segment.frames, every):
            marks = layout.place(choreography, frame)
            inspector.check(marks, frame)
            boxes += [find_ink(mark) for mark in marks if mark.alpha > 0.6]
    return boxes


@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_no_theme_raises_a_false_alarm_on_any_screen(name):
    for aspect, zone in SCREENS:
        assert inspect(load_frames(name), make_options(aspect, 360, safe_zone=zone), every=1)


@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_a_high_card_comes_and_goes_inside_of_the_frame(name):
    options, frames = make_options("16:9", 360), load_frames(name)
    card = Card("The Northern Star, Once More with Everybody", ("Ada Lind and the Long Wires", *["Recorded at the Old Mill"] * 3), 5, 95)
    segment = SegmentSlice(100, (), (), 0, 0, False, False, Cues(cards=(card,)))
    page, typesetter = Page(frames, *options.frame_size()), Typesetter(font_files(frames))
    layout = Layout(segment, page, typesetter)
    cards, inspector = Cards(segment, page, typesetter, layout), Inspector((), layout, page, options.fps)
    for frame in range(segment.frames):
        inspector.check(cards.place(Choreography(segment, frames.movement, options.fps), frame), frame)


@pytest.mark.parametrize(("aspect", "zone"), [("9:16", "shorts"), ("9:16", "tiktok"), ("16:9", "youtube")])
def test_text_keeps_out_of_what_a_platform_lays_over_it(aspect, zone):
    size = make_options(aspect, 360).frame_size()
    free = find_free(zone, size)
    room = (free.left, free.top, free.right, free.bottom)
    excess = {}
    for asked in ("none", zone):
        options = make_options(aspect, 360, safe_zone=asked)
        boxes = [box for name in ("matinee", "grid", "postcard") for box in inspect(load_frames(name), options, every=9)]
        excess[asked] = max(measure_excess(box, room) for box in boxes)
    assert excess["none"] > 10
    assert excess[zone] <= 4


def test_every_safe_zone_has_an_interface_and_leaves_room():
    assert set(INTERFACES) == set(get_args(SafeZone))
    for zone in INTERFACES:
        for aspect in ("16:9", "9:16", "1:1", "4:5"):
            width, height = make_options(aspect, 1080).frame_size()
            free = find_free(zone, (width, height))
            assert free.right - free.left >= 0.7 * width
            assert free.bottom - free.top >= 0.6 * height


@pytest.fixture
def seen():
    """An inspector, marks of two lines as it sees them (one sung, one to come), their frame, and which line each is of."""
    frames, options = load_frames("nocturne"), make_options("16:9", 360)
    timing, storyboard, duration_s = write_song(SCRIPT[:4], word_s=0.5)
    (segment,) = cut_segments(timing, storyboard, duration_s, options)
    size = options.frame_size()
    page = Page(frames, *size)
    layout = Layout(segment, page, Typesetter(font_files(frames)))
    frame = segment.lines[0].words[2].first
    inspector = Inspector(segment.lines, layout, page, options.fps)
    marks = layout.place(Choreography(segment, frames.movement, options.fps), frame)
    return inspector, marks, frame, [layout.name_lines()[id(mark.piece)] for mark in marks]


def test_a_line_over_another_is_refused(seen):
    inspector, marks, frame, lines = seen
    inspector.check(marks, frame)
    assert set(lines) == {0, 1}
    active = marks[lines.index(0)]
    moved = [replace(mark, place=active.place) if line == 1 else mark for mark, line in zip(marks, lines, strict=True)]
    told = r"“Ångström jumps quickly, gypsies” and “ÇA DÉMARRER jyg” stand \d+ pixels over one another 2\.00 s after"
    with pytest.raises(InputError, match=told):
        inspector.check(moved, frame)
    # What is hardly there is over nothing.
    inspector.check([replace(mark, alpha=0.1) if line == 1 else mark for mark, line in zip(moved, lines, strict=True)], frame)


def test_a_word_that_is_cut_is_refused(seen):
    inspector, marks, frame, _ = seen
    _, y, scale = marks[0].place
    moved = [replace(marks[0], place=(3.0 - marks[0].piece.ink[0], y, scale)), *marks[1:]]
    with pytest.raises(InputError, match=r"“Ångström” of “Ångström jumps .*” reaches \d+ pixels out of the safe zone 2\.00 s"):
        inspector.check(moved, frame)
    # What is on its way may cross the rim, but no edge of the frame; what is hardly seen, any.
    flying = replace(moved[0], alpha=0.5)
    inspector.check([flying, *marks[1:]], frame)
    gone = replace(flying, place=(-9.0, y, scale))
    with pytest.raises(InputError, match=r"reaches \d+ pixels out of the frame"):
        inspector.check([gone, *marks[1:]], frame)
    inspector.check([replace(gone, alpha=0.1), *marks[1:]], frame)


def test_a_theme_whose_line_to_come_nobody_could_read_is_refused():
    frames = load_frames("nocturne")
    tiny = replace(frames, layout=replace(frames.layout, next_scale=0.2))
    with pytest.raises(InputError, match=r"capitals of “Ångström .*” are 5\.\d pixels high; 7\.2 is the least"):
        inspect(tiny, make_options("16:9", 360))
