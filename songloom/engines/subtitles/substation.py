"""SubRip for every player, and Advanced SubStation karaoke, both written by pysubs2."""

from collections.abc import Iterator, Sequence

from pysubs2 import Alignment, Color, SSAEvent, SSAFile, SSAStyle

from songloom.engines.subtitles.lines import WORD_JOINER, SubtitleLine, clean_title, round_cs

# No escape of these is known to all players, so the full-width forms stand in.
_LOOKALIKES = str.maketrans({"{": "｛", "}": "｝", "\\": "＼"})
_STYLE = SSAStyle(
    fontsize=72,
    primarycolor=Color(255, 255, 255),
    secondarycolor=Color(150, 150, 150),
    outlinecolor=Color(0, 0, 0),
    outline=3,
    shadow=0,
    alignment=Alignment.BOTTOM_CENTER,
    marginv=90,
)


def render_srt(lines: Sequence[SubtitleLine]) -> str:
    """One subtitle a line, to the millisecond."""
    subtitles = SSAFile()
    for line in lines:
        text = line.text.translate(_LOOKALIKES).replace("<", f"<{WORD_JOINER}").replace("-->", f"--{WORD_JOINER}>")
        subtitles.append(SSAEvent(start=round(line.start_s * 1000), end=round(line.end_s * 1000), text=text))
    return subtitles.to_string("srt")


def render_ass(lines: Sequence[SubtitleLine], title: str) -> str:
    r"""One event a line; `\kf` fills each word while it is sung, `\k` waits between words."""
    subtitles = SSAFile()
    subtitles.info |= {"Title": clean_title(title), "PlayResX": "1920", "PlayResY": "1080", "WrapStyle": "0"}
    subtitles.styles = {"Default": _STYLE}
    for line in lines:
        text = "".join(_fill_words(line))
        subtitles.append(SSAEvent(start=round_cs(line.start_s) * 10, end=round_cs(line.end_s) * 10, text=text))
    return subtitles.to_string("ass")


# --------------------------------------------------------------------------------------------- private


def _fill_words(line: SubtitleLine) -> Iterator[str]:
    sung_cs = round_cs(line.start_s)
    for number, word in enumerate(line.words):
        start_cs, end_cs = round_cs(word.start_s), round_cs(word.end_s)
        if number:
            yield f"{{\\k{start_cs - sung_cs}}} "
        yield f"{{\\kf{end_cs - start_cs}}}{word.word.translate(_LOOKALIKES)}"
        sung_cs = end_cs
