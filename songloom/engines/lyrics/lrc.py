"""LRC, plain and enhanced; text without any stamp is an LRC that says no times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from songloom.engines.lyrics.words import MOST_WORDS, is_heading, time_words
from songloom.errors import InputError
from songloom.model.lyrics import LyricLine, LyricWord

# Of stamps with two texts there are so many at least in a file of two languages.
LEAST_SHARED = 2
_TIME = r"(\d{1,3}):(\d{1,2})(?::(\d{1,3}))?(?:[.,](\d{1,3}))?"
_LINE_STAMP = re.compile(rf"\s*\[\s*{_TIME}\s*\]")
_WORD_STAMP = re.compile(rf"[<\[]\s*{_TIME}\s*[>\]]")
_METADATA = re.compile(r"\s*\[\s*([A-Za-z#][A-Za-z_#]*)\s*:(.*)\]\s*")


@dataclass(frozen=True)
class _Row:
    """One written line of the file: its stamps as [mm:ss.xx] matches, what follows them, and its translation."""

    number: int
    stamps: tuple[re.Match[str], ...]
    text: str
    second: str = ""


@dataclass(frozen=True)
class _Sung:
    """A time that a row is sung; `line` is None where a stamped row holds no words."""

    start_s: float | None
    line: LyricLine | None
    second: str = ""


def parse_lrc(text: str) -> tuple[LyricLine, ...]:
    """The lines in sung order; `[offset:]` is applied (positive = sooner), a line with several stamps is repeated, a stamped line without
    words ends the line before it. A line without a stamp stays behind the line it follows in the file, and has no time. Where most stamps
    have two texts, the second is the first one's translation and is not sung.

    Format: https://en.wikipedia.org/wiki/LRC_(file_format). InputError where a stamp is no time, or the repeats are too many.
    """
    return tuple(line for line, _ in _parse(text))


def parse_translation(text: str) -> tuple[str, ...]:
    """For each line of `parse_lrc` the second text at its stamp ("": none); nothing where the file is in one language."""
    seconds = tuple(second for _, second in _parse(text))
    return seconds if any(seconds) else ()


# --------------------------------------------------------------------------------------------- private


def _parse(text: str) -> list[tuple[LyricLine, str]]:
    rows, offset_s = _read_rows(text)
    stamps = [stamp for row in rows for stamp in (*row.stamps, *_WORD_STAMP.finditer(row.text))]
    clock = _Clock(offset_s, has_hundredths_by_colon=any(int(stamp[3] or 0) > 59 for stamp in stamps))
    timed: list[_Sung] = []
    for sung in _bound(_lay_out(_pair(rows), clock)):
        start_s = timed[-1].start_s if sung.start_s is None and timed else sung.start_s or 0.0
        timed.append(replace(sung, start_s=start_s))
    return _close_lines(sorted(timed, key=lambda sung: sung.start_s or 0.0))


def _pair(rows: list[_Row]) -> list[_Row]:
    """The rows that are sung: where most stamps have two texts, or more, each has its second as its translation; a few that two voices
    share stay as they are."""
    places: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        if row.stamps and row.text.strip():
            places.setdefault(tuple(re.sub(r"\s", "", stamp.group()) for stamp in row.stamps), []).append(row)
    shared = sum(len(found) > 1 for found in places.values())
    if shared < LEAST_SHARED or 2 * shared <= len(places):
        return rows
    seconds = {found[0].number: _WORD_STAMP.sub("", found[1].text).strip() for found in places.values() if len(found) > 1}
    unsung = {row.number for found in places.values() for row in found[1:]}
    return [replace(row, second=seconds.get(row.number, "")) for row in rows if row.number not in unsung]


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
        elif not metadata:
            text = "" if is_heading(line[end:]) else line[end:]
            if stamps or text.strip():
                rows.append(_Row(number, tuple(stamps), text))
    return rows, offset_s


def _read_offset_s(value: str, number: int) -> float:
    if not re.fullmatch(r"\s*([+-]?\d{1,7})?\s*", value):
        raise InputError("", f'line {number}: the offset "{value.strip()[:20]}" is no number of milliseconds', "write it as [offset:+250]")
    return int(value.strip() or 0) / 1000


def _lay_out(rows: list[_Row], clock: _Clock) -> Iterator[_Sung]:
    """Every time that a row is sung."""
    for row in rows:
        words, end_s = _read_words(row, clock)
        if not row.stamps:
            start_s = words[0].start_s if words else None
            if words:
                yield _Sung(start_s, LyricLine(tuple(words), start_s, end_s))
            continue
        starts_s = [clock.read_s(stamp, row.number) for stamp in row.stamps]
        for start_s in starts_s:
            line = _shift_line(words, end_s, start_s, start_s - starts_s[0]) if words else None
            yield _Sung(start_s, line, row.second)


def _read_words(row: _Row, clock: _Clock) -> tuple[list[LyricWord], float | None]:
    """The words and the line's end, from the stamps among them."""
    shown, stamps_s = "", {}
    end = 0
    for stamp in _WORD_STAMP.finditer(row.text):
        shown += row.text[end : stamp.start()]
        stamps_s[len(shown)] = clock.read_s(stamp, row.number)
        end = stamp.end()
    return time_words(shown + row.text[end:], stamps_s)


def _shift_line(words: list[LyricWord], end_s: float | None, start_s: float, shift_s: float) -> LyricLine:
    shifted = tuple(LyricWord(word.text, None if word.start_s is None else word.start_s + shift_s) for word in words)
    return LyricLine(shifted, start_s, None if end_s is None else end_s + shift_s)


def _bound(timed: Iterator[_Sung]) -> Iterator[_Sung]:
    """The same, until repeats make more words than any song has: a small file of stamps must not fill the memory."""
    total = 0
    for sung in timed:
        total += len(sung.line.words) if sung.line else 1
        if total > MOST_WORDS:
            raise InputError("", f"holds more than {MOST_WORDS:,} words", "give the lyrics of one song")
        yield sung


def _close_lines(timed: list[_Sung]) -> list[tuple[LyricLine, str]]:
    lines: list[tuple[LyricLine, str]] = []
    for sung in timed:
        if sung.line is not None:
            lines.append((sung.line, sung.second))
        elif lines and sung.start_s is not None:
            last, second = lines[-1]
            if last.end_s is None and last.start_s is not None and sung.start_s > last.start_s:
                lines[-1] = replace(last, end_s=sung.start_s), second
    return lines
