"""SubRip: one subtitle is one line of lyrics, since only a subtitle has a time."""

from pysubs2 import SSAFile
from pysubs2.exceptions import Pysubs2Error

from songloom.engines.lyrics.singers import SungLine, read_heading
from songloom.engines.lyrics.words import is_heading, split_words
from songloom.errors import InputError
from songloom.model.lyrics import LyricWord


def parse_srt(text: str) -> tuple[SungLine, ...]:
    """A line per subtitle that holds words, in the order of their times; markup is left out. InputError where it is no SubRip."""
    try:
        subtitles = SSAFile.from_string(text, format_="srt")
    except (Pysubs2Error, ValueError) as error:
        raise InputError("", "is no SubRip file", "check that the suffix .srt is right") from error
    lines, singer = [], ""
    for event in sorted(subtitles, key=lambda event: event.start):
        rows = event.plaintext.split("\n")
        for heading in filter(is_heading, rows):
            named = read_heading(heading)
            singer = singer if named is None else named
        rows = [row for row in rows if not is_heading(row)]
        words = tuple(LyricWord(word) for _, word in split_words(" ".join(rows)))
        if words:
            lines.append(SungLine(words, event.start / 1000, event.end / 1000 if event.end > event.start else None, singer))
    return tuple(lines)
