"""What a segment shows beside its lines' times: what the music does to words, and what stands where nobody sings."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from songloom.engines.segments.interludes import Interlude, list_beats, plan_credits, plan_rests, plan_title
from songloom.engines.segments.slices import Cues, SegmentSlice, ShownLine
from songloom.engines.segments.tagging import list_tags, tag_line
from songloom.engines.segments.timetable import frame_at
from songloom.model.rhythm import Rhythm
from songloom.model.singers import Singer
from songloom.model.song import Names
from songloom.model.storyboard import Storyboard
from songloom.model.theme import FrameTheme
from songloom.model.timing import Timing, Word

# What a beat or a hit does is over after this long: those shortly before a segment are its as well.
LASTING_S = 0.5
# Loudness enters in steps: a rhythm heard a little differently changes few words.
LOUD_STEPS = 4
# What counts as soft and as loud: the song's own levels at these shares of its length.
SOFT_SHARE, LOUD_SHARE = 0.3, 0.95
# The music hits on the downbeats of its loudest share.
HIT_SHARE = 0.7


@dataclass(frozen=True)
class Programme:
    """All that is known of a song when its segments are cut; `translation` holds a text for each written line, `singers` who sings it, and
    `syllables` when those of each word end, as shares of its time; or they are empty."""

    timing: Timing
    storyboard: Storyboard
    rhythm: Rhythm
    names: Names
    translation: tuple[str, ...] = ()
    singers: tuple[Singer, ...] = ()
    syllables: tuple[tuple[float, ...], ...] = ()


def add_cues(segments: Sequence[SegmentSlice], programme: Programme, theme: FrameTheme, fps: int) -> list[SegmentSlice]:
    """The segments with what the theme shows of the programme, and nothing else: what it does not show moves no segment."""
    cued, start, kinds = [], 0, list_tags(programme.timing, programme.storyboard, programme.singers)
    beats = list_beats(programme.rhythm, fps)
    for index, segment in enumerate(segments):
        lines = _add_loudness(segment.lines, index, programme) if theme.music.loudness else segment.lines
        if programme.syllables and theme.fill == "syllables":
            lines = _add_syllables(lines, index, programme)
        if programme.translation:
            lines = _add_translation(lines, index, programme)
        first = max(0, programme.storyboard.scenes[index].first_line - 1)
        lines = tuple(tag_line(line, tags, theme.tags) for line, tags in zip(lines, kinds[first:], strict=False))
        music = _find_music(start, segment, programme.rhythm, theme, fps)
        interlude = Interlude(theme.cards, [beat - start for beat in beats], fps)
        cued.append(replace(segment, lines=lines, cues=_add_interludes(music, index, segment, programme, interlude)))
        start += segment.frames
    return cued


# --------------------------------------------------------------------------------------------- private


def _add_loudness(lines: Sequence[ShownLine], index: int, programme: Programme) -> tuple[ShownLine, ...]:
    """The lines with how loud the song is at every word: those of the scene itself, and of the line before it."""
    scene, words = programme.storyboard.scenes[index], programme.timing.words
    low, high = (_rank(programme.rhythm.energy, share) for share in (SOFT_SHARE, LOUD_SHARE))
    first = max(0, scene.first_line - 1)
    told = []
    for number, line in enumerate(lines, start=first):
        if number >= scene.end_line:
            # The line to come says nothing of its times.
            told.append(line)
            continue
        shown = programme.storyboard.lines[number]
        loud = [_measure_loudness(word, programme.rhythm, low, high) for word in words[shown.first_word : shown.end_word]]
        told.append(replace(line, words=tuple(replace(word, loud=at) for word, at in zip(line.words, loud, strict=True))))
    return tuple(told)


def _add_syllables(lines: Sequence[ShownLine], index: int, programme: Programme) -> tuple[ShownLine, ...]:
    """The lines with when the syllables of their words end, those that the scene sings itself."""
    scene = programme.storyboard.scenes[index]
    told = []
    for number, line in enumerate(lines, start=max(0, scene.first_line - 1)):
        shown = programme.storyboard.lines[number]
        ends = programme.syllables[shown.first_word : shown.end_word] if scene.first_line <= number < scene.end_line else ()
        words = (replace(word, syllables=at) for word, at in zip(line.words, ends, strict=False))
        told.append(replace(line, words=tuple(words)) if any(ends) else line)
    return tuple(told)


def _add_translation(lines: Sequence[ShownLine], index: int, programme: Programme) -> tuple[ShownLine, ...]:
    """The lines with what stands below them: the translations of all written lines that they show a part of."""
    scene, words = programme.storyboard.scenes[index], programme.timing.words
    told = []
    for number, line in enumerate(lines, start=max(0, scene.first_line - 1)):
        shown = programme.storyboard.lines[number]
        written = dict.fromkeys(word.line for word in words[shown.first_word : shown.end_word])
        second = " ".join(programme.translation[at] for at in written)
        # The line to come is shown without.
        told.append(replace(line, second=second) if number < scene.end_line else line)
    return tuple(told)


def _measure_loudness(word: Word, rhythm: Rhythm, low: float, high: float) -> float:
    """In [0, 1], in steps: how loud the song is in the middle of a word, between its own soft and loud."""
    at = int((word.start_s + word.end_s) / 2 * rhythm.energy_hz)
    energy = rhythm.energy[min(at, len(rhythm.energy) - 1)] if rhythm.energy else 0.0
    share = (energy - low) / (high - low) if high > low else 0.0
    return round(min(1.0, max(0.0, share)) * LOUD_STEPS) / LOUD_STEPS


def _find_music(start: int, segment: SegmentSlice, rhythm: Rhythm, theme: FrameTheme, fps: int) -> Cues:
    def cut(moments_s: Sequence[float]) -> tuple[int, ...]:
        """Frames of this segment, of moments in it or shortly before."""
        frames = [frame_at(moment_s, fps) - start for moment_s in moments_s]
        return tuple(frames[bisect_left(frames, -round(LASTING_S * fps)) : bisect_left(frames, segment.frames)])

    if not rhythm.is_rhythmic:
        return Cues()
    return Cues(cut(rhythm.beats_s) if theme.music.pulse else (), cut(_list_hits(rhythm)) if theme.music.shake else ())


def _list_hits(rhythm: Rhythm) -> list[float]:
    """The downbeats of the song's loudest stretches."""
    least, last = _rank(rhythm.energy, HIT_SHARE), len(rhythm.energy) - 1
    return [at_s for at_s in rhythm.downbeats_s if last >= 0 and rhythm.energy[min(int(at_s * rhythm.energy_hz), last)] >= max(least, 1e-9)]


def _rank(values: Sequence[float], share: float) -> float:
    """The value that this share of all is below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _add_interludes(music: Cues, index: int, segment: SegmentSlice, programme: Programme, interlude: Interlude) -> Cues:
    scene, names, fps = programme.storyboard.scenes[index], programme.names, interlude.fps
    # The first line of all but the first segment is the one before.
    own = range(int(index > 0), int(index > 0) + scene.end_line - scene.first_line)
    rests = plan_rests(segment, own, interlude)
    said = (names.title, names.artist)
    cards = plan_title(segment, rests, said, fps) if index == 0 and interlude.wishes.title else ()
    if segment.closes and interlude.wishes.end:
        cards += plan_credits(segment, (*said, *names.credits.splitlines()), fps)
    return replace(music, cards=cards, rests=rests, watermark=names.watermark)
