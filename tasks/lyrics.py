"""lyrics: the words as written, from the one source that was chosen for the song."""

from songloom.engines import build_engine
from songloom.model.document import dump_document
from tasks._job import Job


def make(job: Job) -> None:
    """Write lyrics.json from the given file, or from the tags of the audio."""
    source = job.inputs["audio/tags.json" if job.engine == "tags" else "song/lyrics"]
    lyrics = build_engine("lyrics", job.engine, job.options).read(source.read_bytes())
    (job.folder / "lyrics.json").write_bytes(dump_document(lyrics))
