"""Records of strangers, made harmless."""

import json

from hypothesis import given
from hypothesis import strategies as st

from songloom.providers.candidate import choose_text, clean_name, clean_text, strip_stamps


def test_line_times_are_taken_where_they_can_be_read() -> None:
    assert choose_text("[00:01.00] one\n[00:02.00] two", "plain") == ("lrc", "[00:01.00] one\n[00:02.00] two")
    assert choose_text("[00:01.00] one\n[00:61.00] two", "plain") == ("txt", "plain")
    assert choose_text("one\ntwo\n[00:01.00] three", "plain") == ("txt", "plain")
    assert choose_text(None, "plain") == ("txt", "plain")
    assert choose_text("[00:61.00] one <00:62.00> two", None) == ("txt", "one   two")
    assert choose_text(None, None) == ("txt", "")


def test_text_is_clean() -> None:
    assert clean_text("a\r\nb\0\x1b[31m\u0007c\td") == "a\nb[31mcd"
    assert clean_text("x" * 200_001) == ""
    assert clean_name(" a\n b\0 " + "x" * 200) == "a b " + "x" * 116
    assert strip_stamps("[00:01.00] <00:01.10> one <00:02.00> two") == "one   two"


@given(st.text(max_size=60))
def test_whatever_the_text_it_can_be_written(text: str) -> None:
    # Lone surrogates come out of JSON, and cannot be encoded.
    for made in (clean_text(text), clean_name(text), clean_text(json.loads(json.dumps(text + "\ud800")))):
        made.encode()
        assert "\n" not in clean_name(text)
