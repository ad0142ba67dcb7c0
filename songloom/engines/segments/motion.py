"""Where every word stands and how it looks at a frame: pure arithmetic over a slice, nothing drawn."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from songloom.engines.segments.easing import (
    ease_bounce,
    ease_smooth,
    ease_spring,
    ease_step,
    ease_swift,
    fall,
    mix,
    ramp,
    shiver,
)
from songloom.engines.segments.slices import AFTERGLOW_MS, Card, SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.theme import SILENCE, Movement, Music, Tag


@dataclass(frozen=True)
class Pose:
    """What an entrance or an exit has done to a word at its far end: carried it off to the right and down, and blurred it (in ems),
    scaled it, and set its line's letters this many times as far apart."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    blur: float = 0.0
    spread: float = 1.0


EASINGS = {
    "float": ease_smooth,
    "slide": ease_swift,
    "snap": ease_spring,
    "still": ease_swift,
    "type": ease_step,
    "pop": ease_bounce,
    "rise": ease_swift,
    "blur": ease_smooth,
    "track": ease_swift,
}
# Where a line without a place to come from starts, and where a leaving line goes.
HERE = Pose()
ENTRANCES = {
    "float": Pose(down=0.45),
    "slide": Pose(right=-0.7),
    "snap": Pose(down=0.25, scale=0.82),
    "still": HERE,
    "type": HERE,
    "pop": Pose(down=0.08, scale=0.6),
    "rise": Pose(down=1.05),
    "blur": Pose(blur=0.22, scale=1.03),
    "track": Pose(spread=1.16),
}
EXITS = {
    "float": Pose(down=-0.75, scale=0.97),
    "slide": Pose(down=-0.8),
    "snap": Pose(down=-0.35, scale=1.06),
    "still": HERE,
    "type": HERE,
    "pop": Pose(scale=0.86),
    "rise": Pose(down=-1.05),
    "blur": Pose(blur=0.22, scale=0.98),
    "track": Pose(spread=1.05),
}
# In these styles a line that was announced passes from the next line's place to its own; in the others but `type` it is gone from
# there before it comes here.
PASSING = {"float", "slide", "snap", "still"}
# A leaving line is gone after the first share of the hand-over, and the one that takes its place sets out after the second, so
# that they do not cross.
EXIT_SHARE, WAIT_SHARE = 0.4, 0.2
# A short line is not on its way for more than this share of its time: it could not be read.
MOST_TURNING = 0.35
# A line on its way is no longer seen at the next line's place after this share of it; then it dissolves into its own.
DISSOLVE_SHARE = 0.2
LIFT_S = 0.2
# A word sung for this long is held, and swells until it has been held for so long; what a beat does to a word is gone after PULSE_S,
# what a hit does to a line after SHAKE_S.
HELD_S, SWELLING_S, PULSE_S, SHAKE_S = 1.0, 2.4, 0.4, 0.4
# How far a hit carries a line, in ems: aside, and down.
SHAKE = (0.05, 0.035)


@dataclass(frozen=True)
class Stance:
    """How far a word has come from the next line's place (`arrived` 0) to the active line's (1), how far an entrance or an exit
    carries it off (`dx`, `dy` in ems, `scale`), and how opaque it is. `blur` is in ems, `spread` what the distances between its
    line's letters are multiplied by; a `masked` word is seen only inside its own row."""

    arrived: float
    dx: float
    dy: float
    scale: float
    alpha: float
    blur: float = 0.0
    spread: float = 1.0
    masked: bool = False


@dataclass(frozen=True)
class Singing:
    """A word's state: `fill` is the share that is sung; `light` is 1 while it is being sung, 0 before, and fades after; `lift` is
    the same but rises softly; `swell` says how far the music makes it grow, `hold` how far it is held, `tag` the kind of word."""

    fill: float
    light: float
    lift: float
    swell: float = 0.0
    hold: float = 0.0
    tag: Tag = ""


