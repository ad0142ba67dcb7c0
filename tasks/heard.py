"""Makes the `heard` stage: the words that a recogniser hears in the voice."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Listen to "stems/vocals.flac" and write heard.json."""
    engine = build_engine("heard", job.engine, job.options, job.resources)
    heard = engine.hear(job.inputs["stems/vocals.flac"], job.scratch, job.progress)
    (job.folder / "heard.json").write_bytes(dump_document(heard))
