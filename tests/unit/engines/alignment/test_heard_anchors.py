"""Only heard words that agree with one another say where a line is."""

import numpy as np

from songloom.engines.alignment.heard_anchors import find_anchors
from songloom.model.heard import HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

LINES = ("walk with me tonight", "under the silver moon", "walk with me tonight", "until the morning comes")


def make_lyrics(stamps=None):
    pairs = zip(LINES, stamps or [None] * 4, strict=True)
    return Lyrics(tuple(LyricLine(tuple(map(LyricWord, text.split())), start_s) for text, start_s in pairs), "en", "file")


def hear(*lines):
    """Words of (text, start_s), one every half second."""
    return [
        HeardWord(word, start_s + 0.5 * k, start_s + 0.5 * k + 0.4, 0.9, segment)
        for segment, (text, start_s) in enumerate(lines)
        for k, word in enumerate(text.split())
    ]


def expect(starts_s):
    return np.array([start_s + 0.5 * k for start_s in starts_s for k in range(4)])


def test_all_lines_are_where_they_were_heard():
    starts_s = [10.0, 20.0, 30.0, 40.0]
    anchors = find_anchors(make_lyrics(), expect([8.0, 18.0, 28.0, 38.0]), hear(*zip(LINES, starts_s, strict=True)), 60.0)
    assert np.allclose(anchors.start_s, expect(starts_s)) and np.allclose(anchors.end_s, expect(starts_s) + 0.4)
    assert anchors.share == 1 and anchors.offset_s == 0


def test_the_offset_of_stamps_is_found():
    stamps = [10.0, 20.0, 30.0, 40.0]
    anchors = find_anchors(
        make_lyrics(stamps), expect(stamps), hear(*((line, at + 6) for line, at in zip(LINES, stamps, strict=True))), 60.0
    )
    assert anchors.offset_s == 6


def test_no_offset_where_words_do_not_agree():
    stamps = [10.0, 20.0, 30.0, 40.0]
    heard = hear(*((line, at + late) for line, at, late in zip(LINES, stamps, (-4, 0, 3, 6), strict=True)))
    assert find_anchors(make_lyrics(stamps), expect(stamps), heard, 60.0).offset_s == 0


def test_a_word_heard_far_from_its_line_is_not_trusted():
    heard = hear(("walk with me", 10.0), ("tonight", 21.0), ("moon", 21.5), ("comes", 41.5))
    known = find_anchors(make_lyrics(), expect([10.0, 20.0, 30.0, 40.0]), heard, 60.0).is_known
    assert known[:4].tolist() == [True, True, True, False]
    # One short word of a line says little.
    assert not known[4:].any()


def test_neighbours_that_leave_no_time_are_not_trusted():
    heard = hear(("walk with me", 10.0)) + hear(("morning comes", 11.1))
    known = find_anchors(make_lyrics(), expect([10.0, 11.0, 12.0, 13.0]), heard, 60.0).is_known
    assert known[:2].all() and not known[2] and not known[14]


def test_words_behind_the_end_of_the_song_and_punctuation_are_not_heard():
    heard = [*hear(("walk with me tonight", 70.0)), HeardWord("—", 10.0, 11.0, 0.5, 0)]
    assert not find_anchors(make_lyrics(), expect([10.0, 20.0, 30.0, 40.0]), heard, 60.0).is_known.any()
