"""From states to words."""

import numpy as np
import pytest

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.placing import follow_states, place_words, trust_words
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord


@pytest.fixture
def chain():
    """Words 0 and 2 with two states each behind a filler; word 1 has no sounds."""
    phone, word = np.array([9, 1, 2, 9, 3, 4, 9]), np.array([0, 0, 0, 2, 2, 2, -1])
    entry = np.array([False, True, False, False, True, False, False])
    return Chain(phone, phone, word, entry, np.zeros(7, bool), 9)


LYRICS = Lyrics((LyricLine((LyricWord("One"), LyricWord("爱"))), LyricLine((LyricWord("three"), LyricWord("爱爱")))), "en", "file")
STATES = np.repeat([0, 1, 2, 3, 4, 5, 6], [100, 20, 30, 50, 10, 40, 50])


def test_follow_states():
    assert follow_states(np.array([0, 3, -1, 4]), 7).tolist() == [0, 0, 0, 1, 3, 3, 3]


def test_words_begin_and_end_with_their_sounds(chain):
    words = place_words(LYRICS, chain, STATES, np.array([0.9, np.nan, 0.4]), 3.0)
    assert [(word.start_s, word.end_s) for word in words] == [(1.0, 1.5), (1.5, 2.0), (2.0, 2.5), (2.5, 3.0)]
    assert [word.found for word in words] == ["measured", "interpolated", "measured", "interpolated"]
    assert [(word.confidence, word.line) for word in words] == [(0.9, 0), (0, 0), (0.4, 1), (0, 1)]


def test_no_word_ends_behind_the_song(chain):
    assert place_words(LYRICS, chain, STATES, np.array([0.9, np.nan, 0.4]), 2.3)[-1].end_s == 2.3


def test_trust_grows_with_what_a_filler_would_cost_more(chain):
    costs = np.ones((300, 7))
    costs[:, 4:6] = 3
    costs[:, 1:3] = 0
    trust = trust_words(STATES, iter([costs[:130], costs[130:]]), np.arange(7), chain)
    assert 0 < trust[2] < 0.5 < trust[0] < 1 and np.isnan(trust[1])
