"""A record as a source holds it, made harmless: it was written by strangers."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from songloom.model.answer import Provider, Way

MOST_LETTERS = 200_000
MOST_NAME_LETTERS = 120

_STAMP = re.compile(r"[\[<]\s*\d{1,3}:(\d{1,2})(?:[.:]\d{1,3})?\s*[\]>]")
_LINE_STAMP = re.compile(r"\s*\[\s*\d{1,3}:([0-5]?\d)(?:[.:]\d{1,3})?\s*\]")


@dataclass(frozen=True)
class Names:
    """What a song is called; "" where unknown."""

    title: str
    artist: str
    album: str = ""


@dataclass(frozen=True)
class Candidate:
    """One record of a source. `duration_s` is None where the record does not say; `sought` is what it was looked up by: None where
    only what was heard led to it. `text` is in `format`, without control characters."""

    source: Provider
    record: str
    url: str
    names: Names
    duration_s: float | None
    format: Literal["lrc", "txt"]
    text: str
    instrumental: bool
    way: Way
    sought: Names | None


def clean_name(text: str | None) -> str:
    """A name in one line, without control characters, of sane length."""
    return " ".join(clean_text(text).split())[:MOST_NAME_LETTERS].strip()


def clean_text(text: str | None) -> str:
    """Text of a record: NFC, lines parted by newlines, nothing that only controls a terminal or stands for no letter; "" where it is
    longer than the lyrics of any song."""
    if not text or len(text) > MOST_LETTERS:
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn"))
    return unicodedata.normalize("NFC", kept).strip()


def choose_text(synced: str | None, plain: str | None) -> tuple[Literal["lrc", "txt"], str]:
    """(format, text): the lines with their times where those can be read, else the words alone."""
    stamped, bare = clean_text(synced), clean_text(plain)
    rows = [row for row in stamped.split("\n") if row.strip()]
    if rows and 2 * sum(_LINE_STAMP.match(row) is not None for row in rows) >= len(rows) and not _has_false_time(stamped):
        return "lrc", stamped
    return "txt", bare or strip_stamps(stamped)


def strip_stamps(text: str) -> str:
    """The words of an LRC."""
    return "\n".join(_STAMP.sub(" ", row).strip() for row in text.split("\n"))


# --------------------------------------------------------------------------------------------- private


def _has_false_time(text: str) -> bool:
    return any(int(stamp[1]) > 59 for stamp in _STAMP.finditer(text))
