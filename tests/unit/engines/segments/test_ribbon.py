"""A line that is longer than the frame is wide runs through it."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.ribbon import find_begin, find_focus, find_presence
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.engines.segments.typeset import Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, write_song

NOCTURNE = load_theme("nocturne", Workspace(None)).frames
THEME = replace(NOCTURNE, layout=replace(NOCTURNE.layout, flow="ribbon", size=0.11))
WIDTH, HEIGHT = 640, 360
LONG = "every window holds a harbour and the tide is breathing"


def cut(*texts: str, scenes: bool = False) -> list[SegmentSlice]:
    script = [("", 0.0, "none"), *(item for text in texts for item in ([("", 0.0, "none")] if scenes else []) + [(text, 2.0, "none")])]
    timing, storyboard, duration_s = write_song(script[1:] if scenes else script, 0.3)
    return cut_segments(timing, storyboard, duration_s, make_options())


def run(segment: SegmentSlice):
    layout = Layout(segment, Page(THEME, WIDTH, HEIGHT), Typesetter(font_files(THEME)))
    return layout, Choreography(segment, THEME.movement, 30)


def test_the_word_being_sung_is_wholly_inside_of_the_margins():
    (segment,) = cut(LONG)
    layout, choreography = run(segment)
    margin = THEME.layout.margin * WIDTH
    for number, word in enumerate(segment.lines[0].words):
        for frame in range(word.first, word.end):
            (mark,) = [mark for mark in layout.place(choreography, frame) if mark.piece.word == number]
            assert mark.alpha == 1
            assert margin - 2 <= mark.ground[0] <= mark.ground[0] + mark.piece.width <= WIDTH - margin + 2


def test_nothing_is_seen_at_the_frames_edge_and_all_stands_in_one_row():
    (segment,) = cut(LONG)
    layout, choreography = run(segment)
    for frame in range(40, segment.lines[0].until, 3):
        marks = layout.place(choreography, frame)
        assert len({mark.piece.y for mark in marks}) == 1
        assert all(mark.alpha == 0 or (mark.ground[0] > 0 and mark.ground[0] + mark.piece.width < WIDTH) for mark in marks)


def test_a_line_that_fits_stands_still():
    (segment,) = cut("hold on")
    layout, choreography = run(segment)
    places = {tuple(mark.ground[0] for mark in layout.place(choreography, frame)) for frame in range(30, segment.lines[0].until - 1)}
    assert len(places) == 1


@pytest.mark.parametrize("flow", ["ribbon", "stack", "rows"])
def test_a_line_without_any_width_stands_where_it_is(flow):
    (segment,) = cut("hold")
    (line,) = segment.lines
    segment = replace(segment, lines=(replace(line, words=(replace(line.words[0], text="\u200d"),)),))
    theme = replace(THEME, layout=replace(THEME.layout, flow=flow))
    layout = Layout(segment, Page(theme, WIDTH, HEIGHT), Typesetter(font_files(theme)))
    assert layout.block_of(0).width == 0
    assert len({mark.place for frame in (40, 50) for mark in layout.place(Choreography(segment, theme.movement, 30), frame)}) == 1


def test_the_segment_after_takes_the_line_over_where_it_is():
    first, second = cut(LONG, "hold on", scenes=True)
    (layout, choreography), (later_layout, later) = run(first), run(second)
    before = {mark.piece.word: mark.ground[0] for mark in layout.place(choreography, first.frames - 1)[: len(first.lines[0].words)]}
    after = {mark.piece.word: mark.ground[0] for mark in later_layout.place(later, 0)[: len(first.lines[0].words)]}
    assert all(after[word] == pytest.approx(before[word], abs=1.0) for word in before)


def test_a_line_of_which_the_frame_would_hold_too_little_is_set_in_rows():
    (segment,) = cut(LONG)
    layout = Layout(segment, Page(THEME, 202, 360), Typesetter(font_files(THEME)))
    assert layout.block_of(0).width <= 202
    assert len({piece.y for piece in layout.block_of(0).pieces}) > 1


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(5, 200)), min_size=1, max_size=8))
def test_a_ribbon_runs_one_way_without_a_jump(words):
    firsts = [sum(length for length, _ in words[:count]) for count in range(len(words))]
    middles = [sum(width for _, width in words[:count]) + words[count][1] / 2 for count in range(len(words))]
    path = [find_focus(firsts, middles, frame) for frame in range(-5, firsts[-1] + 10)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(path))
    assert path[-1] == middles[-1]
    for at, first in enumerate(firsts):
        assert find_focus(firsts, middles, first) == pytest.approx(middles[at])


@given(st.floats(0, 900), st.floats(500, 900))
def test_a_long_line_leaves_no_gap_at_its_ends(focus, width):
    begin = find_begin(focus, width, (50.0, 450.0))
    assert begin <= 50
    assert begin + width >= 450
    assert 0 <= find_presence(begin, begin + 40, (50.0, 450.0), 30.0) <= 1
