"""WebVTT for the web: a cue a line, and each word's time inside it."""

from collections.abc import Iterator, Sequence

from songloom.engines.subtitles.lines import SubtitleLine, clean_title, round_ms

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render_vtt(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    """`00:00:01.000 --> 00:00:03.500`, and the words, each but the first behind its own `<00:00:01.000>`: the first starts with the cue."""
    named = " - ".join(text for text in (clean_title(artist), clean_title(title)) if text).translate(_ESCAPES)
    cues = [f"{_stamp(line.start_ms)} --> {_stamp(max(line.end_ms, line.start_ms + 1))}\n{''.join(_stamp_words(line))}" for line in lines]
    return "\n\n".join(["WEBVTT", *([f"NOTE {named}"] if named else []), *cues]) + "\n"


# --------------------------------------------------------------------------------------------- private


def _stamp_words(line: SubtitleLine) -> Iterator[str]:
    """A stamp must lie behind the one before it, and so behind the cue's start."""
    before_ms = line.start_ms
    for number, word in enumerate(line.words):
        start_ms = round_ms(word.start_s)
        stamp = f"<{_stamp(start_ms)}>" if start_ms > before_ms else ""
        before_ms = max(before_ms, start_ms)
        yield (" " if number else "") + stamp + word.word.translate(_ESCAPES)


def _stamp(time_ms: int) -> str:
    seconds, thousandths = divmod(time_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"
