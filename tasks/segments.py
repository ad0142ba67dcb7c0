"""segments: pieces of video, one or several per scene."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path, PurePath

from songloom.engines import build_engine
from songloom.engines.lyrics.contract import MOST_BYTES, FileOptions
from songloom.engines.segments.contract import Materials
from songloom.engines.segments.cues import Programme, add_cues
from songloom.engines.segments.fonts import select_fonts
from songloom.engines.segments.ground import time_clips
from songloom.engines.segments.levels import cut_levels
from songloom.engines.segments.slices import SegmentSlice, cut_segments, drop_ground, find_segment
from songloom.engines.segments.splitting import split_scenes
from songloom.errors import InputError
from songloom.model.audio import AudioFacts, AudioTags
from songloom.model.bands import Bands
from songloom.model.document import read_document
from songloom.model.rhythm import Rhythm
from songloom.model.second import SecondLines
from songloom.model.singers import Singer, Singers
from songloom.model.song import Names
from songloom.model.storyboard import Storyboard
from songloom.model.syllables import Syllables
from songloom.model.theme import FrameTheme
from songloom.model.timing import Timing
from tasks._job import Job, Part

# The memory that a segment in the making takes for every pixel of its frame, and the share of this machine's that all may take.
BYTES_A_PIXEL, MEMORY_SHARE = 100, 16


def parts(job: Job) -> list[Part]:
    """One part per segment: its picture and the one it fades over from, unless text is shown alone, the theme, its fonts and those that its
    words need."""
    theme, fonts = read_document(job.inputs["theme/frames"], FrameTheme), _list_fonts(job)
    (segments, scenes), painted, is_alone = _cut_song(job, theme), _list_pictures(job), job.options.has_alpha()
    pictures = [] if is_alone else [painted[scene] for scene in scenes]
    segments = [drop_ground(segment) for segment in segments] if is_alone else _add_grounds(job, theme, segments, pictures)
    pieces = []
    for index, segment in enumerate(segments):
        shown = {} if is_alone else {"picture": pictures[index]}
        before = {"before": pictures[index - 1]} if segment.fade_end else {}
        needed = {f"font/{family}": f"font/{family}" for family in select_fonts(theme, segment.text(), fonts)}
        shared = {"theme/frames": "theme/frames", **needed}
        # A song of hours has more than a thousand, and their names are their order.
        pieces.append(Part(f"segment-{index:04d}", segment, {**shown, **before, **shared}))
    return pieces


def make_part(job: Job, part: Part) -> None:
    """Draw and encode one segment."""
    engine = build_engine("segments", job.engine, job.options)
    engine.encode(part.slice, _read_materials(job), job.folder / f"segment{job.options.suffix()}", job.progress)


def count_at_once(job: Job, cores: int) -> int:
    """How many segments are drawn and encoded at a time: each keeps about two processors busy, and one more fills the gaps where they
    begin and end; as many as memory allows, since an encoder holds many frames."""
    width, height = job.options.frame_size()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEMORY_SHARE
    return max(1, min(cores // 2 + 1, memory // (BYTES_A_PIXEL * width * height)))


def draw_frames(job: Job, times_s: Iterable[float]) -> Iterator[bytes | None]:
    """The frames that show these seconds, as PNGs; None after the song's end. `job` is the stage's own, as for `parts`."""
    pieces = parts(job)
    engine = build_engine("segments", job.engine, job.options)
    for at_s in times_s:
        found = find_segment([piece.slice for piece in pieces], at_s, job.options.fps)
        if found is None:
            yield None
            continue
        index, frame = found
        inputs = {role: job.inputs[name] for role, name in pieces[index].inputs.items()}
        yield from engine.draw_frames(pieces[index].slice, _read_materials(replace(job, inputs=inputs)), [frame])


# --------------------------------------------------------------------------------------------- private


def _cut_song(job: Job, theme: FrameTheme) -> tuple[list[SegmentSlice], list[int]]:
    """What every segment shows, and the scene that it is of."""
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    storyboard, scenes = split_scenes(timing, read_document(job.inputs["storyboard/storyboard.json"], Storyboard))
    rhythm = read_document(job.inputs["rhythm/rhythm.json"], Rhythm)
    duration_s = read_document(job.inputs["audio/facts.json"], AudioFacts).duration_s
    segments = cut_segments(timing, storyboard, duration_s, job.options, scenes)
    programme = Programme(timing, storyboard, rhythm, _read_names(job), _read_translation(job, timing), *_read_voices(job))
    return add_cues(segments, programme, theme, job.options.fps), scenes


def _read_names(job: Job) -> Names:
    """The song's names: what its settings say, else its tags."""
    names, tags = read_document(job.inputs["song/names"], Names), read_document(job.inputs["audio/tags.json"], AudioTags)
    return replace(names, title=names.title.strip() or tags.title, artist=names.artist.strip() or tags.artist)


