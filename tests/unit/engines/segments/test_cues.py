"""What the music adds to segments: only what a theme shows, and only where it is shown."""

from dataclasses import replace

import pytest

from songloom.engines.segments.cues import Programme, add_cues
from songloom.engines.segments.slices import NO_CUES, cut_segments
from songloom.model.rhythm import Rhythm
from songloom.model.song import Names
from songloom.model.theme import FrameTheme, Music
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, write_song

FPS = 30
SCRIPT = [text for verse in range(4) for text in (("", 0.0, "none"), ("one two three", 1.0, "none"), ("four five six", 0.4, "none"))]
TIMING, STORYBOARD, DURATION_S = write_song(SCRIPT, 0.5)
BEATS_S = tuple(round(0.25 + 0.5 * number, 3) for number in range(int(DURATION_S * 2)))
# The second half of the song is louder.
ENERGY = tuple(0.4 if number < DURATION_S else 0.9 for number in range(int(DURATION_S * 2)))
NOBODY = Names("", "", "", "")
RHYTHM = Rhythm(120.0, BEATS_S, BEATS_S[::4], (), ENERGY, 2.0, True)


def theme_with(**music: float) -> FrameTheme:
    frames = load_theme("nocturne", Workspace(None)).frames
    return replace(frames, music=Music(**{"loudness": 0.0, "hold": 0.0, "pulse": 0.0, "shake": 0.0} | music))


def cue(theme: FrameTheme, rhythm: Rhythm = RHYTHM, timing=TIMING):
    segments = cut_segments(timing, STORYBOARD, DURATION_S, make_options(fps=FPS))
    return segments, add_cues(segments, Programme(timing, STORYBOARD, rhythm, NOBODY), theme, FPS)


def test_what_a_theme_does_not_show_is_in_no_segment():
    cut, cued = cue(theme_with(hold=1.0))
    assert cued == cut
    assert all(segment.cues == NO_CUES for segment in cued)


def test_beats_are_shown_in_their_own_frame():
    _, cued = cue(theme_with(pulse=0.5))
    start, shown = 0, set()
    for segment in cued:
        assert all(beat < segment.frames for beat in segment.cues.beats)
        shown |= {start + beat for beat in segment.cues.beats}
        start += segment.frames
    assert sorted(shown) == [-(-round(beat_s * 1000) * FPS // 1000) for beat_s in BEATS_S if beat_s * FPS < start]


def test_a_beat_grid_that_cannot_be_trusted_shows_nowhere():
    _, cued = cue(theme_with(pulse=0.5, shake=0.5), replace(RHYTHM, is_rhythmic=False))
    assert all(segment.cues == NO_CUES for segment in cued)


def test_hits_are_where_the_song_is_loudest():
    _, cued = cue(theme_with(shake=0.5))
    assert not cued[0].cues.hits
    assert cued[-1].cues.hits


def test_loud_words_are_told_from_soft_ones_in_the_line_sung_and_the_one_before():
    _, cued = cue(theme_with(loudness=0.5))
    loud = [[[word.loud for word in line.words] for line in segment.lines] for segment in cued]
    assert {level for line in loud[0] for level in line[:2]} == {0.0}
    assert {level for line in loud[-1] for level in line} == {1.0}
    # The line to come is not sung yet, the one before may still glow.
    assert loud[-2][-1] == [0.0] * 3
    assert loud[-1][0] == [1.0] * 3


@pytest.mark.parametrize("music", [{"loudness": 0.5}, {"pulse": 0.5}, {"shake": 0.5}])
def test_a_rhythm_that_changes_in_one_place_changes_the_segments_that_show_it(music):
    first_loud, beats = len(ENERGY) // 2, list(BEATS_S)
    beats[4] += 0.1
    energy = (*ENERGY[:first_loud], *(0.55 for _ in ENERGY[first_loud : first_loud + 4]), *ENERGY[first_loud + 4 :])
    changed = replace(RHYTHM, beats_s=tuple(beats), downbeats_s=tuple(beats[::4]), energy=energy)
    _, before = cue(theme_with(**music))
    _, after = cue(theme_with(**music), changed)
    assert 1 <= sum(old != new for old, new in zip(before, after, strict=True)) <= 2
