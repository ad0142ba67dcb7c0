"""Bytes in one of the formats that lyrics come in become lyrics."""

from songloom.engines.lyrics.language import choose_language
from songloom.engines.lyrics.lrc import parse_lrc
from songloom.engines.lyrics.srt import parse_srt
from songloom.engines.lyrics.text import decode_text
from songloom.engines.lyrics.words import MOST_WORDS
from songloom.errors import InputError
from songloom.model.lyrics import Lyrics

# Plain text is an LRC that has no stamps, and many a .txt has them all the same.
_PARSERS = {"lrc": parse_lrc, "txt": parse_lrc, "srt": parse_srt}


def parse_lyrics(data: bytes, lyrics_format: str, source: str, language: str) -> Lyrics:
    """The lyrics in `data`; InputError where it is no text, cannot be read in that format, or holds no words or too many."""
    lines = _PARSERS[lyrics_format](decode_text(data))
    words = [word.text for line in lines for word in line.words]
    if not words:
        raise InputError("", "holds no words", "give the lyrics of the song, one line a line")
    if len(words) > MOST_WORDS:
        raise InputError("", f"holds more than {MOST_WORDS:,} words", "give the lyrics of one song")
    return Lyrics(lines, choose_language(language, words), source)
