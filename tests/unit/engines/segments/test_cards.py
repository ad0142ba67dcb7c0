"""What stands where nobody sings: in time and in place it never meets a line."""

from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from typing import get_args, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songloom.engines.segments.cards import Cards
from songloom.engines.segments.contract import SegmentsOptions
from songloom.engines.segments.cues import Programme, add_cues
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.inspection import find_ink
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.marks import Mark
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.engines.segments.typeset import Typesetter
from songloom.errors import InputError
from songloom.model.rhythm import Rhythm
from songloom.model.song import Names
from songloom.model.theme import FrameTheme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, write_song
from tests.fixtures.lettering import draw_text

FPS, EDGE = 30, 144
ASPECTS = get_args(get_type_hints(SegmentsOptions)["aspect"])
NAMES = Names("The Harbour Lights", "Ada Lind", "Words: nobody\nRecorded at the Old Mill", "@songloom")
BEAT_S = 0.5


@cache
def load_frames(name: str) -> FrameTheme:
    return load_theme(name, Workspace(None)).frames


def direct(script, frames: FrameTheme, names: Names = NAMES, tail_s: float = 8.0, is_rhythmic: bool = True) -> list[SegmentSlice]:
    timing, storyboard, duration_s = write_song(script, 0.3)
    duration_s += tail_s
    beats = tuple(round(0.2 + BEAT_S * number, 3) for number in range(int(duration_s / BEAT_S)))
    rhythm = Rhythm(120.0, beats, beats[::4], (), (0.5,) * int(2 * duration_s), 2.0, is_rhythmic)
    segments = cut_segments(timing, storyboard, duration_s, make_options(height=EDGE, fps=FPS))
    translation = tuple(f"and this is what line {number} means" for number in range(len(storyboard.lines)))
    return add_cues(segments, Programme(timing, storyboard, rhythm, names, translation), frames, FPS)


SCRIPT = [
    ("", 0.0, "none"),
    ("Every window quietly holds a great gray harbour", 9.0, "none"),
    ("Ångström jumps high", 0.4, "none"),
    ("and both hold on", 14.0, "none"),
]


class Stage:
    """One segment of a song with everything, in one theme and shape."""

    def __init__(self, name: str, aspect: str, **cards):
        self.frames = replace(load_frames(name), cards=replace(load_frames(name).cards, **cards))
        (self.segment,) = direct(SCRIPT, self.frames)
        self.size = make_options(aspect, EDGE).frame_size()
        typesetter = Typesetter(font_files(self.frames), self.segment.text())
        self.layout = Layout(self.segment, Page(self.frames, *self.size), typesetter)
        self.cards = Cards(self.segment, Page(self.frames, *self.size), typesetter, self.layout)
        self.choreography = Choreography(self.segment, self.frames.movement, FPS, self.frames.music)

    def cover(self, marks: list[Mark]) -> np.ndarray:
        return draw_text(self.frames, self.size, marks)[..., 3] > 64

    def look(self, frame: int) -> tuple[list[Mark], list[Mark], list[Mark], list[Mark]]:
        """The marks of lines, of cards, of dots and bars, and of the watermark."""
        others = self.cards.place(self.choreography, frame)
        corner = [mark for mark in others if mark.is_word() and mark.alpha == 0.6 and mark.em < 0.03 * EDGE]
        figures = [mark for mark in others if not mark.is_word()]
        cards = [mark for mark in others if mark not in corner and mark not in figures]
        return self.layout.place(self.choreography, frame), cards, figures, corner


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_nothing_stands_on_anything_else_and_all_is_inside_the_frame(name, aspect):
    stage = Stage(name, aspect)
    intro, rest = stage.segment.cues.rests
    title, end = stage.segment.cues.cards
    moments = [
        title.first + 60,
        intro.ticks[1],
        stage.segment.lines[0].turn + 70,
        (rest.first + rest.end) // 2,
        rest.ticks[2] - 2,
        end.first + 60,
    ]
    seen = []
    for frame in moments:
        covers = [stage.cover(marks) for marks in stage.look(frame) if marks]
        seen.append([bool(marks) for marks in stage.look(frame)])
        assert all(not (one & other).any() for one, other in combinations(covers, 2))
        whole = np.logical_or.reduce(covers)
        rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
        assert 0.02 * whole.shape[0] < rows[0] < rows[-1] < 0.98 * whole.shape[0]
        assert 0.02 * whole.shape[1] < columns[0] < columns[-1] < 0.98 * whole.shape[1]
    # Lines, cards, dots and bars: each in its time. A watermark is always there.
    assert [looks[1] for looks in seen] == [True, False, False, False, False, True]
    assert [looks[2] for looks in seen] == [False, True, False, True, True, False]
    assert seen[2][0]
    assert all(looks[3] for looks in seen)


