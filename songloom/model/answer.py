"""What is asked of the lyrics providers, and what they answered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Provider = Literal["lrclib", "genius"]
Way = Literal["tags", "fingerprint", "heard"]


@dataclass(frozen=True)
class Query:
    """The song whose words are wanted. `title`, `artist`, `album` come from its tags or its catalogue's entry, "" where unknown;
    `heard` are the words that a recogniser heard, in order, none where nobody listened. `audio` is the song as FLAC, `audio_digest`
    the SHA-256 of its bytes: the path is never part of what an answer is kept under.

    `sources` are asked in their order; `ways` say how the song may be identified: by its names, by its sound, by what was heard."""

    title: str
    artist: str
    album: str
    duration_s: float
    heard: tuple[str, ...]
    audio: Path
    audio_digest: str
    sources: tuple[Provider, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Answer:
    """One source's words for a song, as they stand in its record; "" everywhere and no text where no record fits.

    `url` is where the record can be read again; `refused` says of every record that does not fit why. It holds no time and no host
    of ours, so equal answers are equal bytes; its digest is what enters a key."""

    source: Provider | Literal[""]
    record: str
    url: str
    title: str
    artist: str
    format: Literal["lrc", "txt"]
    text: str
    refused: tuple[str, ...]

    def has_words(self) -> bool:
        """Whether this is more than "no record fits"."""
        return bool(self.text)


@dataclass(frozen=True)
class Reply:
    """How asking ended. `answer` has words; or it has none: no source has a record that fits; or it is None: some source could not be
    asked, so nothing is known. `unasked` says who was not asked and why (offline, out of reach, no key), `refused` of every record that
    does not fit why: sentences for a person, never part of a key."""

    answer: Answer | None
    unasked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
