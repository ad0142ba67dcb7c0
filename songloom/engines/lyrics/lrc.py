"""LRC, plain and enhanced; text without any stamp is an LRC that says no times."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from songloom.engines.lyrics.singers import SungLine, find_marks, read_heading
from songloom.engines.lyrics.words import MOST_WORDS, is_heading, share_syllables, time_words
from songloom.errors import InputError
from songloom.model.lyrics import LyricWord

_TIME = r"(\d{1,3}):(\d{1,2})(?::(\d{1,3}))?(?:[.,](\d{1,3}))?"
_LINE_STAMP = re.compile(rf"\s*\[\s*{_TIME}\s*\]")
_WORD_STAMP = re.compile(rf"[<\[]\s*{_TIME}\s*[>\]]")
_BEHIND = re.compile(r"\s*\[bg:([^\]]*+)\]\s*")
_METADATA = re.compile(r"\s*\[\s*([A-Za-z#][A-Za-z_#]*)\s*:(.*)\]\s*")


@dataclass(frozen=True)
class _Row:
    """One written line of the file: its stamps as [mm:ss.xx] matches, and what follows them; of a heading that is kept apart.
    `is_behind`: a voice behind the singer's."""

    number: int
    stamps: tuple[re.Match[str], ...]
    text: str
    heading: str = ""
    is_behind: bool = False
    singer: str = ""


def parse_lrc(text: str) -> tuple[SungLine, ...]:
    """The lines in sung order; `[offset:]` is applied (positive = sooner), a line with several stamps is repeated, a stamped line without
    words ends the line before it. A line without a stamp stays behind the line it follows in the file, and has no time.

    Format: https://en.wikipedia.org/wiki/LRC_(file_format). InputError where a stamp is no time, or the repeats are too many.
    """
    rows, offset_s = _read_rows(text)
    stamps = [stamp for row in rows for stamp in (*row.stamps, *_WORD_STAMP.finditer(row.text))]
    clock = _Clock(offset_s, has_hundredths_by_colon=any(int(stamp[3] or 0) > 59 for stamp in stamps))
    timed: list[tuple[float, SungLine | None]] = []
    for start_s, line in _bound(_lay_out(_name_singers(rows, clock), clock)):
        timed.append((timed[-1][0] if start_s is None and timed else start_s or 0.0, line))
    return _close_lines(sorted(timed, key=lambda item: item[0]))


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Clock:
    """Reads stamps. `a:b:c` is hours, minutes, seconds; in a file where some c exceeds 59, minutes, seconds, hundredths."""

    offset_s: float
    has_hundredths_by_colon: bool

    def read_s(self, stamp: re.Match[str], number: int) -> float:
        first, second, third, fraction = stamp.groups()
        if third is None:
            minutes, seconds = int(first), int(second)
        elif self.has_hundredths_by_colon:
            minutes, seconds, fraction = int(first), int(second), third
        else:
            minutes, seconds = int(first) * 60 + int(second), int(third)
        if seconds > 59:
            raise InputError("", f"line {number}: {stamp.group().strip()} is no time", "write stamps as [mm:ss.xx]")
        return max(0.0, minutes * 60 + seconds + (float(f"0.{fraction}") if fraction else 0.0) - self.offset_s)


def _read_rows(text: str) -> tuple[list[_Row], float]:
    rows, offset_s = [], 0.0
    for number, line in enumerate(text.split("\n"), start=1):
        stamps, end = [], 0
        while match := _LINE_STAMP.match(line, end):
            stamps.append(match)
            end = match.end()
        metadata = None if stamps else _METADATA.fullmatch(line)
        if metadata and metadata[1].lower() == "offset":
            offset_s = _read_offset_s(metadata[2], number)
        elif (behind := _BEHIND.fullmatch(line)) and _WORD_STAMP.search(behind[1]):
            rows.append(_Row(number, (), behind[1], is_behind=True))
        elif metadata or is_heading(line[end:]):
            rows.append(_Row(number, tuple(stamps), "", line[end:]))
        elif stamps or line.strip():
            rows.append(_Row(number, tuple(stamps), line[end:]))
    return rows, offset_s


def _name_singers(rows: list[_Row], clock: _Clock) -> Iterator[_Row]:
    """The rows with who sings them and without the marks that say so: a mark, or else a heading, holds until the next. A row that has the
    times of one far above, as translations behind all that is sung, and no mark of its own, is of the same singer."""
    marks, singer = find_marks([row.text for row in rows if not row.is_behind]), ""
    sung: dict[tuple[float, ...], str] = {}
    for row in rows:
        named, text = marks.part(row.text) if marks else (read_heading(row.heading) if row.heading else None, row.text)
        singer = singer if named is None else named
        times = tuple(clock.read_s(stamp, row.number) for stamp in row.stamps)
        known = sung.setdefault(times, singer) if times and text.strip() else singer
        yield replace(row, text=text, singer="" if row.is_behind else known if named is None else singer)


def _read_offset_s(value: str, number: int) -> float:
    if not re.fullmatch(r"\s*([+-]?\d{1,7})?\s*", value):
        raise InputError("", f'line {number}: the offset "{value.strip()[:20]}" is no number of milliseconds', "write it as [offset:+250]")
    return int(value.strip() or 0) / 1000


def _lay_out(rows: Iterable[_Row], clock: _Clock) -> Iterator[tuple[float | None, SungLine | None]]:
    """(start, line) for every time that a row is sung; no line where a stamped row holds no words."""
    for row in rows:
        line = _read_line(row, clock)
        if not row.stamps:
            if line:
                yield line.start_s, line
            continue
        starts_s = [clock.read_s(stamp, row.number) for stamp in row.stamps]
        for start_s in starts_s:
            yield start_s, _shift_line(line, start_s, start_s - starts_s[0]) if line else None


def _read_line(row: _Row, clock: _Clock) -> SungLine | None:
    """The line as the stamps among its words time it."""
    shown, stamps_s = "", {}
    end = 0
    for stamp in _WORD_STAMP.finditer(row.text):
        shown += row.text[end : stamp.start()]
        stamps_s[len(shown)] = clock.read_s(stamp, row.number)
        end = stamp.end()
    shown += row.text[end:]
    words, end_s = time_words(shown, stamps_s)
    return SungLine(tuple(words), words[0].start_s, end_s, row.singer, share_syllables(shown, stamps_s, {})) if words else None


def _shift_line(line: SungLine, start_s: float, shift_s: float) -> SungLine:
    words = tuple(LyricWord(word.text, None if word.start_s is None else word.start_s + shift_s) for word in line.words)
    return replace(line, words=words, start_s=start_s, end_s=None if line.end_s is None else line.end_s + shift_s)


def _bound(timed: Iterator[tuple[float | None, SungLine | None]]) -> Iterator[tuple[float | None, SungLine | None]]:
    """The same, until repeats make more words than any song has: a small file of stamps must not fill the memory."""
    total = 0
    for start_s, line in timed:
        total += len(line.words) if line else 1
        if total > MOST_WORDS:
            raise InputError("", f"holds more than {MOST_WORDS:,} words", "give the lyrics of one song")
        yield start_s, line


def _close_lines(timed: list[tuple[float, SungLine | None]]) -> tuple[SungLine, ...]:
    lines: list[SungLine] = []
    for time_s, line in timed:
        if line is not None:
            lines.append(line)
        elif lines and lines[-1].end_s is None and lines[-1].start_s is not None and time_s > lines[-1].start_s:
            lines[-1] = replace(lines[-1], end_s=time_s)
    return tuple(lines)
