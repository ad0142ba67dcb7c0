"""From states to words."""

import numpy as np
import pytest

from songloom.engines.alignment import onsets
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.lessons import Course, Found
from songloom.engines.alignment.placing import place_words
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord


def make_found():
    """Words 0 and 2 with two states each behind a filler; word 1 has no sounds."""
    phone, word = np.array([9, 1, 2, 9, 3, 4, 9]), np.array([0, 0, 0, 2, 2, 2, -1])
    entry = np.array([False, True, False, False, True, False, False])
    chain = Chain(phone, phone, word, entry, np.zeros(7, bool), 9)
    return Found(Course(chain, None, None), STATES, ())


LYRICS = Lyrics((LyricLine((LyricWord("One"), LyricWord("爱"))), LyricLine((LyricWord("three"), LyricWord("爱爱")))), "en", "file")
SAID = (("W", "AH"), (), ("TH", "R"), ())
STATES = np.repeat([0, 1, 2, 3, 4, 5, 6], [100, 20, 30, 50, 10, 40, 50])


def test_words_begin_and_end_with_their_sounds():
    words = place_words(LYRICS, SAID, make_found(), np.array([0.9, np.nan, 0.4]), 3.0)
    late_s = onsets._LATE_S
    assert [word.start_s for word in words] == pytest.approx([1 + late_s, 1.5 + late_s, 2 + late_s, 2.5 + late_s])
    assert [word.end_s for word in words] == pytest.approx([1.5 + late_s, 2 + late_s, 2.5 + late_s, 3.0])
    assert [word.found for word in words] == ["measured", "interpolated", "measured", "interpolated"]
    assert [(word.confidence, word.line) for word in words] == [(0.9, 0), (0, 0), (0.4, 1), (0, 1)]


def test_no_word_ends_behind_the_song():
    assert place_words(LYRICS, SAID, make_found(), np.array([0.9, np.nan, 0.4]), 2.3)[-1].end_s == 2.3
