"""Words spread over their letters."""

import numpy as np
import pytest

from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord


def make_lyrics(*lines):
    """Lines of (text, start_s) or (text, start_s, end_s); a word may be `text@seconds`."""

    def make_word(text):
        word, _, start_s = text.partition("@")
        return LyricWord(word, float(start_s) if start_s else None)

    return Lyrics(tuple(LyricLine(tuple(map(make_word, text.split())), *times) for text, *times in lines), "en", "file")


def test_without_times_the_song_is_shared_by_letters():
    spans = spread_words(make_lyrics(("a bc",), ("d",)), 8.0, 0.1)
    assert spans.tolist() == [[0, 2], [2, 6], [6, 8]]


def test_a_line_ends_at_the_next_or_when_its_letters_are_sung():
    spans = spread_words(make_lyrics(("aaaa aaaa", 1.0), ("bbbb bbbb", 2.0), ("cc cc cc cc", 20.0)), 60.0, 0.5)
    assert spans[:2].tolist() == [[1, 1.5], [1.5, 2]]
    assert spans[2:4].tolist() == [[2, 4], [4, 6]]
    assert spans[-1].tolist() == [23, 24]


def test_the_last_stamped_word_is_as_long_as_its_letters():
    assert spread_words(make_lyrics(("a bb@4.0", 1.0), ("c", 5.0)), 60.0, 0.2)[:2].tolist() == [[1, 4], [4, 4.4]]


def test_a_line_lasts_a_second_at_least_and_no_longer_than_the_song():
    assert spread_words(make_lyrics(("a", 1.0)), 60.0, 0.1).tolist() == [[1, 2]]
    assert spread_words(make_lyrics(("a b", 5.5)), 6.0, 1.0).tolist() == [[5.5, 5.75], [5.75, 6]]


def test_stamps_of_words_and_ends_of_lines_are_kept():
    spans = spread_words(make_lyrics(("a bb@4.0 cc", 1.0, 6.0), ("d", 9.0)), 60.0, 0.14)
    assert spans.tolist() == [[1, 4], [4, 5], [5, 6], [9, 10]]


@pytest.mark.parametrize("starts", [(5.0, 3.0, 9.0), (0.0, 0.0, 0.0), (50.0, 70.0, 80.0)])
def test_stamps_out_of_order_or_outside_stay_ordered_and_inside(starts):
    spans = spread_words(make_lyrics(*[("a b c", start_s) for start_s in starts]), 60.0, 0.14)
    assert np.all(np.diff(spans.ravel()) >= 0)
    assert spans.min() >= 0 and spans.max() <= 60


def test_spread_words_say_that_nobody_heard_them():
    words = make_spread(make_lyrics(("One", 1.0), ("two", 2.0)), np.array([[1, 1.5], [2, 2.00049]]))
    assert [(word.word, word.line, word.found, word.confidence) for word in words] == [
        ("One", 0, "interpolated", 0),
        ("two", 1, "interpolated", 0),
    ]
    assert words[1].end_s == 2.0
