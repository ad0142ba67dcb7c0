"""Untrusted bytes become clean text: one encoding, one form, nothing invisible."""

import re
import unicodedata

from songloom.engines.lyrics.contract import MOST_BYTES
from songloom.errors import InputError

_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Joiners shape Persian, Indic scripts and emoji; every other format character (bidi controls, zero widths) only hides or reorders.
_SHAPING_JOINERS = "\u200c\u200d"
_UNSHOWN = {"Cc": "control", "Co": "private", "Cn": "unknown"}
# They mark that somebody sings, and are no words; few fonts draw them.
_MUSIC_NOTES = "♩♪♫♬"


def decode_text(data: bytes) -> str:
    """Lines of NFC text parted by newlines; InputError where the bytes are too many, not UTF-8 (or UTF-16 with a byte order mark), or
    hold control characters or others that stand for nothing.

    Older 8-bit encodings are refused, not guessed: a wrong guess spoils words without a sign.
    """
    if len(data) > MOST_BYTES:
        raise InputError("", f"holds more than {MOST_BYTES:,} bytes", "give the lyrics of one song")
    text = _LINE_BREAKS.sub("\n", _decode(data)).replace("\t", " ")
    _refuse_controls(text)
    return unicodedata.normalize("NFC", "".join(letter for letter in text if not _is_invisible(letter) and letter not in _MUSIC_NOTES))


# --------------------------------------------------------------------------------------------- private


def _decode(data: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"line {line} is not {encoding.upper()} text (byte 0x{data[error.start]:02x})"
        raise InputError("", what, "save the lyrics in the encoding UTF-8") from error


def _refuse_controls(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        bad = next((letter for letter in line if unicodedata.category(letter) in _UNSHOWN), None)
        if bad is not None:
            what = f"line {number} holds the {_UNSHOWN[unicodedata.category(bad)]} character U+{ord(bad):04X}"
            raise InputError("", what, "is this a text file? Remove the character, or save it as UTF-8")


def _is_invisible(letter: str) -> bool:
    return letter not in _SHAPING_JOINERS and unicodedata.category(letter) == "Cf"
