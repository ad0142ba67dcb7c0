"""UltraStar for karaoke games: a note a word, without its pitch."""

from collections.abc import Iterator, Sequence

from songloom.engines.subtitles.lines import SubtitleLine, clean_title, round_ms

# The format counts in quarters of a beat: at this many beats a minute one of them lasts 10 ms.
_BPM, _GRID_MS = 1500, 10


def render_ultrastar(lines: Sequence[SubtitleLine], title: str, artist: str) -> str:
    """`: start length pitch text` for every word, in hundredths of a second behind `#GAP`, and `- start` between lines."""
    gap_ms = lines[0].start_ms if lines else 0
    head = [
        "#VERSION:1.0.0",
        f"#TITLE:{clean_title(title)}",
        f"#ARTIST:{clean_title(artist)}",
        f"#BPM:{_BPM}",
        f"#GAP:{gap_ms}",
    ]
    rows: list[str] = []
    for line in lines:
        if rows:
            rows.append(f"- {_count_beats(line.start_ms - gap_ms)}")
        rows += _write_notes(line, gap_ms)
    return "\n".join([*head, *rows, "E"]) + "\n"


# --------------------------------------------------------------------------------------------- private


def _write_notes(line: SubtitleLine, gap_ms: int) -> Iterator[str]:
    """Points in time are rounded, lengths are their differences; a note that no game would show gets the shortest length."""
    for number, word in enumerate(line.words):
        start, end = (_count_beats(round_ms(time_s) - gap_ms) for time_s in (word.start_s, word.end_s))
        # What begins with a tilde would be read as a syllable that is held.
        text = "～" + word.word[1:] if word.word.startswith("~") else word.word
        yield f": {start} {max(1, end - start)} 0 {' ' if number else ''}{text}"


def _count_beats(length_ms: int) -> int:
    return (length_ms + _GRID_MS // 2) // _GRID_MS
