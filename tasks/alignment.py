"""alignment: when every written word is sung."""

from songloom.engines import build_engine
from songloom.model.document import dump_document, read_document
from songloom.model.lyrics import Lyrics
from tasks._job import Job


def make(job: Job) -> None:
    """Write `words.json`: every word of the lyrics with its time in the audio."""
    lyrics = read_document(job.inputs["lyrics/lyrics.json"], Lyrics)
    engine = build_engine("alignment", job.engine, job.options)
    timing = engine.align(job.inputs["audio/audio.flac"], lyrics, job.scratch, job.progress)
    (job.folder / "words.json").write_bytes(dump_document(timing))