@st.composite
def scripts(draw):
    """Songs with silences of any length, before and between lines, and after the last."""
    silences = draw(st.lists(st.floats(0, 16), min_size=1, max_size=5))
    lines = [("hold on to me", round(silence, 2), "none") for silence in silences]
    cuts = draw(st.sets(st.integers(1, max(1, len(lines) - 1))))
    script = [("", 0.0, "none")]
    for number, line in enumerate(lines):
        script += [("", 0.0, "none")] if number in cuts else []
        script.append(line)
    return script, draw(st.floats(0, 20))


@settings(max_examples=60, deadline=None)
@given(scripts(), st.booleans(), st.sampled_from(["nocturne", "zine"]))
def test_cards_and_breaks_keep_clear_of_every_line(song, is_rhythmic, name):
    script, tail_s = song
    frames = load_frames(name)
    leaving = frames.movement.turn_s * FPS
    for segment in direct(script, frames, tail_s=tail_s, is_rhythmic=is_rhythmic):
        spans = [(line.turn, line.until + 0.4 * leaving) for line in segment.lines if line.turn < segment.frames]
        for card in segment.cues.cards:
            assert card.end - card.first >= 2.2 * FPS
            assert 0 <= card.first < card.end <= segment.frames
            assert all(card.end <= turn or card.first >= until for turn, until in spans)
            assert all(card.end <= rest.ticks[0] or card.first >= rest.ticks[-1] for rest in segment.cues.rests if rest.ticks)
        for rest in segment.cues.rests:
            assert all(rest.end <= turn or rest.first >= until for turn, until in spans if rest.end > rest.first)
            if rest.ticks:
                assert rest.ticks[-1] == segment.lines[rest.line].words[0].first
                steps = [later - earlier for earlier, later in pairwise(rest.ticks)]
                assert len(steps) == 3
                assert all(0.3 * FPS <= step <= 1.1 * FPS for step in steps)
                before = segment.lines[rest.line - 1].words[-1].end if rest.line else 0
                assert rest.ticks[0] > before


def test_singing_is_counted_in_by_beats_where_there_are_any_and_else_by_seconds():
    (with_beats,) = direct(SCRIPT, load_frames("nocturne"))
    (without,) = direct(SCRIPT, load_frames("nocturne"), is_rhythmic=False)
    ticks = with_beats.cues.rests[0].ticks
    assert all((tick - 0.2 * FPS) % (BEAT_S * FPS) == 0 for tick in ticks[:3])
    last = without.cues.rests[0].ticks
    assert last == tuple(last[-1] - back * FPS for back in (3, 2, 1, 0))


@pytest.mark.parametrize("wish", ["title", "end", "progress", "countdown"])
def test_a_theme_can_do_without(wish):
    frames = load_frames("nocturne")
    (with_all,) = direct(SCRIPT, frames)
    (without,) = direct(SCRIPT, replace(frames, cards=replace(frames.cards, **{wish: False})))
    assert without.cues != with_all.cues
    assert replace(without, cues=with_all.cues) == with_all


def test_a_song_without_names_has_no_cards():
    (segment,) = direct(SCRIPT, load_frames("nocturne"), Names("", "", "", ""))
    assert segment.cues.cards == ()
    assert segment.cues.watermark == ""


def test_dots_are_lit_one_after_another_and_gone_when_the_word_comes():
    stage = Stage("nocturne", "16:9")
    ticks = stage.segment.cues.rests[0].ticks
    for number, (first, end) in enumerate(pairwise(ticks)):
        dots = stage.look(end - 1)[2]
        assert [dot.light for dot in dots][-3 + number] == 1
        assert stage.look(first)[2][-3 + number].fill > 0
    assert not stage.look(ticks[-1] + FPS)[2]


def test_the_line_of_light_grows_from_nothing_to_all():
    stage = Stage("nocturne", "16:9")
    rest = stage.segment.cues.rests[1]
    shares = [bar.fill for frame in range(rest.first, rest.end) for bar in stage.look(frame)[2] if bar.width() > 20]
    assert shares == sorted(shares)
    assert shares[0] < 0.02
    assert shares[-1] == 1


