"""Makes the `rhythm` stage: what the music does."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Listen to "audio/audio.flac" and write rhythm.json and bands.json."""
    rhythm, bands = build_engine("rhythm", job.engine, job.options).analyse(job.inputs["audio/audio.flac"])
    (job.folder / "rhythm.json").write_bytes(dump_document(rhythm))
    (job.folder / "bands.json").write_bytes(dump_document(bands))
