"""The scores of word timing."""

import mir_eval
import numpy as np
import pytest

from songloom.metrics.alignment import fold_word, score_deviations, score_words

TRUTH = [("Hello,", 1.0, 0), ("World", 2.0, 0), ("—", 2.5, 0), ("Café", 3.0, 1), ("again!", 4.0, 1)]


def test_words_match_through_case_and_punctuation():
    estimated = [("hello", 1.05), ("WORLD!", 1.75), ("...", 2.0), ("cafe\u0301", 4.5), ("again", 4.3)]
    scores = score_words(estimated, TRUTH)
    assert scores["coverage"] == 1
    assert scores["aae_s"] == pytest.approx((0.05 + 0.25 + 1.5 + 0.3) / 4)
    assert scores["medae_s"] == pytest.approx(0.275)
    assert [scores[f"pco_{limit}"] for limit in (0.1, 0.2, 0.3)] == [0.25, 0.25, 0.75]
    assert scores["over_1s"] == 0.25
    assert scores["bias_s"] == pytest.approx((0.05 - 0.25 + 1.5 + 0.3) / 4)
    assert scores["non_first"]["aae_s"] == pytest.approx((0.25 + 0.3) / 2)


def test_missing_words_lower_the_coverage_alone():
    scores = score_words([("hello", 1.0), ("again", 4.0)], TRUTH)
    assert (scores["coverage"], scores["pco_0.1"], scores["aae_s"]) == (0.5, 1.0, 0.0)
    assert scores["non_first"]["coverage"] == 0.5


def test_nothing_matched_has_no_errors():
    scores = score_words([], TRUTH)
    assert scores["coverage"] == 0 and scores["aae_s"] is None and scores["pco_0.3"] is None


def test_scores_agree_with_mir_eval():
    random = np.random.default_rng(5)
    truth = np.sort(random.uniform(0, 100, 200))
    estimated = np.sort(truth + random.normal(0, 0.3, 200)).clip(0)
    scores = score_deviations(estimated - truth)
    median, mean = mir_eval.alignment.absolute_error(truth, estimated)
    assert scores["medae_s"] == pytest.approx(median)
    assert scores["aae_s"] == pytest.approx(mean)
    for window in (0.1, 0.2, 0.3):
        assert scores[f"pco_{window}"] == pytest.approx(mir_eval.alignment.percentage_correct(truth, estimated, window))


@pytest.mark.parametrize(
    "word, folded", [("Straße", "strasse"), ("STRASSE", "strasse"), ("e\u0301", "é"), ("don’t", "dont"), ("♪", ""), ("हिन्दी", "हिन्दी")]
)
def test_fold_word(word, folded):
    assert fold_word(word) == folded
