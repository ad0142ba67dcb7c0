"""segments: one piece of video per scene."""

from songloom.engines import build_engine
from songloom.engines.segments.contract import Materials
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.model.audio import AudioFacts
from songloom.model.document import read_document
from songloom.model.storyboard import Storyboard
from songloom.model.theme import FrameTheme
from songloom.model.timing import Timing
from tasks._job import Job, Part


def parts(job: Job) -> list[Part]:
    """One part per scene: its picture, the one it fades over from, the theme and its fonts."""
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    storyboard = read_document(job.inputs["storyboard/storyboard.json"], Storyboard)
    duration_s = read_document(job.inputs["audio/facts.json"], AudioFacts).duration_s
    shared = {name: name for name in job.inputs if name.startswith(("theme/", "font/"))}
    pieces = []
    for index, segment in enumerate(cut_segments(timing, storyboard, duration_s, job.options)):
        before = {"before": f"images/scene-{index - 1:03d}.png"} if segment.fade_end else {}
        pieces.append(Part(f"segment-{index:03d}", segment, {"picture": f"images/scene-{index:03d}.png", **before, **shared}))
    return pieces


def make_part(job: Job, part: Part) -> None:
    """Draw and encode one segment."""
    engine = build_engine("segments", job.engine, job.options)
    pictures = {role: file for role, file in job.inputs.items() if role in ("picture", "before")}
    fonts = {role.removeprefix("font/"): file for role, file in job.inputs.items() if role.startswith("font/")}
    materials = Materials(read_document(job.inputs["theme/frames"], FrameTheme), pictures, fonts)
    assert isinstance(part.slice, SegmentSlice)
    engine.encode(part.slice, materials, job.folder / f"{part.name}.mp4", job.progress)
