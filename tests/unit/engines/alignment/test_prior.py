"""What is known before listening."""

import numpy as np
import pytest

from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.prior import build_prior, measure_work, narrow_prior
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord


def make_chain(words):
    """Three states a word: its filler and two of its own; a filler behind them all."""
    word = np.append(np.repeat(np.arange(words), 3), -1)
    phone = np.append(np.tile([9, 1, 2], words), 9)
    return Chain(phone, phone, word, np.append(np.tile([False, True, False], words), False), np.zeros(len(word), bool), 9)


def make_lyrics(starts, words=2):
    return Lyrics(tuple(LyricLine((LyricWord("word"),) * words, start_s) for start_s in starts), "en", "file")


def test_plain_lyrics_say_nothing():
    prior = build_prior(make_lyrics([None, None]), make_chain(4), 1000, 0.14)
    assert not prior.weight.any() and not prior.first.any() and prior.last.min() >= 999


def test_first_words_are_expected_at_their_stamp():
    prior = build_prior(make_lyrics([2.0, 6.0]), make_chain(4), 1000, 0.14)
    assert prior.at[[1, 7]] == pytest.approx([210, 610])
    assert prior.weight[1] > prior.weight[4] > 0
    assert not prior.weight[[0, 2, 12]].any()


def test_stamped_words_are_expected_like_first_words():
    line = LyricLine((LyricWord("one", 1.0), LyricWord("two", 3.0)), 1.0)
    prior = build_prior(Lyrics((line,), "en", "file"), make_chain(2), 1000, 0.14)
    assert prior.at[4] == pytest.approx(310) and prior.weight[4] == prior.weight[1]


def test_a_line_lives_around_its_stamp():
    prior = build_prior(make_lyrics([2.0, 6.0, 9.0]), make_chain(6), 2000, 0.14)
    assert (prior.first[7], prior.last[7]) == pytest.approx((460, 950), abs=1)
    # The filler before a line may begin with the line before.
    assert prior.first[6] == pytest.approx(60, abs=1)


@pytest.mark.parametrize("starts", [[5.0, 2.0, 9.0], [3.0, 3.0, 3.0], [30.0, 40.0, 50.0]])
def test_limits_are_monotone_whatever_the_stamps(starts):
    prior = build_prior(make_lyrics(starts), make_chain(6), 1000, 0.14)
    assert np.all(np.diff(prior.first) >= 0) and np.all(np.diff(prior.last) >= 0)
    assert np.all(prior.first <= prior.last)


@pytest.mark.parametrize("starts", [[None, None], [0.0, 9.0]])
def test_a_narrow_search_keeps_words_around_their_rough_start(starts):
    chain = make_chain(4)
    wide = build_prior(make_lyrics(starts), chain, 1000, 0.14)
    prior = narrow_prior(wide, chain, np.array([1.0, 3.0, 6.5, 9.0]), 0.5)
    assert (prior.first[7], prior.last[7]) == (max(600, wide.first[7]), min(700, wide.last[7]))
    # The filler before a word may begin when the word ahead of it might.
    assert (prior.first[6], prior.last[6]) == (max(250, wide.first[6]), min(700, wide.last[6]))
    assert measure_work(prior) < measure_work(wide)
    assert np.all(np.diff(prior.first) >= 0) and np.all(np.diff(prior.last) >= 0)
    assert not prior.first[:2].any() and prior.last[-2:].min() == wide.last[-1]
