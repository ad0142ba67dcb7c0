"""An entry of the catalogue: which files make a song."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Song:
    """A song by its id. `lyrics` is a file given for it (None: look for a sidecar, then in the tags); `edits` is where a person's
    word edits lie, whether or not there are any yet; `vocals` and `instrumental` are stems that the song brings, `translation` a
    file of second lines (None: look for one beside the audio), `pictures` a folder of its own pictures and clips."""

    id: str
    audio: Path
    lyrics: Path | None
    edits: Path
    vocals: Path | None = None
    instrumental: Path | None = None
    translation: Path | None = None
    pictures: Path | None = None


@dataclass(frozen=True)
class Names:
    """What is written over a song's video beside its words. An empty title or artist is what the audio's tags say; `credits` are parted
    by line breaks."""

    title: str
    artist: str
    credits: str
    watermark: str
