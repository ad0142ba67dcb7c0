"""Makes the `stems` stage: the voice and the rest of a song."""

from songloom.engines import build_engine
from tasks._job import Job


def make(job: Job) -> None:
    """Split "audio/audio.flac" into vocals.flac and accompaniment.flac."""
    engine = build_engine("stems", job.engine, job.options)
    engine.separate(job.inputs["audio/audio.flac"], job.folder / "vocals.flac", job.folder / "accompaniment.flac", job.progress)
