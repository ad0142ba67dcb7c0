"""Makes the `video` stage: the file that people watch, and its thumbnail."""

from songloom.engines import build_engine
from songloom.engines.video.contract import Reel
from songloom.model.audio import AudioTags
from songloom.model.document import read_document
from tasks._job import Job


def make(job: Job) -> None:
    """Join "segments/…" and "sound/…" into video.mp4 and thumbnail.jpg; "audio/tags.json" names what the options do not."""
    tags = read_document(job.inputs["audio/tags.json"], AudioTags)
    title, artist = job.options.title or tags.title, job.options.artist or tags.artist
    (sound,) = job.inputs_below("sound/sound.")
    reel = Reel(job.inputs_below("segments/"), sound, title, artist)
    build_engine("video", job.engine, job.options).join(reel, job.folder / "video.mp4", job.folder / "thumbnail.jpg")
