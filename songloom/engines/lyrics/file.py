"""Lyrics from a file that a person gave, or that lies beside the audio."""

from songloom.engines.lyrics.contract import FileOptions
from songloom.engines.lyrics.formats import parse_lyrics
from songloom.model.lyrics import Lyrics
from songloom.model.second import SecondLines


class File:
    """Reads TTML, LRC (plain, enhanced), WebVTT, SubRip, UltraStar and plain text."""

    def __init__(self, options: FileOptions) -> None:
        self._options = options

    def read(self, data: bytes) -> tuple[Lyrics, SecondLines]:
        """The lyrics in a file's bytes, and what stands below them."""
        return parse_lyrics(data, self._options.format, "file", self._options.language)
