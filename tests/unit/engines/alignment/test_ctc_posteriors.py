"""Of what a model says only what the lyrics need is kept."""

import numpy as np
import pytest

from songloom.engines.alignment.ctc_posteriors import FLOOR, Wanted, collect_posteriors

LIKELIHOODS = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.6, 0.2, 0.1], [0.1, 0.2, 0.1, 0.6], [1 - 3e-9, 1e-9, 1e-9, 1e-9]])


def collect(delimiter=3):
    blocks = [np.log(LIKELIHOODS[:1]).astype(np.float32), np.log(LIKELIHOODS[1:]).astype(np.float32)]
    return collect_posteriors(iter(blocks), Wanted([1, 2], 0, delimiter), 0.02, 0.0125)


def test_columns_of_the_wanted_tokens():
    posteriors = collect()
    assert posteriors.frames == 4
    assert np.allclose(np.exp(posteriors.tokens[:3].astype(float)), LIKELIHOODS[:3, 1:3], rtol=2e-3)
    assert np.allclose(np.exp(posteriors.best), [0.7, 0.6, 0.6, 1])
    assert np.allclose(np.exp(posteriors.gap), [0.7, 0.1, 0.6, 1])
    assert np.allclose(np.exp(collect(None).gap), LIKELIHOODS[:, 0])
    assert np.exp(posteriors.usual) == pytest.approx(LIKELIHOODS[:, 1:3].mean(0), rel=1e-3)


def test_scores_prefer_what_is_heard_and_nothing_is_impossible():
    (scores,) = collect().read_scores(np.array([True, True, True, False]))
    assert scores.shape == (4, 5)
    # A wildcard costs more inside a line than between lines, and neither more than what is heard.
    assert (scores[:, 3] <= scores[:, 4]).all() and (scores[:, 4] <= 0).all()
    assert scores[1].argmax() == 0 and scores[2, 3] == pytest.approx(np.log(0.6), abs=1e-3)
    # A letter in silence costs more than one that nobody hears in a voice.
    assert scores[3, 0] < FLOOR <= scores[:3].min()
