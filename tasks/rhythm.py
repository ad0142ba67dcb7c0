"""Makes the `rhythm` stage: what the music does."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Listen to "audio/audio.flac" and write rhythm.json, curves.json and bands.json."""
    engine, sound = build_engine("rhythm", job.engine, job.options), job.inputs["audio/audio.flac"]
    rhythm, curves = engine.analyse(sound)
    (job.folder / "rhythm.json").write_bytes(dump_document(rhythm))
    (job.folder / "curves.json").write_bytes(dump_document(curves))
    (job.folder / "bands.json").write_bytes(dump_document(engine.measure_spectrum(sound)))