def _read_translation(job: Job, timing: Timing) -> tuple[str, ...]:
    """A second line for each written line, if there are any: of a file of its own, else of the lyrics; InputError where they are not as
    many."""
    if file := job.inputs.get("song/translation"):
        seconds = _read_second_lines(file)
    elif given := job.inputs.get("lyrics/second.json"):
        seconds = read_document(given, SecondLines).lines
    else:
        return ()
    count = max((word.line for word in timing.words), default=-1) + 1
    if len(seconds) != count:
        what = f"the translation has {len(seconds)} lines, the lyrics have {count}"
        raise InputError("", what, "write one line for each line of the lyrics, in the same order")
    return seconds


def _read_second_lines(file: Path) -> tuple[str, ...]:
    """Plain lines are an LRC without times; what the language is called matters to nobody here. A file of two languages holds the lyrics
    themselves as well."""
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        found = build_engine("lyrics", "file", FileOptions("en", "lrc")).read(data)
    except InputError as error:
        raise InputError("", f"the translation {error.what}", error.cure) from error
    return found.second.lines or tuple(" ".join(word.text for word in line.words) for line in found.lyrics.lines)


def _read_voices(job: Job) -> tuple[tuple[Singer, ...], tuple[tuple[float, ...], ...]]:
    """Who sings each written line, and when the syllables of each word end, as far as the lyrics say it."""
    singers, syllables = (job.inputs.get(f"lyrics/{name}.json") for name in ("singers", "syllables"))
    return read_document(singers, Singers).lines if singers else (), read_document(syllables, Syllables).words if syllables else ()


def _add_grounds(job: Job, theme: FrameTheme, segments: list[SegmentSlice], pictures: list[str]) -> list[SegmentSlice]:
    """The segments with what their grounds show of time: of pictures without anything laid over them, nothing."""
    lengths, style = [segment.frames for segment in segments], theme.ground.overlay.style
    clips = [str(job.inputs[name]) if name.endswith(".mp4") else None for name in pictures]
    grounds = time_clips(clips, lengths)
    if style != "none":
        bands = read_document(job.inputs["rhythm/bands.json"], Bands)
        firsts = [0, *accumulate(lengths)]
        levels = zip(firsts, cut_levels(bands, style, lengths, job.options.fps), strict=False)
        grounds = [replace(ground, first=first, levels=seen) for ground, (first, seen) in zip(grounds, levels, strict=True)]
    return [replace(segment, ground=ground) for segment, ground in zip(segments, grounds, strict=True)]


def _read_materials(job: Job) -> Materials:
    """What a part's inputs, by role, hold."""
    pictures = {role: job.inputs[role] for role in job.inputs if role in ("picture", "before")}
    return Materials(read_document(job.inputs["theme/frames"], FrameTheme), pictures, _list_fonts(job))


def _list_pictures(job: Job) -> list[str]:
    """The inputs that hold the scenes' pictures (.png) and clips (.mp4), in the order of the scenes; none where text is shown alone."""
    return sorted((name for name in job.inputs if name.startswith("images/")), key=lambda name: int(PurePath(name).stem.partition("-")[2]))


def _list_fonts(job: Job) -> dict[str, Path]:
    return {role.removeprefix("font/"): job.inputs[role] for role in job.inputs if role.startswith("font/")}
