"""Writes the timing in every format at once: they are small, and a player wants one or the other."""

from collections.abc import Mapping, Sequence

from songloom.engines.subtitles.contract import WriteOptions
from songloom.engines.subtitles.lines import SubtitleLine, split_lines
from songloom.engines.subtitles.lrc import render_enhanced_lrc, render_lrc
from songloom.engines.subtitles.substation import render_ass, render_srt
from songloom.engines.subtitles.ttml import render_ttml
from songloom.engines.subtitles.ultrastar import render_ultrastar
from songloom.engines.subtitles.vtt import render_vtt
from songloom.model.document import dump_document
from songloom.model.timing import Timing


class Write:
    """The embedded engine."""

    def __init__(self, options: WriteOptions) -> None:
        """Built as every engine is, though it has nothing to choose."""

    def render(self, timing: Timing, title: str, artist: str) -> Mapping[str, str]:
        """File name → text; lines are the written ones."""
        lines = split_lines(timing)
        return {
            "lyrics.lrc": render_lrc(lines, title, artist),
            "lyrics.enhanced.lrc": render_enhanced_lrc(lines, title, artist),
            "lyrics.srt": render_srt(lines),
            "lyrics.ass": render_ass(lines, title),
            "lyrics.vtt": render_vtt(lines, title, artist),
            "lyrics.ttml": render_ttml(lines, title, artist),
            "lyrics.ultrastar.txt": render_ultrastar(lines, title, artist),
            "lyrics.json": _render_json(lines, title, artist),
        }


# --------------------------------------------------------------------------------------------- private


def _render_json(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    document = {
        "title": title,
        "artist": artist,
        "lines": [
            {
                "text": line.text,
                "start_s": line.start_s,
                "end_s": line.end_s,
                "words": [{"word": word.word, "start_s": word.start_s, "end_s": word.end_s} for word in line.words],
            }
            for line in lines
        ],
    }
    return dump_document(document).decode()
