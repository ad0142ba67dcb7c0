"""WebVTT: one cue is one line of lyrics; times inside a cue are its words'."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from songloom.engines.lyrics.singers import SungLine, name_singer
from songloom.engines.lyrics.text import clean_text
from songloom.engines.lyrics.words import is_heading, order_lines, share_syllables, time_words
from songloom.errors import InputError

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_MARK = re.compile(rf"<{_TIME}>|<(/?)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>|</>")
# Blocks that show nothing.
_SILENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
# Captions that roll show a row again in the next cue: at once, and either for a blink or above a row that is new.
_ROLLS_WITHIN_S, _BLINK_S = 0.1, 0.015


@dataclass(frozen=True)
class _Row:
    """One row of a cue: what it shows, the times inside it by offset, and who says it ("": nobody is named)."""

    shown: str
    stamps_s: dict[int, float]
    voices: frozenset[str]


@dataclass(frozen=True)
class _Cue:
    start_s: float
    end_s: float
    rows: tuple[_Row, ...]


def parse_vtt(text: str) -> tuple[SungLine, ...]:
    """A line per cue that holds words, in the order of their times; where any word of the file is stamped, a cue's first word starts
    with the cue. Markup, notes, readings of ruby and rows that captions roll up are left out.

    Format: https://www.w3.org/TR/webvtt1/. InputError names the line that is none of it.
    """
    rows = text.split("\n")
    if not re.match(r"\ufeff?WEBVTT(?:\s|$)", rows[0]):
        raise InputError("", f'line 1: is no WebVTT file: it begins with "{rows[0][:20]}"', "check that the suffix .vtt is right")
    cues = [_read_cue(number, block) for number, block in _split_blocks(rows)]
    has_word_times = any(row.stamps_s for cue in cues for row in cue.rows)
    return order_lines(line for cue in _unroll(cues) if (line := _build_line(cue, has_word_times)) is not None)


# --------------------------------------------------------------------------------------------- private


def _split_blocks(rows: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line, lines) of each block that may be a cue; the file's header ends at a first cue or an empty line."""
    header = next((place for place, row in enumerate(rows) if not row or "-->" in row), len(rows))
    block: list[str] = []
    for number, row in enumerate([*rows[header:], ""], start=header + 1):
        if row:
            block.append(row)
        elif block:
            if not _SILENT.match(block[0]):
                yield number - len(block), block
            block = []


def _read_cue(number: int, block: list[str]) -> _Cue:
    """A cue may have a name above its times."""
    place = next((place for place, row in enumerate(block[:2]) if "-->" in row), 0)
    times = _TIMES.fullmatch(block[place])
    if not times:
        what = f'line {number + place}: "{block[place].strip()[:40]}" says no times'
        raise InputError("", what, "write them as 00:01.000 --> 00:02.500, and no empty line inside a cue")
    groups = times.groups()
    start_s, end_s = _read_s(groups[:4], number + place), _read_s(groups[4:], number + place)
    rows = _read_rows(block[place + 1 :], number + place + 1)
    return _Cue(start_s, end_s, tuple(row for row in rows if row.shown.strip() and not is_heading(row.shown)))


def _read_s(parts: Sequence[str | None], number: int) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    if int(minutes) > 59 or int(seconds) > 59:
        raise InputError("", f"line {number}: {minutes}:{seconds} is no time", "write times as [hh:]mm:ss.ttt, below 60")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _read_rows(rows: Sequence[str], first_line: int) -> Iterator[_Row]:
    """The rows of a cue; a voice that is not ended speaks on in the next."""
    voice = ""
    for number, row in enumerate(rows, start=first_line):
        shown, stamps_s, end, is_reading, voices = "", {}, 0, False, set[str]()
        for mark in (*_MARK.finditer(row), None):
            said = "" if is_reading else clean_text(html.unescape(row[end : mark.start() if mark else None]), number)
            shown += said
            if any(letter.isalnum() for letter in said):
                voices.add(voice)
            if mark is None:
                break
            end, name = mark.end(), (mark[6] or "").lower()
            if mark[3]:
                stamps_s[len(shown)] = _read_s(mark.groups()[:4], number)
            elif name == "v":
                # Behind the classes: `<v.loud Anna>`.
                voice = "" if mark[5] else html.unescape(mark[7].partition(" ")[2])
            elif name in ("rt", "ruby"):
                is_reading = name == "rt" and not mark[5]
        yield _Row(shown, stamps_s, frozenset(voices))


def _unroll(cues: Sequence[_Cue]) -> Iterator[_Cue]:
    """The cues without the rows that were shown before."""
    before = None
    for cue in cues:
        rows = cue.rows
        if before and rows and _is_rolled(before, cue):
            rows = rows[1:]
        if rows:
            yield replace(cue, rows=rows)
        if cue.rows:
            before = cue


def _is_rolled(before: _Cue, cue: _Cue) -> bool:
    first = cue.rows[0]
    is_same = not first.stamps_s and first.shown.split() == before.rows[-1].shown.split()
    is_short = cue.end_s - cue.start_s <= _BLINK_S or any(row.stamps_s for row in cue.rows[1:])
    return is_same and is_short and abs(cue.start_s - before.end_s) <= _ROLLS_WITHIN_S


def _build_line(cue: _Cue, has_word_times: bool) -> SungLine | None:
    shown, stamps_s = "", {0: cue.start_s} if has_word_times else {}
    for row in cue.rows:
        stamps_s |= {len(shown) + offset: time_s for offset, time_s in row.stamps_s.items()}
        shown += row.shown + " "
    words, _ = time_words(shown, stamps_s)
    syllables = share_syllables(shown, {len(shown): cue.end_s} | stamps_s, {})
    voices = frozenset[str]().union(*(row.voices for row in cue.rows))
    singer = name_singer(next(iter(voices))) if len(voices) == 1 else ""
    return SungLine(tuple(words), cue.start_s, cue.end_s if cue.end_s > cue.start_s else None, singer, syllables) if words else None
