"""Cuts a song into segments: what each one shows, in frames from its own start, and so what its key depends on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from songloom.engines.segments.contract import SegmentsOptions
from songloom.engines.segments.ground import STILL, GroundSlice
from songloom.engines.segments.timetable import ShownWord, TimedLine, ceil_frame, frame_at, plan_lines
from songloom.errors import InputError
from songloom.model.storyboard import Animation, Storyboard
from songloom.model.timing import Timing

CROSS_FADE_MS = 1000
# A word keeps some of the singing colour for this long; what ended earlier looks the same whenever it did.
AFTERGLOW_MS = 400
# Where a line stood before the segment began is written as this many seconds ago: longer than any theme's hand-over.
SETTLED_S = 2
# What a movement of the picture leaves behind is gone this long after its end.
AFTERMATH_S = 1


@dataclass(frozen=True)
class ShownLine:
    """A line that is announced as the next one in frames [seen, hidden) (none: seen = hidden), takes its place from frame `turn`
    on and leaves it from `until` on. `energy` is its scene's; `second` stands below it, smaller, while it is the active one."""

    words: tuple[ShownWord, ...]
    seen: int
    hidden: int
    turn: int
    until: int
    energy: float
    second: str = ""


@dataclass(frozen=True)
class Motion:
    """How the picture moves in frames [first, end)."""

    animation: Animation
    first: int
    end: int


@dataclass(frozen=True)
class Card:
    """A title, and smaller notes below it, that stand in frames [first, end) where lines do at other times."""

    title: str
    notes: tuple[str, ...]
    first: int
    end: int


@dataclass(frozen=True)
class Rest:
    """A break of the singing. A line of light grows in frames [first, end) (none: equal). Before line number `line` of the segment is
    sung it is counted in: a dot is lit from each of `ticks` to the next."""

    first: int
    end: int
    line: int
    ticks: tuple[int, ...]


@dataclass(frozen=True)
class Cues:
    """What else a segment shows, in its frames: the beats and hits of the music that its words answer, those shortly before it among
    them, as what they do lasts; cards, breaks, and what stands in a corner throughout."""

    beats: tuple[int, ...] = ()
    hits: tuple[int, ...] = ()
    cards: tuple[Card, ...] = ()
    rests: tuple[Rest, ...] = ()
    watermark: str = ""


NO_CUES = Cues()


@dataclass(frozen=True)
class SegmentSlice:
    """All that one segment shows. The picture fades over from the one before it in frames [fade_first, fade_end) (none: equal);
    until then the one before is black where `from_black`; `closes` says that the song ends with it. `ground` is what moves by itself."""

    frames: int
    lines: tuple[ShownLine, ...]
    motions: tuple[Motion, ...]
    fade_first: int
    fade_end: int
    from_black: bool
    closes: bool
    cues: Cues = NO_CUES
    ground: GroundSlice = STILL

    def text(self) -> str:
        """All that is written in it."""
        words = (word.text for line in self.lines for word in line.words)
        cards = (text for card in self.cues.cards for text in (card.title, *card.notes))
        return "".join((*words, *(line.second for line in self.lines), *cards, self.cues.watermark))


def cut_segments(
    timing: Timing, storyboard: Storyboard, duration_s: float, options: SegmentsOptions, shown: Sequence[int] = ()
) -> list[SegmentSlice]:
    """One slice per scene; together they cover frames [0, ceil(duration_s · fps)).

    A scene ends with the frame in which its last word does, so that a moved word changes at most the slice that sings it and
    the one after. `shown` tells which picture each one shows, where some that follow one another show the same (`split_scenes`): there
    it goes on as if nothing had been cut. InputError where the song has fewer frames than scenes.
    """
    plan = plan_lines(timing, storyboard, round(duration_s * 1000), options.fps)
    total, count = frame_at(duration_s, options.fps), len(storyboard.scenes)
    if total < count:
        raise InputError("", f"its words need {count} scenes, but the song has {total} frames", "check that these lyrics are this song's")
    song = _Song(plan, storyboard, _find_edges(plan, storyboard, total), tuple(shown) or tuple(range(count)), options.fps)
    return [_cut_scene(index, song) for index in range(count)]


def drop_ground(segment: SegmentSlice) -> SegmentSlice:
    """The segment as it is where text is shown alone: nothing of it depends on a picture."""
    return replace(segment, motions=(), fade_first=0, fade_end=0, from_black=False, ground=STILL)


