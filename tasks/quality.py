"""Makes the `quality` stage: a verdict, scores, and reasons to look again."""

from songloom.engines import build_engine
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Judge "timing/timing.json" by "audio/facts.json", "stems/vocals.flac", "lyrics/lyrics.json" and, where a recogniser listened,
    "heard/heard.json", and write quality.json."""
    facts = read_document(job.inputs["audio/facts.json"], AudioFacts)
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    lyrics = read_document(job.inputs["lyrics/lyrics.json"], Lyrics)
    heard = read_document(job.inputs["heard/heard.json"], Heard) if "heard/heard.json" in job.inputs else None
    engine = build_engine("quality", job.engine, job.options)
    quality = engine.assess(facts, job.inputs["stems/vocals.flac"], timing, lyrics, heard)
    (job.folder / "quality.json").write_bytes(dump_document(quality))
