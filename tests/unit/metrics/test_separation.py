"""Scores of separation against values worked out by hand, and what they must not depend on."""

import numpy as np
import pytest

from songloom.metrics.separation import find_sdr_db, find_si_sdr_db, score_stem

RANDOM = np.random.default_rng(0)
TRUTH, NOISE = RANDOM.normal(size=(2, 50_000, 2))


def test_a_tenth_of_noise_costs_twenty_decibels():
    made = score_stem(TRUTH + 0.1 * NOISE, TRUTH)
    assert made["sdr_db"] == pytest.approx(20, abs=0.1)
    assert made["si_sdr_db"] == pytest.approx(20, abs=0.1)


def test_loudness_and_offset_do_not_change_the_scale_invariant_score():
    wanted = find_si_sdr_db(TRUTH + NOISE, TRUTH)
    assert find_si_sdr_db(-7 * (TRUTH + NOISE) + 3, TRUTH) == pytest.approx(wanted)
    assert find_sdr_db(0.5 * TRUTH, TRUTH) == pytest.approx(6.02, abs=0.01)


def test_the_wrong_side_is_wrong():
    assert find_si_sdr_db(TRUTH[:, ::-1], TRUTH) < -20


def test_scores_are_bounded():
    assert score_stem(TRUTH, TRUTH) == {"si_sdr_db": 100, "sdr_db": 100}
    assert score_stem(0 * TRUTH, TRUTH) == {"si_sdr_db": -100, "sdr_db": 0}


def test_whole_numbers_do_not_overflow():
    loud = np.full(1000, 32767, np.int16)
    loud[::2] = -32768
    assert find_si_sdr_db(loud, loud) == 100


@pytest.mark.parametrize("score", [find_sdr_db, find_si_sdr_db])
@pytest.mark.parametrize(("estimate", "truth"), [(TRUTH[:-1], TRUTH), (TRUTH, 0 * TRUTH), (TRUTH[:0], TRUTH[:0])])
def test_what_cannot_be_scored_is_refused(score, estimate, truth):
    with pytest.raises(ValueError, match=r"expected two signals|the truth is silent"):
        score(estimate, truth)
