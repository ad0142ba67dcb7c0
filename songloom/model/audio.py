"""What the `audio` stage knows of a file besides its samples."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioFacts:
    """Measured while decoding. `declared_s` is the container's own claim, None where it makes none."""

    duration_s: float
    declared_s: float | None
    loudness_lufs: float
    peak_dbfs: float


@dataclass(frozen=True)
class TagLyrics:
    """Lyrics found in a file's tags: `format` is a lyrics format that `engines/lyrics` parses (`txt` or `lrc`)."""

    text: str
    format: str


@dataclass(frozen=True)
class AudioTags:
    """The tags that Songloom reads, in one vocabulary for ID3, Vorbis comments and MP4; "" where absent."""

    title: str = ""
    artist: str = ""
    album: str = ""
    language: str = ""
    lyrics: tuple[TagLyrics, ...] = ()
