"""Makes the `audio` stage of a song: the canonical sound, and what its file said of it."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Decode "song/audio" into audio.flac, facts.json and tags.json."""
    engine = build_engine("audio", job.engine, job.options)
    facts, tags = engine.decode(job.inputs["song/audio"], job.folder / "audio.flac", job.progress)
    (job.folder / "facts.json").write_bytes(dump_document(facts))
    (job.folder / "tags.json").write_bytes(dump_document(tags))
