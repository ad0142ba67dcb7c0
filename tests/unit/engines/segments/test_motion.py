"""Words come, are sung and go: exact to the frame, without a jump."""

from dataclasses import replace
from itertools import pairwise
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.segments.easing import ease_bounce, ease_breath, ease_smooth, ease_spring, ease_swift, fall, ramp, shiver
from songloom.engines.segments.motion import SHAKE_S, Choreography, Stance
from songloom.engines.segments.slices import NO_CUES, Cues, SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.theme import SILENCE, Movement, Music

FPS = 30
STYLES = get_args(get_type_hints(Movement)["style"])
AT_REST = Stance(1.0, 0.0, 0.0, 1.0, 1.0)


def make_line(first: int, end: int, *, seen=0, hidden=0, turn=0, until=0) -> ShownLine:
    return ShownLine((ShownWord("word", first, end),), seen, hidden, turn, until, 0.5)


LINES = (
    make_line(40, 60, turn=10, until=70),
    make_line(90, 110, seen=10, hidden=70, turn=70, until=130),
    make_line(300, 320, seen=70, hidden=130, turn=260, until=360),
)
SEGMENT = SegmentSlice(400, LINES, (), 0, 0, False, False)
LIVELY = Music(1.0, 1.0, 1.0, 1.0)


@pytest.fixture(params=STYLES)
def choreography(request) -> Choreography:
    return Choreography(SEGMENT, Movement(request.param, 0.5, 0.4, 1.0), FPS)


def test_a_word_is_lit_in_its_own_frames_only(choreography):
    (word,) = LINES[0].words
    assert choreography.find_singing(word, 39).light == choreography.find_singing(word, 39).fill == 0
    assert choreography.find_singing(word, 40).light == 1
    assert choreography.find_singing(word, 40).fill > 0
    assert choreography.find_singing(word, 59).fill == 1
    assert choreography.find_singing(word, 60).light < 1
    assert choreography.find_singing(word, 60 + FPS).light == 0


def test_the_fill_never_goes_back(choreography):
    (word,) = LINES[0].words
    fills = [choreography.find_singing(word, frame).fill for frame in range(100)]
    assert fills == sorted(fills)


def test_a_line_waits_then_stands_then_is_gone(choreography):
    line = LINES[1]
    assert choreography.find_stance(line, 0.0, 5) is None
    assert choreography.find_stance(line, 0.0, 60).arrived == 0
    assert choreography.find_stance(line, 0.0, 100) == AT_REST
    assert choreography.find_stance(line, 0.0, 129) == AT_REST
    assert choreography.find_stance(line, 0.0, 129 + FPS) is None


def test_a_long_break_shows_no_text(choreography):
    assert all(choreography.find_stance(line, 0.0, frame) is None for line in LINES for frame in range(160, 260))
    assert choreography.has_text(200) == 0
    assert choreography.has_text(100) == 1
    assert choreography.has_text(260) == 1


def test_a_standing_line_stands_to_the_last_frame_of_its_segment():
    line = make_line(10, 60, turn=0, until=60)
    segment = SegmentSlice(60, (line,), (), 0, 0, False, False)
    stance = Choreography(segment, Movement("float", 0.5, 0.4, 1.0), FPS).find_stance(line, 0.0, 59)
    assert stance is not None
    assert stance.alpha == 1


def test_words_move_by_small_steps(choreography):
    for line in LINES:
        stances = [choreography.find_stance(line, 0.5, frame) for frame in range(SEGMENT.frames)]
        for earlier, later in pairwise(stances):
            # A line that was announced leaves the next line's place and comes to its own: nobody sees it pass.
            if earlier and later and min(earlier.alpha, later.alpha) > 0 and earlier.arrived >= 0.2 - 1e-9:
                assert abs(later.arrived - earlier.arrived) < 0.4 or earlier.arrived == 0.2
                assert abs(later.dy - earlier.dy) < 0.6
                assert abs(later.blur - earlier.blur) < 0.15
                assert abs(later.spread - earlier.spread) < 0.1


@given(
    style=st.sampled_from(STYLES),
    energy=st.floats(0, 2),
    turn_s=st.floats(0.1, 1.5),
    ripple=st.floats(0, 0.8),
    order=st.floats(0, 1),
    frame=st.integers(-10, 410),
)
def test_no_theme_carries_a_word_far_off_or_turns_it_inside_out(style, energy, turn_s, ripple, order, frame):
    choreography = Choreography(SEGMENT, Movement(style, turn_s, ripple, energy), FPS, LIVELY)
    for line in LINES:
        stance = choreography.find_stance(line, order, frame)
        if stance:
            assert 0 <= stance.alpha <= 1
            assert max(abs(stance.dx), abs(stance.dy)) <= 2.5
            assert 0.1 <= stance.scale <= 1.5
            assert 0 <= stance.blur <= 0.6
            assert 0.8 <= stance.spread <= 1.5


