"""Makes the `video` stage: the file that people watch, and its thumbnail."""

from pathlib import Path

from songloom.engines import build_engine
from songloom.engines.video.contract import Reel
from songloom.model.audio import AudioTags
from songloom.model.document import dump_document, read_document
from songloom.model.loudness import Loudness
from tasks._job import Job


def make(job: Job) -> None:
    """Join "segments/…" and "sound/…" into `video` with the segments' suffix, its thumbnail and its teaser; facts.json says what was
    written. "audio/tags.json" names what the options do not."""
    tags = read_document(job.inputs["audio/tags.json"], AudioTags)
    title, artist = job.options.title or tags.title, job.options.artist or tags.artist
    (sound,), segments = job.inputs_below("sound/sound."), job.inputs_below("segments/")
    loudness = read_document(job.inputs["sound/loudness.json"], Loudness)
    # The store's files have no suffix; the names under which they were made have.
    suffix = Path(min(name for name in job.inputs if name.startswith("segments/"))).suffix
    engine = build_engine("video", job.engine, job.options)
    facts = engine.join(Reel(segments, sound, loudness, title, artist), job.folder / f"video{suffix}")
    (job.folder / "facts.json").write_bytes(dump_document(facts))
