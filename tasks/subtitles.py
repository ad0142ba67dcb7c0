"""subtitles: the timing in the formats that players and editors read."""

from songloom.engines import build_engine
from songloom.model.audio import AudioTags
from songloom.model.document import read_document
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Write one file per format."""
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    tags = read_document(job.inputs["audio/tags.json"], AudioTags)
    for name, text in build_engine("subtitles", job.engine, job.options).render(timing, tags.title, tags.artist).items():
        (job.folder / name).write_bytes(text.encode())
