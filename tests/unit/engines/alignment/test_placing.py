"""From what was found to words."""

import numpy as np
import pytest

from songloom.engines.alignment.placing import place_words
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

LYRICS = Lyrics((LyricLine((LyricWord("One"), LyricWord("爱"))), LyricLine((LyricWord("three"), LyricWord("爱爱")))), "en", "file")
SPANS_S = np.array([[1.0, 1.5], [np.nan, np.nan], [2.0, 2.5]])
TRUST = np.array([0.9, np.nan, 0.4])


def test_words_without_sounds_lie_between_the_others():
    words = place_words(LYRICS, SPANS_S, TRUST, 3.0)
    assert [word.start_s for word in words] == pytest.approx([1, 1.5, 2, 2.5])
    assert [word.end_s for word in words] == pytest.approx([1.5, 2, 2.5, 3.0])
    assert [word.found for word in words] == ["measured", "interpolated", "measured", "interpolated"]
    assert [(word.confidence, word.line) for word in words] == [(0.9, 0), (0, 0), (0.4, 1), (0, 1)]


def test_no_word_ends_behind_the_song():
    assert place_words(LYRICS, SPANS_S, TRUST, 2.3)[-1].end_s == 2.3
