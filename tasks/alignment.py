"""alignment: when every written word is sung."""

from songloom.engines import build_engine
from songloom.model.document import dump_document, read_document
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from tasks._job import Job


def make(job: Job) -> None:
    """Write `words.json`: every word of the lyrics with its time in the audio.

    An engine listens to the vocal stem where its row of the graph names it, else to the whole song.
    """
    lyrics = read_document(job.inputs["lyrics/lyrics.json"], Lyrics)
    heard = read_document(job.inputs["heard/heard.json"], Heard) if "heard/heard.json" in job.inputs else None
    sound = job.inputs.get("stems/vocals.flac") or job.inputs["audio/audio.flac"]
    engine = build_engine("alignment", job.engine, job.options, job.resources)
    timing = engine.align(sound, lyrics, heard, job.scratch, job.progress)
    (job.folder / "words.json").write_bytes(dump_document(timing))
