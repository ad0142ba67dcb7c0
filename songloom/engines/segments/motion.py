"""Where every word stands and how it looks at a frame: pure arithmetic over a slice, nothing drawn."""

from dataclasses import dataclass

from songloom.engines.segments.easing import ease_smooth, ease_spring, ease_step, ease_swift, mix, ramp
from songloom.engines.segments.slices import AFTERGLOW_MS, SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.theme import Movement

EASINGS = {"float": ease_smooth, "slide": ease_swift, "snap": ease_spring, "still": ease_swift, "type": ease_step}
# Where a line without a place to come from starts, and where a leaving line goes: (right, down) in ems, and its scale there.
HERE = (0.0, 0.0, 1.0)
ENTRANCES = {"float": (0.0, 0.45, 1.0), "slide": (-0.7, 0.0, 1.0), "snap": (0.0, 0.25, 0.82), "still": HERE, "type": HERE}
EXITS = {"float": (0.0, -0.75, 0.97), "slide": (0.0, -0.8, 1.0), "snap": (0.0, -0.35, 1.06), "still": HERE, "type": HERE}
# A leaving line is gone after the first share of the hand-over, and the one that takes its place sets out after the second, so
# that they do not cross.
EXIT_SHARE, WAIT_SHARE = 0.4, 0.2
LIFT_S = 0.2


@dataclass(frozen=True)
class Stance:
    """How far a word has come from the next line's place (`arrived` 0) to the active line's (1), how far an entrance or an exit
    carries it off (`dx`, `dy` in ems, `scale`), and how opaque it is."""

    arrived: float
    dx: float
    dy: float
    scale: float
    alpha: float


@dataclass(frozen=True)
class Singing:
    """A word's state: `fill` is the share that is sung; `light` is 1 while it is being sung, 0 before, and fades after; `lift` is
    the same but rises softly."""

    fill: float
    light: float
    lift: float


WAITING, SUNG = Singing(0.0, 0.0, 0.0), Singing(1.0, 0.0, 0.0)


class Choreography:
    """The movements of one segment."""

    def __init__(self, segment: SegmentSlice, movement: Movement, fps: int):
        self._segment = segment
        self._movement = movement
        self._fps = fps
        self._turn = movement.turn_s * fps
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
        return max((self._claim(line, frame) for line in self._segment.lines), default=0.0)

    def find_singing(self, word: ShownWord, frame: int) -> Singing:
        """The state of a word: it starts to fill in the very frame in which it counts as being sung."""
        if frame < word.first:
            return WAITING
        if frame >= word.end + AFTERGLOW_MS * self._fps / 1000:
            return SUNG
        fill = min(1.0, (frame - word.first + 1) / (word.end - word.first))
        light = 1 - ease_smooth(ramp(frame + 1, word.end, AFTERGLOW_MS * self._fps / 1000))
        return Singing(fill, light, light * ease_swift(ramp(frame + 1, word.first, LIFT_S * self._fps)))

    def find_stance(self, line: ShownLine, order: float, frame: int) -> Stance | None:
        """The stance of a word; `order` in [0, 1] is its place in the line. None where it is not on screen."""
        if frame < line.turn and line.hidden <= line.seen:
            return None
        if frame < line.turn:
            return self._announce(line, frame)
        if frame >= line.until and frame >= line.until + self._leave_frames(line):
            return None
        return self._leave(line, self._arrive(line, order, frame), frame)

    def _announce(self, line: ShownLine, frame: int) -> Stance | None:
        length = self._length(line.seen, line.hidden)
        shown = ease_smooth(ramp(frame, line.seen + length * 0.5, length * 0.5))
        gone = ease_smooth(ramp(frame, line.hidden, self._turn * EXIT_SHARE)) if line.hidden < line.turn else 0.0
        alpha = shown * (1 - gone)
        return Stance(0.0, 0.0, 0.5 * (1 - shown) * self._movement.energy, 1.0, alpha) if alpha > 0 else None

    def _arrive(self, line: ShownLine, order: float, frame: int) -> Stance:
        length = self._length(line.turn, line.until)
        if line.seen < line.hidden == line.turn and self._movement.style != "type":
            wait = WAIT_SHARE * length
            return Stance(self._ease(ramp(frame + 1, line.turn + wait, length - wait)), 0.0, 0.0, 1.0, 1.0)
        delay = self._movement.ripple * order * length
        share = ramp(frame + 1, line.turn + delay, length * (1 - self._movement.ripple))
        moved = self._ease(share)
        shown = moved if self._movement.style == "type" else ease_smooth(min(1.0, share * 1.4))
        right, down, scale = ENTRANCES[self._movement.style]
        energy = (1 - moved) * self._movement.energy
        return Stance(1.0, right * energy, down * energy, 1 + (scale - 1) * energy, shown)

    def _leave(self, line: ShownLine, stance: Stance, frame: int) -> Stance:
        if frame < line.until:
            return stance
        gone = ease_swift(ramp(frame + 1, line.until, self._leave_frames(line)))
        right, down, scale = EXITS[self._movement.style]
        energy = gone * self._movement.energy
        return Stance(stance.arrived, right * energy, down * energy, mix(stance.scale, scale, energy), stance.alpha * (1 - gone))

    def _leave_frames(self, line: ShownLine) -> float:
        # What is typed is typed on an empty place.
        turn = 0.0 if self._movement.style == "type" else self._turn
        return min(turn * EXIT_SHARE, max(0, self._segment.frames - line.until))

    def _length(self, first: int, end: int) -> float:
        """A hand-over ends before the next one starts and before the segment does: what joins segments is at rest."""
        return max(0.0, min(self._turn, end - first, self._segment.frames - first))

    def _claim(self, line: ShownLine, frame: int) -> float:
        spans = [(line.turn, line.until)] + ([(line.seen, line.hidden)] if line.seen < line.hidden else [])
        before, after = 0.7 * self._fps, 1.2 * self._fps
        return max(
            ease_smooth(ramp(frame, first - before, before)) * (1 - ease_smooth(ramp(frame, end + self._turn * EXIT_SHARE, after)))
            for first, end in spans
        )
