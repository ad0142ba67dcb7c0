"""storyboard: the director's plan of lines, scenes and motion."""

from songloom.engines import build_engine
from songloom.engines.storyboard.answers import find_answers_folder
from songloom.model.document import dump_document, read_document
from songloom.model.rhythm import Rhythm
from songloom.model.tables import check_storyboard
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Write storyboard.json, and decisions.json where a model was asked."""
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    rhythm = read_document(job.inputs["rhythm/rhythm.json"], Rhythm)
    engine = build_engine("storyboard", job.engine, job.options, job.resources)
    if hasattr(engine, "decide"):
        direction = engine.decide(timing, rhythm, find_answers_folder())
        storyboard = direction.storyboard
        (job.folder / "decisions.json").write_bytes(dump_document(direction.decisions))
    else:
        storyboard = engine.direct(timing, rhythm)
    check_storyboard(storyboard, len(timing.words))
    (job.folder / "storyboard.json").write_bytes(dump_document(storyboard))