WAITING, SUNG = Singing(0.0, 0.0, 0.0), Singing(1.0, 0.0, 0.0)


class Choreography:
    """The movements of one segment."""

    def __init__(self, segment: SegmentSlice, movement: Movement, fps: int, music: Music = SILENCE):
        self._segment = segment
        self._movement = movement
        self._music = music
        self.fps = self._fps = fps
        self._turn = movement.turn_s * fps
        self._followers = {line.turn: line for line in segment.lines}
        self._ease = EASINGS[movement.style]

    def find_stances(self, line: ShownLine, frame: int) -> list[Stance]:
        """The stances of a line's words; none where it is not on screen."""
        count = len(line.words)
        first = self.find_stance(line, 0.0, frame)
        if first is None:
            return []
        if frame < line.turn or frame >= line.turn + self._length(line.turn, line.until):
            # Words follow one another only while their line comes.
            return [first] * count
        return [self.find_stance(line, order / max(1, count - 1), frame) or first for order in range(count)]

    def has_text(self, frame: int) -> float:
        """How far the picture has made way for text, in [0, 1]."""
        standing = (*self._segment.lines, *map(self.stage_card, self._segment.cues.cards))
        return max((self._claim(line, frame) for line in standing), default=0.0)

    def stage_card(self, card: Card) -> ShownLine:
        """The line that comes and goes as a card does."""
        return ShownLine((), 0, 0, card.first, card.end - ceil(self._turn * EXIT_SHARE), 0.0)

    def find_singing(self, word: ShownWord, frame: int) -> Singing:
        """The state of a word: it starts to fill in the very frame in which it counts as being sung."""
        if frame < word.first:
            return replace(WAITING, tag=word.tag) if word.tag else WAITING
        if frame >= word.end + AFTERGLOW_MS * self._fps / 1000:
            return replace(SUNG, tag=word.tag) if word.tag else SUNG
        fill = min(1.0, (frame - word.first + 1) / (word.end - word.first))
        light = 1 - ease_smooth(ramp(frame + 1, word.end, AFTERGLOW_MS * self._fps / 1000))
        lift = light * ease_swift(ramp(frame + 1, word.first, LIFT_S * self._fps))
        hold = light * self._hold(word, frame)
        beat = self._music.pulse * self._since(self._segment.cues.beats, frame, PULSE_S, fall)
        swell = min(1.0, lift * (self._music.loudness * word.loud + beat) + hold)
        return Singing(fill, light, lift, swell, hold, word.tag)

    def find_stance(self, line: ShownLine, order: float, frame: int) -> Stance | None:
        """The stance of a word; `order` in [0, 1] is its place in the line. None where it is not on screen."""
        if frame < line.turn and line.hidden <= line.seen:
            return None
        if frame < line.turn:
            return self._announce(line, frame)
        if frame >= line.until and frame >= line.until + self._leave_frames(line):
            return None
        return self._shake(self._leave(line, self._arrive(line, order, frame), frame), frame)

    def _announce(self, line: ShownLine, frame: int) -> Stance | None:
        length = self._length(line.seen, line.hidden)
        shown = ease_smooth(ramp(frame, line.seen + length * 0.5, length * 0.5))
        gone = ease_smooth(ramp(frame, line.hidden, self._turn * EXIT_SHARE)) if line.hidden < line.turn else 0.0
        alpha = shown * (1 - gone)
        return Stance(0.0, 0.0, 0.5 * (1 - shown) * self._movement.energy, 1.0, alpha) if alpha > 0 else None

    def _arrive(self, line: ShownLine, order: float, frame: int) -> Stance:
        length, style = self._length(line.turn, line.until), self._movement.style
        wait = WAIT_SHARE * length if line.seen < line.hidden == line.turn and style != "type" else 0.0
        if wait and style in PASSING:
            return Stance(self._ease(ramp(frame + 1, line.turn + wait, length - wait)), 0.0, 0.0, 1.0, 1.0)
        if frame + 1 < line.turn + wait:
            return Stance(DISSOLVE_SHARE * ramp(frame + 1, line.turn, wait), 0.0, 0.0, 1.0, 1.0)
        delay = self._movement.ripple * order * (length - wait)
        share = ramp(frame + 1, line.turn + wait + delay, (length - wait) * (1 - self._movement.ripple))
        # Letters close up as one line: words that did so one after another would run into each other.
        moved = self._ease(ramp(frame + 1, line.turn + wait, length - wait) if style == "track" else share)
        shown = moved if style == "type" else ease_smooth(min(1.0, share * 1.4))
        return self._pose(Stance(1.0, 0.0, 0.0, 1.0, shown), ENTRANCES[style], 1 - moved)

    def _leave(self, line: ShownLine, stance: Stance, frame: int) -> Stance:
        if frame < line.until:
            return stance
        gone = ease_swift(ramp(frame + 1, line.until, self._leave_frames(line)))
        left = Stance(stance.arrived, 0.0, 0.0, stance.scale, stance.alpha * (1 - gone))
        return self._pose(left, EXITS[self._movement.style], gone)

    def _pose(self, stance: Stance, pose: Pose, share: float) -> Stance:
        """The stance `share` of the way to a pose; energy decides how far that is."""
        if share == 0:
            return stance
        energy = share * self._movement.energy
        return Stance(
            stance.arrived,
            pose.right * energy,
            pose.down * energy,
            mix(stance.scale, pose.scale, energy),
            stance.alpha,
            max(0.0, pose.blur * energy),
            max(0.8, mix(1.0, pose.spread, energy)),
            self._movement.style == "rise",
        )

    def _shake(self, stance: Stance, frame: int) -> Stance:
        swing = self._music.shake * self._movement.energy * self._since(self._segment.cues.hits, frame, SHAKE_S, shiver)
        return replace(stance, dx=stance.dx + SHAKE[0] * swing, dy=stance.dy + SHAKE[1] * swing) if swing else stance

    def _hold(self, word: ShownWord, frame: int) -> float:
        """How far a word that is sung for long has swollen."""
        if not self._music.hold or word.end - word.first < HELD_S * self._fps:
            return 0.0
        return self._music.hold * ease_smooth(ramp(min(frame + 1, word.end), word.first + LIFT_S * self._fps, SWELLING_S * self._fps))

    def _since(self, frames: tuple[int, ...], frame: int, seconds: float, ease: Callable[[float], float]) -> float:
        """What is left at a frame of the last of some moments."""
        index = bisect_right(frames, frame)
        share = ramp(frame, frames[index - 1], seconds * self._fps) if index else 1.0
        return ease(share) if share < 1 else 0.0

    def _leave_frames(self, line: ShownLine) -> float:
        # What is typed is typed on an empty place.
        turn = 0.0 if self._movement.style == "type" else self._turn
        # A short line that takes its place comes sooner, and must not find it there.
        follower = self._followers.get(line.until)
        turn = min(turn, self._length(follower.turn, follower.until)) if follower else turn
        return min(turn * EXIT_SHARE, max(0, self._segment.frames - line.until))

    def _length(self, first: int, end: int) -> float:
        """A hand-over ends before the next one starts and before the segment does: what joins segments is at rest."""
        return max(0.0, min(self._turn, MOST_TURNING * (end - first), self._segment.frames - first))

    def _claim(self, line: ShownLine, frame: int) -> float:
        spans = [(line.turn, line.until)] + ([(line.seen, line.hidden)] if line.seen < line.hidden else [])
        before, after = 0.7 * self._fps, 1.2 * self._fps
        return max(
            ease_smooth(ramp(frame, first - before, before)) * (1 - ease_smooth(ramp(frame, end + self._turn * EXIT_SHARE, after)))
            for first, end in spans
        )