def find_segment(segments: Sequence[SegmentSlice], at_s: float, fps: int) -> tuple[int, int] | None:
    """Which segment shows second `at_s`, and in which of its frames; None after the end."""
    frame = int(at_s * fps + 1e-6)
    for index, segment in enumerate(segments):
        if frame < segment.frames:
            return index, frame
        frame -= segment.frames
    return None


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Song:
    """A song's lines in its frames, the first frame of every scene and the song's end, and the picture that each scene shows."""

    plan: list[TimedLine]
    storyboard: Storyboard
    edges: list[int]
    shown: tuple[int, ...]
    fps: int

    def goes_on(self, index: int) -> bool:
        """Whether a scene shows the picture of the one before."""
        return index > 0 and self.shown[index] == self.shown[index - 1]


def _find_edges(plan: list[TimedLine], storyboard: Storyboard, total: int) -> list[int]:
    """The first frame of every scene, and the song's end; every scene keeps at least one frame."""
    edges = [0]
    count = len(storyboard.scenes)
    for index, scene in enumerate(storyboard.scenes[:-1]):
        last = plan[scene.end_line - 1]
        edge = min(last.end(), last.until)
        edges.append(min(max(edge, edges[-1] + 1), total - (count - 1 - index)))
    return [*edges, total]


def _cut_scene(index: int, song: _Song) -> SegmentSlice:
    plan, storyboard, fps = song.plan, song.storyboard, song.fps
    scene, start, frames = storyboard.scenes[index], song.edges[index], song.edges[index + 1] - song.edges[index]
    settled = -SETTLED_S * fps
    lines = []
    if scene.first_line > 0:
        lines.append(_recall(plan[scene.first_line - 1], start, fps))
    for number in range(scene.first_line, scene.end_line):
        seen, hidden = (plan[number - 1].turn, plan[number - 1].until) if number > 0 else (start, start)
        # The first line was announced in the segment before: since when is none of this one's business.
        seen = start + settled if number == scene.first_line > 0 else seen
        line = plan[number]
        lines.append(
            ShownLine(
                tuple(ShownWord(word.text, word.first - start, word.end - start) for word in line.words),
                seen - start,
                hidden - start,
                line.turn - start,
                min(line.until - start, frames),
                line.energy,
            )
        )
    if scene.end_line < len(plan):
        lines.append(_announce(plan[scene.end_line], plan[scene.end_line - 1].turn - start, frames))
    is_new = index > 0 and not song.goes_on(index)
    fade_first, fade_end = _place_fade(start, frames, plan[scene.first_line - 1], fps) if is_new else (0, 0)
    return SegmentSlice(
        frames,
        tuple(lines),
        tuple(_list_motions(index, song)),
        fade_first,
        fade_end,
        is_new and storyboard.lines[scene.first_line - 1].animation == "fade_to_black",
        index == len(storyboard.scenes) - 1,
    )


def _recall(line: TimedLine, start: int, fps: int) -> ShownLine:
    """The line before: at rest and sung, but for what the last words' afterglow needs."""
    glow = -ceil_frame(AFTERGLOW_MS, fps)
    spans = ((word.first - start, word.end - start) if word.end - start > glow else (glow - 1, glow) for word in line.words)
    words = tuple(ShownWord(word.text, *span) for word, span in zip(line.words, spans, strict=True))
    settled = -SETTLED_S * fps
    return ShownLine(words, settled, settled, settled, line.until - start, line.energy)


def _announce(line: TimedLine, seen: int, frames: int) -> ShownLine:
    """The line after: its text, and nothing of its times."""
    words = tuple(ShownWord(word.text, frames, frames + 1) for word in line.words)
    return ShownLine(words, seen, frames, frames, frames + 1, line.energy)


def _place_fade(start: int, frames: int, before: TimedLine, fps: int) -> tuple[int, int]:
    """Where the picture before gives way: as its last line leaves, and complete before the segment ends."""
    length = min(ceil_frame(CROSS_FADE_MS, fps), frames)
    first = min(max(0, before.until - start), frames - length)
    return first, first + length


def _list_motions(index: int, song: _Song) -> Iterator[Motion]:
    """How the picture moves in a segment: a movement that began in the one before goes on, and is followed as long as it is seen."""
    first, last = index, index
    while song.goes_on(first):
        first -= 1
    while last + 1 < len(song.shown) and song.goes_on(last + 1):
        last += 1
    scenes, edges, start, end = song.storyboard.scenes, song.edges, song.edges[index], song.edges[index + 1]
    for number in range(scenes[first].first_line, scenes[last].end_line):
        animation, line = song.storyboard.lines[number].animation, song.plan[number]
        begin, stop = max(edges[first], line.turn), min(line.until, edges[last + 1])
        if animation != "none" and begin < end and stop + AFTERMATH_S * song.fps > start:
            yield Motion(animation, begin - start, stop - start)
