"""Makes the `stems` stage: the voice and the rest of a song."""

from songloom.engines import build_engine
from songloom.engines.stems.contract import StemFiles
from tasks._job import Job

GIVEN = ("vocals", "instrumental")


def make(job: Job) -> None:
    """Split "audio/audio.flac" into vocals.flac and accompaniment.flac, by "song/vocals" or "song/instrumental" where one is given."""
    engine = build_engine("stems", job.engine, job.options, job.resources)
    given = {name: job.inputs[f"song/{name}"] for name in GIVEN if f"song/{name}" in job.inputs}
    files = StemFiles(job.folder / "vocals.flac", job.folder / "accompaniment.flac", job.scratch)
    engine.separate(job.inputs["audio/audio.flac"], given, files, job.progress)
