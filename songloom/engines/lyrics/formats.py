"""Bytes in one of the formats that lyrics come in become lyrics."""

from collections.abc import Sequence

from songloom.engines.lyrics.bilingual import part_languages
from songloom.engines.lyrics.contract import Reading
from songloom.engines.lyrics.language import choose_language
from songloom.engines.lyrics.lrc import parse_lrc
from songloom.engines.lyrics.singers import SungLine, letter_singers
from songloom.engines.lyrics.srt import parse_srt
from songloom.engines.lyrics.text import decode_text
from songloom.engines.lyrics.ttml import parse_ttml
from songloom.engines.lyrics.ultrastar import find_encoding, is_ultrastar, parse_ultrastar
from songloom.engines.lyrics.vtt import parse_vtt
from songloom.engines.lyrics.words import MOST_WORDS
from songloom.errors import InputError
from songloom.model.lyrics import LyricLine, Lyrics
from songloom.model.second import SecondLines
from songloom.model.syllables import Syllables

_PARSERS = {"ttml": parse_ttml, "vtt": parse_vtt, "srt": parse_srt}


def parse_lyrics(data: bytes, lyrics_format: str, source: str, language: str) -> Reading:
    """The lyrics in `data`, and what it says beside them: a translation, who sings. InputError where it is no text, cannot be read
    in that format, or holds no words or too many."""
    lines, seconds = _parse_lines(data, lyrics_format)
    words = [word.text for line in lines for word in line.words]
    if not words:
        raise InputError("", "holds no words", "give the lyrics of the song, one line a line")
    if len(words) > MOST_WORDS:
        raise InputError("", f"holds more than {MOST_WORDS:,} words", "give the lyrics of one song")
    plain = tuple(LyricLine(line.words, line.start_s, line.end_s) for line in lines)
    lyrics = Lyrics(plain, choose_language(language, words), source)
    return Reading(lyrics, SecondLines(seconds), letter_singers(lines), _list_syllables(lines))


# --------------------------------------------------------------------------------------------- private


def _list_syllables(lines: Sequence[SungLine]) -> Syllables:
    parted = tuple(word for line in lines for word in line.syllables or ((),) * len(line.words))
    return Syllables(parted if any(parted) else ())


def _parse_lines(data: bytes, lyrics_format: str) -> tuple[tuple[SungLine, ...], tuple[str, ...]]:
    """The lines, and the texts below them. A .txt holds games' notes, or plain text: an LRC that has no stamps, and many a one has them
    all the same."""
    if lyrics_format in _PARSERS:
        return _PARSERS[lyrics_format](decode_text(data)), ()
    text = decode_text(data, find_encoding(data) if lyrics_format == "txt" else "")
    if lyrics_format == "txt" and is_ultrastar(text):
        return parse_ultrastar(text), ()
    return part_languages(parse_lrc(text))
