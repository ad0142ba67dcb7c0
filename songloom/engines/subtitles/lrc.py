"""LRC: line times for every player, and the enhanced form with word times."""

import re
from collections.abc import Iterator, Sequence

from songloom.engines.subtitles.lines import WORD_JOINER, SubtitleLine, clean_title, round_cs

# After this much silence a stamp without words clears the line from the screen.
_CLEAR_S = 2.0
_LOOKS_LIKE_TAG = re.compile(r"[\[<](?=\s*[\w#]+\s*:)|^\[")
# A header ends at its first closing bracket.
_ROUND = str.maketrans("[]", "()")


def render_lrc(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    """`[mm:ss.xx]` and the line."""
    return _render(lines, title, artist, [_shield(line.text) for line in lines])


def render_enhanced_lrc(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    """`[mm:ss.xx]`, each word behind its own `<mm:ss.xx>`, and the line's end behind the last."""
    texts = [
        " ".join([*(f"<{_stamp(word.start_s)}>{_shield(word.word)}" for word in line.words), f"<{_stamp(line.end_s)}>"]) for line in lines
    ]
    return _render(lines, title, artist, texts)


# --------------------------------------------------------------------------------------------- private


def _render(lines: Sequence[SubtitleLine], title: str, artist: str, texts: Sequence[str]) -> str:
    titles = {"ti": clean_title(title).translate(_ROUND), "ar": clean_title(artist).translate(_ROUND)}
    head = [f"[{name}:{value}]" for name, value in titles.items() if value]
    return "\n".join([*head, *_stamp_lines(lines, texts)]) + "\n"


def _stamp_lines(lines: Sequence[SubtitleLine], texts: Sequence[str]) -> Iterator[str]:
    nexts_s = [*(line.start_s for line in lines), float("inf")][1:]
    for line, text, next_s in zip(lines, texts, nexts_s, strict=True):
        yield f"[{_stamp(line.start_s)}]{text}"
        if next_s - line.end_s >= _CLEAR_S:
            yield f"[{_stamp(line.end_s)}]"


def _stamp(time_s: float) -> str:
    minutes, hundredths = divmod(round_cs(time_s), 6000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"


def _shield(text: str) -> str:
    """LRC has no escape: the bracket of what looks like a tag is set between invisible characters."""
    return _LOOKS_LIKE_TAG.sub(lambda bracket: WORD_JOINER + bracket.group() + WORD_JOINER, text)
