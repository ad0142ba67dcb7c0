"""Untrusted bytes become clean text."""

import pytest

from songloom.engines.lyrics.contract import MOST_BYTES
from songloom.engines.lyrics.text import decode_text
from songloom.errors import InputError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("süß".encode(), "süß"),
        ("su\u0308ß".encode(), "süß"),
        ("su\u200b\u0308ß".encode(), "süß"),
        ("\ufeffoh".encode(), "oh"),
        ("süß\r\nja".encode("utf-16"), "süß\nja"),
        ("süß".encode("utf-16-be").join([b"\xfe\xff", b""]), "süß"),
        (b"a\rb\r\nc\x0cd", "a\nb\nc\nd"),
        ("a\u2028b\u0085c".encode(), "a\nb\nc"),
        (b"a\tb", "a b"),
        ("\u202eevil\u202c \u2066x\u2069 z\u200bero".encode(), "evil x zero"),
        ("♪ oh ♫".encode(), " oh "),
    ],
)
def test_reads_what_text_files_hold(data: bytes, text: str) -> None:
    assert decode_text(data) == text


def test_keeps_the_joiners_that_shape_letters() -> None:
    assert decode_text("می‌خواهم".encode()) == "می‌خواهم"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("one\ncafé".encode("cp1252"), "line 2 is not UTF-8 text (byte 0xe9)"),
        (b"\xff\xfea", "UTF-16"),
        (b"one\ntw\0o", "line 2 holds the control character U+0000"),
        (b"\x1b[31mred", "U+001B"),
        ("\ue000 one".encode(), "line 1 holds the private character U+E000"),
        ("\uffff one".encode(), "line 1 holds the unknown character U+FFFF"),
        (b"a" * (MOST_BYTES + 1), "more than 1,000,000 bytes"),
    ],
)
def test_refuses_what_is_no_text(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_text(data)
    assert said in caught.value.what
    assert caught.value.where == ""
    assert caught.value.cure
