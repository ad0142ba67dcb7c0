"""Bytes in one of the formats that lyrics come in become lyrics."""

from songloom.engines.lyrics.language import choose_language
from songloom.engines.lyrics.lrc import parse_lrc, parse_translation
from songloom.engines.lyrics.srt import parse_srt
from songloom.engines.lyrics.text import decode_text
from songloom.engines.lyrics.ttml import parse_ttml
from songloom.engines.lyrics.ultrastar import find_encoding, is_ultrastar, parse_ultrastar
from songloom.engines.lyrics.vtt import parse_vtt
from songloom.engines.lyrics.words import MOST_WORDS
from songloom.errors import InputError
from songloom.model.lyrics import LyricLine, Lyrics
from songloom.model.second import SecondLines

_PARSERS = {"ttml": parse_ttml, "lrc": parse_lrc, "vtt": parse_vtt, "srt": parse_srt}


def parse_lyrics(data: bytes, lyrics_format: str, source: str, language: str) -> Lyrics:
    """The lyrics in `data`; InputError where it is no text, cannot be read in that format, or holds no words or too many."""
    lines = _parse_txt(data) if lyrics_format == "txt" else _PARSERS[lyrics_format](decode_text(data))
    words = [word.text for line in lines for word in line.words]
    if not words:
        raise InputError("", "holds no words", "give the lyrics of the song, one line a line")
    if len(words) > MOST_WORDS:
        raise InputError("", f"holds more than {MOST_WORDS:,} words", "give the lyrics of one song")
    return Lyrics(lines, choose_language(language, words), source)


def parse_second_lines(data: bytes, lyrics_format: str) -> SecondLines:
    """What stands below the lines that `parse_lyrics` finds in `data`: a translation, where the format holds one."""
    if lyrics_format != "lrc":
        return SecondLines(())
    return SecondLines(parse_translation(decode_text(data)))


# --------------------------------------------------------------------------------------------- private


def _parse_txt(data: bytes) -> tuple[LyricLine, ...]:
    """Games' notes, or plain text: an LRC that has no stamps, and many a .txt has them all the same."""
    text = decode_text(data, find_encoding(data))
    return parse_ultrastar(text) if is_ultrastar(text) else parse_lrc(text)
