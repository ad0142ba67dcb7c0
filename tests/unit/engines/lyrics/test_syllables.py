"""Where sources time parts of words, their shares of the word's time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.formats import parse_lyrics
from songloom.engines.lyrics.words import share_syllables, split_words

TIMED = {
    "lrc": ("lrc", "[00:01.00]<00:01.00>Hel<00:01.20>lo <00:02.00>you <00:02.50>o<00:02.60>ver<00:03.00>", [(0.2, 1.0), (), (0.2, 1.0)]),
    "a line sung twice": ("lrc", "[00:01][00:09]<00:01.00>o<00:01.20>ver<00:02.00>\n[00:20]oh", [(0.2, 1.0), (0.2, 1.0), ()]),
    "nothing behind": ("lrc", "[00:01.00]<00:01.00>o<00:01.20>ver", []),
    "times that go back": ("lrc", "[00:01.00]<00:01.00>o<00:00.90>ver<00:02.00>", []),
    "whole words": ("lrc", "[00:01.00]<00:01.00>one <00:01.20>two<00:02.00>", []),
    "a start that nobody says": ("lrc", "[00:01.00]o<00:01.20>ver<00:02.00>", []),
    "UltraStar": (
        "txt",
        "#BPM:150\n: 0 2 5 Hel\n: 2 6 7 lo\n* 10 1 7  you\n: 11 3 0 ~\n: 14 1 0  o\n: 16 1 0 ~\n: 18 2 0 ver\nE\n",
        [(0.25, 1.0), (), (0.667, 1.0)],
    ),
    "TTML": (
        "ttml",
        '<tt><body><p begin="10s" end="14s"><span begin="10s" end="10.4s">Hel</span><span begin="10.4s" end="11.6s">lo</span> '
        '<span begin="12s" end="12.5s">you</span></p></body></tt>',
        [(0.25, 1.0), ()],
    ),
    "WebVTT": ("vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\nHel<00:01.200>lo <00:02.000>o<00:02.200>ver\n", [(0.2, 1.0), (0.2, 1.0)]),
    "a word that ends before the next begins": (
        "lrc",
        "[00:01.00]<00:01.00>Hel<00:01.40>lo<00:02.00> <00:02.50>you<00:03.00>",
        [(0.4, 1.0), ()],
    ),
    "a mark of its own": (
        "ttml",
        '<tt><body><p begin="10s" end="14s"><span begin="10s" end="10.5s">Hel</span><span begin="10.5s" end="12s">lo</span>'
        '<span begin="12s" end="12.1s">,</span> <span begin="12.2s" end="13s">you</span></p></body></tt>',
        [(0.25, 1.0), ()],
    ),
    "a word behind without a stamp": ("vtt", "WEBVTT\n\n00:01.000 --> 00:05.000\nHel<00:02.000>lo world\n", []),
}


@pytest.mark.parametrize("name", TIMED)
def test_syllables(name: str) -> None:
    form, text, shares = TIMED[name]
    found = parse_lyrics(text.encode(), form, "file", "en")
    assert list(found.syllables.words) == shares
    assert len(shares) in (0, sum(len(line.words) for line in found.lyrics.lines))


@given(
    st.text("ab ", max_size=12), st.dictionaries(st.integers(0, 12), st.floats(0, 9)), st.dictionaries(st.integers(0, 12), st.floats(0, 9))
)
def test_shares_rise_to_the_end_of_every_word(text: str, stamps_s: dict[int, float], ends_s: dict[int, float]) -> None:
    shares = share_syllables(text, stamps_s, ends_s)
    assert len(shares) == len(split_words(text))
    for word in shares:
        assert list(word) == sorted(word)
        assert not word or (len(word) > 1 and word[-1] == 1 and word[0] >= 0)
