"""Words stand where they were heard; what was not heard stands between, and says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.alignment.ctc_placing import Hearing, find_believed, make_words, measure_words, place_words, trust_words
from songloom.engines.alignment.ctc_posteriors import Wanted, collect_posteriors
from songloom.engines.alignment.ctc_search import build_token_chain
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

LYRICS = Lyrics(tuple(LyricLine(tuple(map(LyricWord, text.split()))) for text in ("aa bb cc", "dd ee")), "en", "file")
SPREAD_S = np.array([[1, 2], [2, 3], [3, 4], [11, 12], [12, 13]], float)


def hear(starts_s, fit=0.0, gain=4.0):
    starts = np.array(starts_s, float)
    return Hearing(starts, starts + 0.3, np.full(len(starts), fit), np.full(len(starts), gain))


def sing(*spans, length_s=20.0):
    is_voiced = np.zeros(round(length_s * 100), bool)
    for start_s, end_s in spans:
        is_voiced[round(start_s * 100) : round(end_s * 100)] = True
    return is_voiced


def test_the_path_says_when_and_how_well():
    likelihoods = np.full((8, 3), 0.01)
    likelihoods[:, 0] = 0.98
    likelihoods[[2, 3, 6]] = [[0.1, 0.8, 0.1], [0.1, 0.6, 0.3], [0.6, 0.1, 0.3]]
    posteriors = collect_posteriors(iter([np.log(likelihoods)]), Wanted([1, 2], 0, None), 0.02, 0.01)
    chain = build_token_chain([(1,), (), (2,)], [0, 0, 0])
    hearing = measure_words(posteriors, chain, np.array([0, 0, 1, 1, 2, 2, 3, 4]), 3)
    assert hearing.start_s == pytest.approx([0.04, np.nan, 0.12], nan_ok=True)
    assert hearing.end_s == pytest.approx([0.08, np.nan, 0.14], nan_ok=True)
    # A token is as good as its best frame.
    assert hearing.fit == pytest.approx([0, np.nan, np.log(0.5)], nan_ok=True, abs=0.01)
    assert hearing.gain[0] > hearing.gain[2] > 0


def test_what_is_believed():
    hearing = hear([1, 2, 3, 11, 12])
    assert find_believed(hearing, LYRICS).all()
    hearing.fit[1], hearing.gain[3], hearing.start_s[4] = -8, 0.1, np.nan
    hearing.fit[4] = hearing.gain[4] = np.nan
    assert find_believed(hearing, LYRICS).tolist() == [True, False, True, False, False]


def test_a_line_of_which_too_little_is_heard_is_not_believed():
    hearing = hear([1, 2, 3, 11, 12])
    hearing.fit[:2] = -8
    lyrics = Lyrics((LyricLine(tuple(map(LyricWord, ("aaaaa", "bbbbb", "c")))), LYRICS.lines[1]), "en", "file")
    assert find_believed(hearing, lyrics).tolist() == [False, False, False, True, True]


def test_a_doubtful_word_far_from_its_line_is_not_believed():
    hearing = hear([1, 2, 9.5, 11, 12])
    assert find_believed(hearing, LYRICS).all()
    hearing.fit[2] = -3
    assert find_believed(hearing, LYRICS).tolist() == [True, True, False, True, True]


def test_words_end_at_silence_or_at_the_next_word():
    spans = place_words(hear([1, 2, 3, 11, 12]), np.ones(5, bool), SPREAD_S, LYRICS, sing((0, 2.5), (3, 10.9), (11, 11.1), (12, 14)))
    # The third is followed by a voice that goes on for too long to be its own.
    assert spans[:, 1] == pytest.approx([2, 2.5, 3.3, 11.3, 14])


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([1, 0, 1, 1, 1], [[1.3, 3.0]]),
        ([1, 1, 0, 1, 1], [[2.3, 3.3]]),
        ([0, 1, 1, 1, 1], [[1.0, 2.0]]),
        ([1, 1, 1, 0, 0], [[11, 12], [12, 13]]),
        ([0, 0, 0, 0, 0], SPREAD_S.tolist()),
    ],
)
def test_words_that_nobody_heard(heard, expected):
    believed = np.array(heard, bool)
    spans = place_words(hear([1, 2, 3, 11, 12]), believed, SPREAD_S, LYRICS, sing())
    assert np.allclose(spans[~believed], expected)


@given(
    starts=st.lists(st.floats(-1, 21), min_size=5, max_size=5).map(sorted),
    heard=st.lists(st.booleans(), min_size=5, max_size=5),
    spread=st.lists(st.floats(0, 20), min_size=10, max_size=10).map(sorted),
)
def test_words_are_always_in_order_and_inside_the_song(starts, heard, spread):
    spread_s = np.array(spread).reshape(5, 2)
    spans = place_words(hear(starts), np.array(heard), spread_s, LYRICS, sing((2, 9)))
    assert not np.isnan(spans).any()
    assert (np.diff(spans.ravel()) >= -1e-9).all() and spans.min() >= 0 and spans.max() <= 20


def test_trust_rises_with_fit_and_gain():
    better = [hear([1, 2, 3, 11, 12], fit=fit, gain=gain) for fit, gain in ((-4.0, 1.0), (-4.0, 3.0), (-1.0, 3.0), (0.0, 5.0))]
    trusts = [trust_words(hearing, np.ones(5, bool))[0] for hearing in better]
    assert trusts == sorted(trusts) and len(set(trusts)) == 4 and 0 < trusts[0] < trusts[-1] < 1
    believed = np.array([1, 1, 1, 0, 1], bool)
    words = make_words(LYRICS, SPREAD_S, trust_words(better[0], believed), believed)
    assert (words[3].confidence, words[3].found, words[3].line) == (0.0, "interpolated", 1)
    assert words[0].found == "measured" and words[0].word == "aa" and words[0].start_s == 1.0
