"""From a path to confidence."""

import numpy as np
import pytest

from songloom.engines.alignment.chain import Chain, find_spans
from songloom.engines.alignment.lessons import Course, Found
from songloom.engines.alignment.trust import find_derailing, measure_evidence, trust_words
from songloom.model.timing import Word

PHONES, WORDS = 6, 120
FILLER = PHONES


def make_song():
    """Words of two sounds and eighteen states, each behind a filler, word 7 without sounds; features that tell the sounds apart."""
    random = np.random.default_rng(6)
    rows = []
    for word in range(WORDS):
        if word != 7:
            rows.append((FILLER, word, False))
            first, second = random.choice(PHONES, 2, replace=False)
            rows += [(phone, word, at == 0) for at, phone in enumerate([first] * 9 + [second] * 9)]
    phone, word, entry = (np.array(column) for column in zip(*rows, (FILLER, -1, False), strict=True))
    chain = Chain(phone, phone, word, entry, np.zeros(len(phone), bool), FILLER)
    states = np.repeat(np.arange(len(phone)), np.where(phone == FILLER, 15, 3))
    places = random.normal(0, 1.5, (PHONES + 1, 5))
    return chain, states, (places[phone[states]] + random.normal(0, 1, (len(states), 5))).astype(np.float32)


def make_found(chain, states, *moved):
    starts = find_spans(chain, states)[:, 0]
    return Found(Course(chain, None, None), states, (*(starts + frames for frames in moved), starts))


def test_right_words_are_trusted_and_wrong_ones_are_not():
    chain, states, features = make_song()
    right = trust_words(make_found(chain, states), features)
    wrong = trust_words(make_found(chain, states), np.roll(features, 1234, axis=0))
    sounding = np.arange(WORDS) != 7
    assert np.isnan(right[7]) and right[sounding].min() > 0.9
    assert wrong[sounding].max() < 0.5


def test_evidence_of_a_word():
    chain, states, features = make_song()
    moved_s, last_s, stretched, gain, near, song = measure_evidence(make_found(chain, states, -20, 5, 10), features)[0]
    assert (moved_s, last_s, stretched) == pytest.approx((0.2, 0.1, np.log(3)))
    assert gain > 1 and near > 0.7 and song > 0.7


def test_a_word_that_moved_is_trusted_less():
    chain, states, features = make_song()
    still, moved = (trust_words(make_found(chain, states, *moves), features) for moves in ((0, 0), (-60, -30)))
    assert np.nanmax(moved / still) < 0.95


def test_wrong_words_among_right_ones_are_trusted_less():
    chain, states, features = make_song()
    spans = find_spans(chain, states)
    first, end = int(spans[40, 0]), int(spans[75, 1])
    features[first:end] = features[first:end][::-1]
    trust = trust_words(make_found(chain, states), features)
    assert trust[48:68].max() < np.nanmin(trust[:30])


def test_hardly_any_sound_is_no_reason_to_fail():
    chain, states, features = make_song()
    few = states[:40]
    short = Chain(*(values[: few[-1] + 1] for values in (chain.senone, chain.phone, chain.word, chain.is_entry, chain.is_inner)), FILLER)
    assert (trust_words(make_found(short, few), features[:40]) < 0.5).all()


@pytest.mark.parametrize(("confidences", "is_told"), [([0.9, 0.8, 0.95], False), ([0.9, 0.2, 0.3], True), ([], False)])
def test_a_song_that_derails_is_told(confidences, is_told):
    words = [Word("la", 0.0, 1.0, 0, confidence, "measured") for confidence in confidences]
    told = find_derailing([*words, Word("爱", 2.0, 3.0, 0, 0.0, "interpolated")])
    assert bool(told) == is_told and (not told or (told.endswith(".") and "33%" in told))
