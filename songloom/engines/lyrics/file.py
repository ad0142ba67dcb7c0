"""Lyrics from a file that a person gave, or that lies beside the audio."""

from songloom.engines.lyrics.contract import FileOptions, Reading
from songloom.engines.lyrics.formats import parse_lyrics


class File:
    """Reads TTML, LRC (plain, enhanced), WebVTT, SubRip, UltraStar and plain text."""

    def __init__(self, options: FileOptions) -> None:
        self._options = options

    def read(self, data: bytes) -> Reading:
        """The lyrics in a file's bytes, and what it says beside them."""
        return parse_lyrics(data, self._options.format, "file", self._options.language)