@given(style=st.sampled_from(STYLES), order=st.floats(0, 1), frame=st.integers(0, 400))
def test_without_energy_nothing_but_fades_and_changes_of_place_is_left(style, order, frame):
    segment = replace(SEGMENT, cues=Cues(tuple(range(0, 400, 15)), tuple(range(0, 400, 60))))
    choreography = Choreography(segment, Movement(style, 0.5, 0.4, 0.0), FPS, LIVELY)
    for line in LINES:
        stance = choreography.find_stance(line, order, frame)
        assert stance is None or replace(stance, arrived=1.0, alpha=1.0, masked=False) == AT_REST


def test_only_what_moves_is_masked():
    choreography = Choreography(SEGMENT, Movement("rise", 0.5, 0.4, 1.0), FPS)
    stances = [choreography.find_stance(LINES[0], 0.0, frame) for frame in range(10, 70)]
    assert stances[0].masked
    assert all(stance.masked == (stance.dy != 0) for stance in stances)


# --------------------------------------------------------------------------------------------- music


def find_states(music: Music, word: ShownWord, cues: Cues = NO_CUES):
    choreography = Choreography(replace(SEGMENT, cues=cues), Movement("still", 0.5, 0.4, 1.0), FPS, music)
    return [choreography.find_singing(word, frame) for frame in range(word.first - 5, word.end + 30)]


def test_silent_themes_answer_nothing():
    states = find_states(SILENCE, ShownWord("held", 10, 100, loud=1.0), Cues(tuple(range(0, 100, 15))))
    assert {(state.swell, state.hold) for state in states} == {(0.0, 0.0)}


def test_a_word_grows_as_loud_as_the_song_is():
    peaks = [
        max(state.swell for state in find_states(replace(SILENCE, loudness=0.5), ShownWord("la", 10, 25, loud=loud)))
        for loud in (0, 0.5, 1)
    ]
    assert peaks == [0, pytest.approx(0.25, abs=0.01), pytest.approx(0.5, abs=0.01)]


def test_a_long_note_is_held_and_a_short_one_is_not():
    music = replace(SILENCE, hold=1.0)
    assert max(state.hold for state in find_states(music, ShownWord("la", 10, 10 + FPS - 1))) == 0
    held = [state.hold for state in find_states(music, ShownWord("la", 10, 10 + 3 * FPS))]
    assert held[:5] == [0.0] * 5
    assert max(held) == pytest.approx(1, abs=0.05)
    assert held[-1] == 0
    assert all(abs(later - earlier) < 0.25 for earlier, later in pairwise(held))


def test_a_beat_shows_in_its_own_frame_and_is_gone_before_long():
    states = find_states(replace(SILENCE, pulse=1.0), ShownWord("la", 0, 60), Cues(beats=(20, 50)))
    swells = {frame: state.swell for frame, state in enumerate(states, start=-5)}
    assert swells[19] == 0
    assert swells[20] == swells[50] == 1
    assert swells[20] > swells[23] > swells[28]
    assert swells[40] == 0


def test_a_hit_shakes_the_line_that_is_sung_and_no_other():
    segment = replace(SEGMENT, cues=Cues(hits=(100,)))
    choreography = Choreography(segment, Movement("still", 0.5, 0.4, 1.0), FPS, replace(SILENCE, shake=1.0))
    moved = {frame for frame in range(75, 130) if choreography.find_stance(LINES[1], 0.0, frame).dx}
    assert moved
    assert 100 in moved
    assert moved <= set(range(100, 100 + round(SHAKE_S * FPS)))
    assert choreography.find_stance(LINES[2], 0.0, 100).dx == 0


# --------------------------------------------------------------------------------------------- easings


@pytest.mark.parametrize("ease", [ease_smooth, ease_swift, ease_spring, ease_bounce])
def test_easings_start_at_0_and_end_at_1(ease):
    assert (ease(0.0), ease(1.0)) == (pytest.approx(0), pytest.approx(1))


@pytest.mark.parametrize("ease", [fall, shiver])
def test_what_follows_a_beat_starts_full_and_is_gone_at_the_end(ease):
    assert (ease(0.0), ease(1.0)) == (1, 0)


@pytest.mark.parametrize("ease", [ease_smooth, ease_swift, ease_spring, ease_bounce, ease_breath, fall, shiver])
def test_easings_have_no_jump(ease):
    values = [ease(share / 1000) for share in range(1001)]
    assert max(abs(later - earlier) for earlier, later in pairwise(values)) < 0.02


def test_breath_rests_at_both_ends():
    assert (ease_breath(0.0), ease_breath(0.5), ease_breath(1.0)) == (pytest.approx(0), pytest.approx(1), pytest.approx(0))


def test_a_ramp_of_no_length_is_a_step():
    assert (ramp(9, 10, 0), ramp(10, 10, 0)) == (0, 1)
