"""storyboard: the director's plan of lines, scenes and motion."""

from songloom.engines import build_engine
from songloom.model.document import dump_document, read_document
from songloom.model.rhythm import Rhythm
from songloom.model.tables import check_storyboard
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Write storyboard.json."""
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    rhythm = read_document(job.inputs["rhythm/rhythm.json"], Rhythm)
    storyboard = build_engine("storyboard", job.engine, job.options).direct(timing, rhythm)
    check_storyboard(storyboard, len(timing.words))
    (job.folder / "storyboard.json").write_bytes(dump_document(storyboard))
