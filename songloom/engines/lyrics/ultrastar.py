"""UltraStar: the notes of a karaoke game, whose syllables make words and whose beats make times."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field

from songloom.engines.lyrics.singers import SungLine
from songloom.engines.lyrics.words import is_heading, share_syllables, time_words
from songloom.errors import InputError

_HEAD = re.compile(r"\s*#(\w+)\s*:(.*)")
_NOTE = re.compile(r"([^\s\d#-])\s*(-?\d{1,9})\s+(\d{1,9})\s+(-?\d{1,9})(?: (.*))?")
_BREAK = re.compile(r"-\s*(-?\d{1,9})(?:\s+(-?\d{1,9}))?\s*")
_TEMPO = re.compile(r"B\s*(-?\d{1,9})(?:[.,]\d{1,20})?\s+(\S+)\s*")
_VOICE = re.compile(r"P\s*(\d)\s*")
# As it is decoded, and as its bytes look before.
_BYTE_ORDER_MARK = re.compile("^(?:\ufeff|ï»¿)")
_ENCODINGS = {"cp1250": "cp1250", "cp1252": "cp1252"}
# A syllable that is held over several notes: it is written once, and then as this.
_HELD = re.compile(r"^(\s*)~+")
_LONGEST_S = 360_000.0
# Two voices that sing the same words start them this close.
_TOGETHER_S = 0.5
# Voices are bits in some games: the first and the second at once.
_BOTH = "3"


@dataclass(frozen=True)
class _Note:
    start_s: float
    end_s: float
    text: str


@dataclass
class _Tempo:
    """Where beats lie in time: from each of these beats on a beat is this long."""

    changes: list[tuple[int, float, float]]
    """(beat, its time in the song, seconds a beat), by beat."""

    def find_s(self, beat: int) -> float:
        from_beat, from_s, beat_s = self.changes[max(0, bisect(self.changes, beat, key=lambda change: change[0]) - 1)]
        return from_s + (beat - from_beat) * beat_s

    def change(self, beat: int, beat_s: float) -> None:
        # A second voice may say again what the first has said.
        if beat > self.changes[-1][0]:
            self.changes.append((beat, self.find_s(beat), beat_s))


@dataclass
class _Voice:
    """The lines that one singer has so far; the last one is still open. `zero` is the beat from which a relative file counts."""

    lines: list[list[_Note]] = field(default_factory=lambda: [[]])
    zero: int = 0


@dataclass
class _Phrase:
    """The notes of a line, and the voice that sings it alone."""

    notes: list[_Note]
    voice: str


def find_encoding(data: bytes) -> str:
    """The 8-bit encoding of an UltraStar file that is not in UTF-8: the one that it names, else that of the games; "" for other files."""
    head = data[:4096].decode("latin-1")
    if not is_ultrastar(head):
        return ""
    named = next((match[2] for match in _read_head(head) if match[1].upper() == "ENCODING"), "")
    return _ENCODINGS.get(named.strip().lower().replace("-", ""), "cp1252")


def is_ultrastar(text: str) -> bool:
    """Whether a text begins with headers, `#BPM:` among them, or `#TITLE:` and there are notes; other .txt files are plain lyrics."""
    names = {match[1].upper() for match in _read_head(text)}
    return "BPM" in names or ("TITLE" in names and any(_NOTE.fullmatch(row.strip()) for row in text.split("\n")))


def parse_ultrastar(text: str) -> tuple[SungLine, ...]:
    """The phrases in sung order, their words timed by the first note of each. Notes of all kinds count (golden, rap, freestyle); a duet's
    voices are joined in time order, and what both sing at once is written once.

    Format: https://usdx.eu/format/, and relative files and changes of tempo as older games read them. InputError names the line that is
    none of it.
    """
    rows = [row.lstrip() for row in text.split("\n")]
    tempo, is_relative = _read_tempo(rows)
    voices = _read_voices(rows, tempo, is_relative)
    sung = [line for phrase in _join_voices(voices) if (line := _build_line(phrase)) is not None]
    return tuple(sorted(sung, key=lambda line: line.start_s or 0.0))


# --------------------------------------------------------------------------------------------- private


def _read_head(text: str) -> Iterator[re.Match[str]]:
    for row in _BYTE_ORDER_MARK.sub("", text).split("\n"):
        if row.strip():
            match = _HEAD.fullmatch(row.rstrip("\r"))
            if not match:
                return
            yield match


def _read_tempo(rows: list[str]) -> tuple[_Tempo, bool]:
    found: dict[str, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        if match := _HEAD.fullmatch(row):
            found.setdefault(match[1].upper(), (number, match[2].strip()))
    if "BPM" not in found:
        raise InputError("", "is an UltraStar file without a #BPM", "give the tempo, such as #BPM:300")
    gap_s = _read_number(found.get("GAP", (0, "")), "GAP", 1e9) / 1000
    bpm = _read_number(found["BPM"], "BPM", 1e6)
    is_quadrupled = not found.get("VERSION", (0, ""))[1].startswith("2")
    is_relative = found.get("RELATIVE", (0, ""))[1].lower() in ("yes", "true", "1")
    return _Tempo([(0, gap_s, _measure_beat(bpm, found["BPM"][0], is_quadrupled))]), is_relative


def _read_number(said: tuple[int, str], name: str, most: float) -> float:
    number, text = said
    if not text and name == "GAP":
        return 0.0
    if not re.fullmatch(r"-?\d{1,9}(?:[.,]\d{0,20})?", text) or abs(value := float(text.replace(",", "."))) > most:
        raise InputError("", f'line {number}: #{name} is "{text[:20]}", expected a number', f"write it as #{name}:300")
    return value


def _measure_beat(bpm: float, number: int, is_quadrupled: bool = True) -> float:
    """Seconds a beat: what the files call a beat is a quarter of one, until version 2."""
    if bpm < 1:
        raise InputError("", f"line {number}: {bpm:g} beats a minute is no tempo", "give the tempo, such as #BPM:300")
    return 60 / bpm / (4 if is_quadrupled else 1)


def _read_voices(rows: list[str], tempo: _Tempo, is_relative: bool) -> dict[str, _Voice]:
    voices, voice = {}, _Voice()
    for number, row in enumerate(rows, start=1):
        if not row.strip() or row.startswith("#"):
            continue
        if row.strip() == "E":
            break
        if match := _VOICE.fullmatch(row):
            voice = voices.setdefault(match[1], _Voice())
            continue
        if not voices:
            voice = voices.setdefault("1", voice)
        if match := _BREAK.fullmatch(row):
            voice.lines.append([])
            voice.zero += int(match[2] or match[1]) if is_relative else 0
        elif match := _TEMPO.fullmatch(row):
            tempo.change(voice.zero + int(match[1]), _measure_beat(_read_number((number, match[2]), "BPM", 1e6), number))
        elif match := _NOTE.fullmatch(row):
            voice.lines[-1].append(_read_note(match, tempo, voice.zero, number))
        else:
            raise InputError("", f'line {number}: "{row.strip()[:30]}" is no note', "write notes as : start length pitch syllable")
    return voices


def _read_note(match: re.Match[str], tempo: _Tempo, zero: int, number: int) -> _Note:
    start = zero + int(match[2])
    start_s, end_s = tempo.find_s(start), tempo.find_s(start + int(match[3]))
    if end_s > _LONGEST_S:
        raise InputError("", f"line {number}: a note at {end_s:.0f} s lies behind the end of any song", "check #BPM and #GAP")
    return _Note(max(0.0, start_s), max(0.0, end_s), match[5] or "")


def _join_voices(voices: dict[str, _Voice]) -> list[_Phrase]:
    """Every line of every voice, and of those that several sing together one."""
    phrases: list[_Phrase] = []
    sung: dict[tuple[str, int], _Phrase] = {}
    for name, voice in sorted(voices.items()):
        mine: dict[tuple[str, int], _Phrase] = {}
        for notes in filter(None, voice.lines):
            text, place = "".join(note.text for note in notes).strip(), round(notes[0].start_s / _TOGETHER_S)
            together = next((sung[text, near] for near in (place, place - 1, place + 1) if (text, near) in sung), None)
            if together:
                together.voice = ""
            else:
                phrases.append(_Phrase(notes, "" if name == _BOTH else name))
                mine[text, place] = phrases[-1]
        sung |= mine
    return phrases


def _build_line(phrase: _Phrase) -> SungLine | None:
    notes = phrase.notes
    shown, stamps_s, ends_s, offset = "", {}, {}, 0
    for note in notes:
        syllable = _HELD.sub(r"\1", note.text)
        if syllable.strip():
            offset = len(shown) + len(syllable) - len(syllable.lstrip())
            stamps_s[offset] = note.start_s
        ends_s[offset] = note.end_s
        shown += syllable
    words, _ = time_words(shown, stamps_s)
    if not words or is_heading(shown):
        return None
    end_s = max(note.end_s for note in notes)
    return SungLine(
        tuple(words), notes[0].start_s, end_s if end_s > notes[0].start_s else None, phrase.voice, share_syllables(shown, stamps_s, ends_s)
    )