@pytest.mark.parametrize("corner", ["top-left", "top-right", "bottom-left", "bottom-right"])
def test_a_watermark_stands_in_its_corner(corner):
    stage = Stage("nocturne", "16:9", watermark=corner)
    rows, columns = (np.flatnonzero(stage.cover(stage.look(0)[3]).any(axis=axis)) for axis in (1, 0))
    assert (rows.mean() < stage.size[1] / 2, columns.mean() < stage.size[0] / 2) == (corner.startswith("top"), corner.endswith("left"))


def test_a_title_is_as_large_as_the_theme_says():
    small, large = (Stage("nocturne", "16:9", scale=scale) for scale in (0.6, 1.2))
    sizes = [stage.look(stage.segment.cues.cards[0].first + 60)[1][0].em for stage in (small, large)]
    assert sizes[1] == pytest.approx(2 * sizes[0])


def test_a_title_is_set_smaller_rather_than_with_a_broken_word():
    stage = Stage("carnival", "9:16")
    marks = stage.look(stage.segment.cues.cards[0].first + 60)[1]
    assert {mark.piece.text for mark in marks} >= {"THE", "HARBOUR", "LIGHTS"}


def test_what_is_small_is_filled_whatever_the_outline():
    stage = Stage("neon", "16:9")
    lines, cards, _, corner = stage.look(stage.segment.cues.cards[0].first + 60)
    assert not lines
    assert [mark.solid for mark in cards] == [False] * 3 + [True] * 2
    assert all(mark.solid for mark in corner)
    second = [mark for mark in stage.look(stage.segment.lines[0].turn + 60)[0] if mark.solid]
    assert "means" in {mark.piece.text for mark in second}


def test_a_name_that_no_font_has_is_left_out_and_credits_without_end_are_refused():
    frames = load_frames("nocturne")
    for names, matches in (
        (Names("\U00012345", "x", "", ""), None),
        (Names("Song", "", "\n".join("x" * 20), ""), "does not fit the frame"),
    ):
        (segment,) = direct(SCRIPT, frames, names)
        typesetter = Typesetter(font_files(frames), segment.text())
        layout = Layout(segment, Page(frames, 256, 144), typesetter)
        if matches:
            with pytest.raises(InputError, match=matches):
                Cards(segment, Page(frames, 256, 144), typesetter, layout)
        else:
            cards = Cards(segment, Page(frames, 256, 144), typesetter, layout)
            choreography = Choreography(segment, frames.movement, FPS)
            assert cards.place(choreography, segment.cues.cards[0].first + 60) == []


def set_cards(names: Names, aspect: str = "16:9") -> Cards:
    frames = load_frames("matinee")
    (segment,) = direct(SCRIPT, frames, names)
    page = Page(frames, *make_options(aspect, EDGE).frame_size())
    typesetter = Typesetter(font_files(frames), segment.text())
    return Cards(segment, page, typesetter, Layout(segment, page, typesetter))


@pytest.mark.parametrize("aspect", ["16:9", "1:1"])
@pytest.mark.parametrize("lines", [4, 5, 6, 7])
def test_a_card_of_any_height_keeps_clear_of_the_watermark_or_is_refused(aspect, lines):
    frames = replace(load_frames("carnival"), cards=replace(load_frames("carnival").cards, watermark="top-left"))
    names = replace(NAMES, title="everybody who ever lived and sang in this old town by the sea tonight", credits="Old Mill\n" * lines)
    (segment,) = direct(SCRIPT, frames, names)
    page, typesetter = Page(frames, *make_options(aspect, EDGE).frame_size()), Typesetter(font_files(frames), segment.text())
    layout, end = Layout(segment, page, typesetter), segment.cues.cards[-1]
    try:
        cards = Cards(segment, page, typesetter, layout)
    except InputError as error:
        assert "does not fit the frame" in str(error)
        assert lines > 5
    else:
        marks = cards.place(Choreography(segment, frames.movement, FPS), (end.first + end.end) // 2)
        corner, card = ([find_ink(mark) for mark in marks if (mark.alpha == 0.6) == is_corner] for is_corner in (True, False))
        assert corner
        assert max(bottom for _, _, _, bottom in corner) < min(top for _, top, _, _ in card)
        assert max(bottom for _, _, _, bottom in card) <= page.find_floor(True)


@pytest.mark.parametrize("names", [Names(" ", "", "", ""), Names("Song", " ", "one\n \ntwo", " "), Names("", "  ", "\n", "")])
def test_blank_names_are_none(names):
    assert set_cards(names)


@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
def test_a_tag_of_any_length_costs_the_card_and_not_the_song(aspect):
    assert set_cards(Names("A title", "everybody who ever lived and sang in this town " * 7, "", ""), aspect)
