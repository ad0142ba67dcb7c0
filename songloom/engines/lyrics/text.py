"""Untrusted bytes become clean text: one encoding, one form, nothing invisible."""

import re
import unicodedata
from contextlib import suppress

from songloom.engines.lyrics.contract import MOST_BYTES
from songloom.errors import InputError

_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Joiners shape Persian, Indic scripts and emoji; every other format character (bidi controls, zero widths) only hides or reorders.
_SHAPING_JOINERS = "\u200c\u200d"
_UNSHOWN = {"Cc": "control", "Co": "private", "Cn": "unknown", "Cs": "surrogate"}
# They mark that somebody sings, and are no words; few fonts draw them.
_MUSIC_NOTES = "♩♪♫♬"


def decode_text(data: bytes, else_encoding: str = "") -> str:
    """Lines of NFC text parted by newlines; InputError where the bytes are too many, not UTF-8 (or UTF-16 with a byte order mark), or
    hold control characters or others that stand for nothing.

    Older 8-bit encodings are refused, not guessed: a wrong guess spoils words without a sign. Only where a format says which one
    its files are in (`else_encoding`) is that one tried.
    """
    if len(data) > MOST_BYTES:
        raise InputError("", f"holds more than {MOST_BYTES:,} bytes", "give the lyrics of one song")
    return clean_text(_decode(data, else_encoding))


def clean_text(text: str, first_line: int = 1) -> str:
    """The same text with plain newlines, in NFC, without what nobody sees; InputError naming the line (`first_line` is the first one's
    number) that holds a character which stands for nothing. What a format writes as `&#…;` comes in this way too."""
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    _refuse_controls(text, first_line)
    return unicodedata.normalize("NFC", "".join(letter for letter in text if not _is_invisible(letter) and letter not in _MUSIC_NOTES))


# --------------------------------------------------------------------------------------------- private


def _decode(data: bytes, else_encoding: str) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if else_encoding and encoding == "utf-8":
            with suppress(UnicodeDecodeError):
                return data.decode(else_encoding)
        line = data.count(b"\n", 0, error.start) + 1
        what = f"line {line} is not {encoding.upper()} text (byte 0x{data[error.start]:02x})"
        raise InputError("", what, "save the lyrics in the encoding UTF-8") from error


def _refuse_controls(text: str, first_line: int) -> None:
    for number, line in enumerate(text.split("\n"), start=first_line):
        bad = next((letter for letter in line if unicodedata.category(letter) in _UNSHOWN), None)
        if bad is not None:
            what = f"line {number} holds the {_UNSHOWN[unicodedata.category(bad)]} character U+{ord(bad):04X}"
            raise InputError("", what, "is this a text file? Remove the character, or save it as UTF-8")


def _is_invisible(letter: str) -> bool:
    return letter not in _SHAPING_JOINERS and unicodedata.category(letter) == "Cf"
