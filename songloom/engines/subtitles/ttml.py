"""TTML as Apple's players read it: a paragraph a line, a span a word, every one with its start and end."""

from collections.abc import Iterator, Sequence

from songloom.engines.subtitles.lines import SubtitleLine, clean_title, round_ms

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NAMESPACES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:itunes="http://music.apple.com/lyric-ttml-internal" itunes:timing="Word" xml:lang=""'
)


def render_ttml(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    """Times count from the start of the song everywhere, as in Apple's files; a player that follows TTML to the letter takes those of
    a span from its paragraph's start."""
    names = {"title": clean_title(title), "desc": clean_title(artist)}
    metadata = "".join(f"<ttm:{name}>{text.translate(_ESCAPES)}</ttm:{name}>" for name, text in names.items() if text)
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<tt {_NAMESPACES}>",
        f"<head><metadata>{metadata}</metadata></head>",
        f'<body dur="{_clock(lines[-1].end_ms if lines else 0)}"><div>',
        *(f'<p begin="{_clock(line.start_ms)}" end="{_clock(line.end_ms)}">{" ".join(_span_words(line))}</p>' for line in lines),
        "</div></body>",
        "</tt>",
    ]
    return "\n".join(rows) + "\n"


# --------------------------------------------------------------------------------------------- private


def _span_words(line: SubtitleLine) -> Iterator[str]:
    for word in line.words:
        times = f'begin="{_clock(round_ms(word.start_s))}" end="{_clock(round_ms(word.end_s))}"'
        yield f"<span {times}>{word.word.translate(_ESCAPES)}</span>"


def _clock(time_ms: int) -> str:
    seconds, thousandths = divmod(time_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"
