"""Where words stand while one line hands over to the next."""

import pytest

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.engines.segments.typeset import Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace

FPS = 30


def make_segment(text: str) -> SegmentSlice:
    first = ShownLine((ShownWord("Before", 10, 40),), 0, 0, 5, 45, 0.5)
    words = tuple(ShownWord(word, 50 + 10 * number, 60 + 10 * number) for number, word in enumerate(text.split()))
    return SegmentSlice(300, (first, ShownLine(words, 5, 45, 45, 250, 0.5)), (), 0, 0, False, False)


def places_of(text: str) -> list[set[tuple[float, float]]]:
    """Of every word of the second line, all places at which it is seen."""
    frames = load_theme("nocturne", Workspace(None)).frames
    segment = make_segment(text)
    layout = Layout(segment, Page(frames, 1280, 720), Typesetter(font_files(frames)))
    choreography = Choreography(segment, frames.movement, FPS)
    seen: dict[int, set[tuple[float, float]]] = {}
    # From the frame on in which the first line has left: what is on screen then is the second line.
    for frame in range(53, 120):
        for number, mark in enumerate(layout.place(choreography, frame)):
            if mark.alpha > 0:
                seen.setdefault(number, set()).add((mark.ground[0], mark.ground[1]))
    return list(seen.values())


def test_a_line_of_one_row_flies_to_its_place():
    assert all(len(places) > 2 for places in places_of("up and away"))


@pytest.mark.parametrize("text", ["Weave me home, weave me home, till the morning shows"])
def test_a_line_whose_words_would_change_rows_dissolves(text):
    assert all(len(places) <= 2 for places in places_of(text))
