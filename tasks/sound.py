"""Makes the `sound` stage: what people hear with the video."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Level and encode the song, or its stems, into `sound` with its codec's suffix; loudness.json says what was measured and done."""
    target = job.folder / f"sound{job.options.suffix()}"
    loudness = build_engine("sound", job.engine, job.options).encode(job.inputs, target, job.progress)
    (job.folder / "loudness.json").write_bytes(dump_document(loudness))
