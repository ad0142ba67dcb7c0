"""lyrics: the words as written, from the one source that was chosen for the song."""

from songloom.engines import build_engine
from songloom.engines.lyrics.contract import MOST_BYTES
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Write lyrics.json from the given file, or from the tags of the audio."""
    lyrics = build_engine("lyrics", job.engine, job.options).read(_read_source(job))
    (job.folder / "lyrics.json").write_bytes(dump_document(lyrics))


# --------------------------------------------------------------------------------------------- private


def _read_source(job: Job) -> bytes:
    """The tags, which the audio stage has bounded, or of a person's file as much as shows whether it is too large."""
    if job.engine == "tags":
        return job.inputs["audio/tags.json"].read_bytes()
    with job.inputs["song/lyrics"].open("rb") as file:
        return file.read(MOST_BYTES + 1)
