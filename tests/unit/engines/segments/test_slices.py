"""Cutting a song into segments: nothing lost, nothing shared that need not be, frames exact."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songloom.engines.segments.slices import cut_segments, find_segment
from songloom.engines.segments.timetable import frame_at
from songloom.errors import InputError
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.timing import Timing, Word
from tests.fixtures.film import SHORT, make_options, write_song

OPTIONS = make_options()


@st.composite
def songs(draw):
    """Words that may touch and may have no length, in lines and scenes of any size."""
    steps = draw(st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 1500)), min_size=1, max_size=24))
    now, words = 0, []
    for gap, length in steps:
        words.append(Word("la", (now + gap) / 1000, (now + gap + length) / 1000, 0, 1.0, "measured"))
        now += gap + length
    lines = [DisplayLine(first, end, "zoom_in") for first, end in _group(draw, len(words))]
    scenes = [Scene(first, end, "calm", 0.5, "", 1) for first, end in _group(draw, len(lines))]
    return Timing(tuple(words)), Storyboard(tuple(lines), tuple(scenes)), now / 1000 + 2


def _group(draw, count):
    cuts = sorted(draw(st.sets(st.integers(1, max(1, count - 1)))) - {count})
    edges = [0, *cuts, count]
    return [(first, end) for first, end in pairwise(edges) if end > first]


@settings(max_examples=60)
@given(songs())
def test_segments_cover_the_song_and_sing_every_word_in_its_frame(song):
    timing, storyboard, duration_s = song
    segments = cut_segments(timing, storyboard, duration_s, OPTIONS)
    assert len(segments) == len(storyboard.scenes)
    assert sum(segment.frames for segment in segments) == frame_at(duration_s, OPTIONS.fps)
    sung, start = {}, 0
    for segment in segments:
        assert segment.frames >= 1
        assert 0 <= segment.fade_first <= segment.fade_end <= segment.frames
        for word in (word for line in segment.lines for word in line.words):
            if 0 <= word.first < segment.frames:
                sung.setdefault(start + word.first, 0)
                sung[start + word.first] += 1
        start += segment.frames
    for word in timing.words:
        assert frame_at(word.start_s, OPTIONS.fps) in sung


@settings(max_examples=60)
@given(songs(), st.data())
def test_a_moved_word_changes_at_most_two_segments(song, data):
    timing, storyboard, duration_s = song
    index = data.draw(st.integers(0, len(timing.words) - 1))
    low = timing.words[index - 1].end_s if index else 0.0
    high = timing.words[index + 1].start_s if index + 1 < len(timing.words) else duration_s
    start, end = sorted(data.draw(st.tuples(*[st.integers(round(low * 1000), round(high * 1000))] * 2)))
    moved = list(timing.words)
    moved[index] = replace(moved[index], start_s=start / 1000, end_s=end / 1000)
    before = cut_segments(timing, storyboard, duration_s, OPTIONS)
    after = cut_segments(Timing(tuple(moved)), storyboard, duration_s, OPTIONS)
    if min(segment.frames for segment in [*before, *after]) > 1:
        assert sum(old != new for old, new in zip(before, after, strict=True)) <= 2


def test_equal_content_elsewhere_is_an_equal_segment():
    refrain = [("", 0.0, "none"), ("hold on to me", 0.5, "zoom_in"), ("all night long", 0.5, "none")]
    timing, storyboard, duration_s = write_song(refrain * 6)
    segments = cut_segments(timing, storyboard, duration_s, OPTIONS)
    assert segments[1] == segments[3] != segments[5]


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_a_word_is_sung_from_the_first_frame_at_or_after_its_start(fps):
    for ms in range(0, 3000, 7):
        assert frame_at(ms / 1000, fps) == -(-Fraction(ms, 1000) * fps // 1)


def test_a_scene_never_ends_inside_a_word():
    timing, storyboard, duration_s = write_song(SHORT)
    first, _ = cut_segments(timing, storyboard, duration_s, OPTIONS)
    assert first.frames == frame_at(timing.words[6].end_s, OPTIONS.fps)


def test_the_picture_is_alone_before_the_first_line_and_in_long_breaks():
    script = [("", 0.0, "none"), ("one line", 70.0, "none"), ("another", 9.0, "none")]
    timing, storyboard, duration_s = write_song(script)
    (segment,) = cut_segments(timing, storyboard, duration_s, OPTIONS)
    one, another = segment.lines
    assert one.turn > 60 * OPTIONS.fps
    assert one.until < another.turn - 5 * OPTIONS.fps
    assert another.hidden == one.until


def test_more_scenes_than_frames_are_refused():
    words = tuple(Word("la", 0.0, 0.0, 0, 1.0, "measured") for _ in range(40))
    lines = tuple(DisplayLine(index, index + 1, "none") for index in range(40))
    scenes = tuple(Scene(index, index + 1, "calm", 0.5, "", 1) for index in range(40))
    with pytest.raises(InputError, match="40 scenes"):
        cut_segments(Timing(words), Storyboard(lines, scenes), 1.0, OPTIONS)


def test_a_second_is_found_in_its_segment():
    timing, storyboard, duration_s = write_song(SHORT)
    segments = cut_segments(timing, storyboard, duration_s, OPTIONS)
    assert find_segment(segments, 0.0, OPTIONS.fps) == (0, 0)
    assert find_segment(segments, segments[0].frames / OPTIONS.fps, OPTIONS.fps) == (1, 0)
    assert find_segment(segments, duration_s + 1, OPTIONS.fps) is None
