"""Plans what stands where nobody sings: the song's names, breaks that pass, beats that count the singer in."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from songloom.engines.segments.slices import Card, Rest, SegmentSlice
from songloom.engines.segments.timetable import ceil_frame, frame_at
from songloom.model.rhythm import Rhythm
from songloom.model.theme import Cards

# A card comes this long after what was there before, goes this long before what comes, and is not shown for less than LEAST_S or
# much longer than it takes to read.
AFTER_S, BEFORE_S, LEAST_S, TITLE_S, CREDITS_S = 0.5, 0.5, 2.2, 7.0, 12.0
# Singing is counted in after a break this long, and a line of light passes through one in which no line stands for so long.
COUNTED_S, PASSED_S = 6.0, 6.0
# A count is three beats; beats that are nearer or further apart than this are seconds instead.
COUNT, QUICKEST_S, SLOWEST_S = 3, 0.32, 1.1


@dataclass(frozen=True)
class Interlude:
    """What is planned with: the song's beats where they can be trusted, in frames of the segment, and the theme's wishes."""

    wishes: Cards
    beats: Sequence[int]
    fps: int


def list_beats(rhythm: Rhythm, fps: int) -> list[int]:
    """The beats in frames of the song; none where they cannot be trusted."""
    return [frame_at(beat_s, fps) for beat_s in rhythm.beats_s] if rhythm.is_rhythmic else []


def plan_rests(segment: SegmentSlice, own: range, interlude: Interlude) -> tuple[Rest, ...]:
    """The breaks before those lines of a segment that are its own."""
    rests = (_plan_rest(segment, number, interlude) for number in own)
    return tuple(rest for rest in rests if rest.ticks or rest.end > rest.first)


def plan_title(segment: SegmentSlice, rests: Sequence[Rest], names: Sequence[str], fps: int) -> tuple[Card, ...]:
    """A song's names in its intro, if there is room before its first line and before that is counted in."""
    next_up = min([segment.frames, *(line.turn for line in segment.lines), *(rest.ticks[0] for rest in rests if rest.ticks)])
    return _make_card(names, _frames(AFTER_S, fps), next_up - _frames(BEFORE_S, fps), _frames(TITLE_S, fps), fps)


def plan_credits(segment: SegmentSlice, names: Sequence[str], fps: int) -> tuple[Card, ...]:
    """A song's names and credits after its last line, if there is room before it ends."""
    last = max((line.until for line in segment.lines), default=0)
    return _make_card(names, last + _frames(AFTER_S, fps), segment.frames - _frames(BEFORE_S, fps), _frames(CREDITS_S, fps), fps)


# --------------------------------------------------------------------------------------------- private


def _frames(seconds: float, fps: int) -> int:
    return ceil_frame(round(seconds * 1000), fps)


def _plan_rest(segment: SegmentSlice, number: int, interlude: Interlude) -> Rest:
    line, fps = segment.lines[number], interlude.fps
    start = line.words[0].first
    ended, left = (segment.lines[number - 1].words[-1].end, segment.lines[number - 1].until) if number else (0, 0)
    is_counted = interlude.wishes.countdown and start - ended >= COUNTED_S * fps
    first = left + _frames(AFTER_S, fps)
    is_passed = interlude.wishes.progress and number > 0 and line.turn - left >= PASSED_S * fps
    return Rest(first, line.turn if is_passed else first, number, _count_in(start, interlude) if is_counted else ())


def _count_in(start: int, interlude: Interlude) -> tuple[int, ...]:
    """The last beats before frame `start`, and it: the last seconds where no beat can be trusted."""
    fps, beats = interlude.fps, interlude.beats
    end = bisect_right(beats, start - QUICKEST_S * fps)
    ticks = (*beats[max(0, end - COUNT) : end], start)
    steps = [later - earlier for earlier, later in pairwise(ticks)]
    if len(steps) < COUNT or min(steps) < QUICKEST_S * fps or max(steps) > SLOWEST_S * fps:
        ticks = tuple(start - back * fps for back in range(COUNT, -1, -1))
    return tuple(ticks)


def _make_card(names: Sequence[str], first: int, end: int, most: int, fps: int) -> tuple[Card, ...]:
    said = [name for name in names if name.strip()]
    if not said or end - first < LEAST_S * fps:
        return ()
    return (Card(said[0], tuple(said[1:]), first, min(end, first + most)),)
