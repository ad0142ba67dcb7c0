"""Makes the `quality` stage: scores, and reasons to look again."""

from songloom.engines import build_engine
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Judge "audio/facts.json", "stems/vocals.flac" and "timing/timing.json", and write quality.json."""
    facts = read_document(job.inputs["audio/facts.json"], AudioFacts)
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    quality = build_engine("quality", job.engine, job.options).assess(facts, job.inputs["stems/vocals.flac"], timing)
    (job.folder / "quality.json").write_bytes(dump_document(quality))
