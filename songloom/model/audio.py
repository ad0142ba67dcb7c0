"""What the `audio` stage knows of a file besides its samples."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioFacts:
    """Measured while decoding. `declared_s` is the length that the file's own header gives, None where it gives none or only an
    estimate; `clipped_share` is the share of samples at full scale, in [0, 1]; `broken_packets` counts the pieces that could not be
    decoded or that the file's end cuts off: they are missing from the sound."""

    duration_s: float
    declared_s: float | None
    loudness_lufs: float
    peak_dbfs: float
    clipped_share: float
    broken_packets: int


@dataclass(frozen=True)
class TagLyrics:
    """Lyrics found in a file's tags: `format` is a lyrics format that `engines/lyrics` parses (`txt` or `lrc`)."""

    text: str
    format: str


@dataclass(frozen=True)
class AudioTags:
    """The tags that Songloom reads, in one vocabulary for ID3, Vorbis comments, MP4, APE and ASF; "" where absent."""

    title: str = ""
    artist: str = ""
    album: str = ""
    lyrics: tuple[TagLyrics, ...] = ()
