"""Words come, are sung and go: exact to the frame, without a jump."""

from itertools import pairwise

import pytest

from songloom.engines.segments.easing import ease_breath, ease_smooth, ease_spring, ease_swift, ramp
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.theme import Movement

FPS = 30


def make_line(first: int, end: int, *, seen=0, hidden=0, turn=0, until=0) -> ShownLine:
    return ShownLine((ShownWord("word", first, end),), seen, hidden, turn, until, 0.5)


LINES = (
    make_line(40, 60, turn=10, until=70),
    make_line(90, 110, seen=10, hidden=70, turn=70, until=130),
    make_line(300, 320, seen=70, hidden=130, turn=260, until=360),
)
SEGMENT = SegmentSlice(400, LINES, (), 0, 0, False, False)


@pytest.fixture(params=["float", "slide", "snap", "still", "type"])
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
    standing = choreography.find_stance(line, 0.0, 100)
    assert (standing.arrived, standing.dx, standing.dy, standing.scale, standing.alpha) == (1, 0, 0, 1, 1)
    assert choreography.find_stance(line, 0.0, 129) == standing
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
            if earlier and later and earlier.alpha and later.alpha:
                assert abs(later.arrived - earlier.arrived) < 0.4
                assert abs(later.dy - earlier.dy) < 0.6


@pytest.mark.parametrize("ease", [ease_smooth, ease_swift, ease_spring])
def test_easings_start_at_0_and_end_at_1(ease):
    assert (ease(0.0), ease(1.0)) == (pytest.approx(0), pytest.approx(1))


def test_breath_rests_at_both_ends():
    assert (ease_breath(0.0), ease_breath(0.5), ease_breath(1.0)) == (pytest.approx(0), pytest.approx(1), pytest.approx(0))


def test_a_ramp_of_no_length_is_a_step():
    assert (ramp(9, 10, 0), ramp(10, 10, 0)) == (0, 1)
