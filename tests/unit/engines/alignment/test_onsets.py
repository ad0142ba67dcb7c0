"""From a word's sounds to its beat."""

import numpy as np
import pytest

from songloom.engines.alignment.onsets import hear_onsets

NAN = np.nan


def test_a_hiss_begins_before_the_beat_and_a_vowel_after_it():
    spans_s = np.array([[1.0, 1.4], [1.5, 1.9], [2.0, 2.5]])
    starts = hear_onsets(spans_s, [("M", "IY"), ("S", "IY"), ("IY",)])[:, 0]
    lateness = starts - spans_s[:, 0]
    assert lateness[2] < 0 < lateness[0] < lateness[1]


def test_words_keep_their_order_and_do_not_overlap():
    spans_s = np.array([[0.0, 0.1], [0.1, 0.13], [0.13, 0.16], [NAN, NAN], [0.16, 0.5]])
    heard = hear_onsets(spans_s, [("AH",), ("S", "IY"), ("AH",), (), ("AH",)])
    edges = heard[[0, 1, 2, 4]].ravel()
    assert np.isnan(heard[3]).all()
    assert edges[0] == 0 and edges.tolist() == sorted(edges)


def test_a_short_word_keeps_its_latter_half():
    spans_s = np.array([[1.0, 1.04], [1.04, 1.5]])
    first, second = hear_onsets(spans_s, [("S", "AH"), ("M",)])
    assert first[0] < first[1] == pytest.approx(second[0])
