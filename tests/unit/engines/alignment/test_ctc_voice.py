"""What the song's own voice says of a letter is added to what a model says."""

import numpy as np
import pytest

from songloom.engines.alignment.ctc_posteriors import Wanted, collect_posteriors
from songloom.engines.alignment.ctc_search import build_token_chain, find_states, open_limits
from songloom.engines.alignment.ctc_voice import add_voice, learn_voice, sample_features

# Sung 30 times: letter 0, letter 1, silence.
SAID = [(0, 1)] * 30
CHAIN = build_token_chain(SAID, [0] * 30)
TRUTH = np.tile(np.repeat([2, 0, 1, 2], [3, 4, 4, 3]), 30)


@pytest.fixture(scope="module")
def features():
    """One number of the sound for each letter, and noise."""
    random = np.random.default_rng(2)
    return (np.eye(3)[TRUTH] * 4 + random.normal(0, 1, (len(TRUTH), 3))).astype(np.float32)


def make_states(truth):
    """The path that holds every letter as long as the truth does."""
    states, token = [], -1
    for t, letter in enumerate(truth):
        token += letter < 2 and letter != truth[t - 1]
        states.append(2 * token + 1 if letter < 2 else 2 * token + 2)
    return np.array(states)


def test_letters_that_were_taught_cost_less_where_they_sound(features):
    voice = learn_voice(features, CHAIN, make_states(TRUTH), np.zeros(len(TRUTH), bool))
    assert voice is not None and voice.shape == (len(TRUTH), 3)
    assert np.mean(voice.argmin(1) == TRUTH) > 0.95


def test_gaps_in_which_somebody_sings_teach_nothing(features):
    voice = learn_voice(features, CHAIN, make_states(TRUTH), np.ones(len(TRUTH), bool))
    assert voice is not None
    assert np.allclose(voice[:, 2], voice[:, :2].mean(1))
    assert learn_voice(features[:20], CHAIN, make_states(TRUTH[:20]), np.ones(20, bool)) is None


def test_the_voice_finds_what_a_model_does_not_hear(features):
    voice = learn_voice(features, CHAIN, make_states(TRUTH), np.zeros(len(TRUTH), bool))
    deaf = np.zeros((len(TRUTH), CHAIN.kind.max() + 1), np.float32)
    blocks, chain = add_voice(iter([deaf[:100], deaf[100:]]), voice, 2.0, CHAIN)
    states = find_states(blocks, chain, open_limits(CHAIN, len(TRUTH)))
    assert states is not None
    assert np.mean(CHAIN.letter[states] == TRUTH) > 0.9


def test_features_are_sampled_at_the_frames_of_a_model():
    scores = np.log(np.full((4, 2), 0.5))
    posteriors = collect_posteriors(iter([scores]), Wanted([1], 0, None), 0.02, 0.02)
    sampled = sample_features(np.arange(8, dtype=float)[:, None], posteriors)
    assert sampled.ravel().tolist() == [1.5, 3.5, 5.5, 7.0]
