"""Words as a chain of states."""

import numpy as np
import pytest

from songloom.engines.alignment.acoustics import read_phone_model
from songloom.engines.alignment.chain import NO_WORD, PACES, build_chain, find_spans


@pytest.fixture(scope="module")
def model():
    return read_phone_model()


def test_model_knows_the_cmu_phones(model):
    assert {"SIL", "AA", "ZH"} < set(model.index) and len(model.index) == 42
    assert model.senones == 126
    assert model.find_senones(model.index["SIL"], 0, 0, 0).max() < model.senones


def test_a_filler_before_every_word_and_three_states_a_phone(model):
    chain = build_chain([("HH", "AY"), ("Y", "UW")], [0, 0], model, PACES[-1])
    assert chain.word.tolist() == [0] * 7 + [1] * 7 + [NO_WORD]
    assert np.flatnonzero(chain.is_filler).tolist() == [0, 7, 14]
    assert np.flatnonzero(chain.is_entry).tolist() == [1, 8]
    assert np.flatnonzero(chain.is_inner).tolist() == [7]


@pytest.mark.parametrize("pace", PACES)
def test_a_third_of_a_phone_has_a_state_for_each_frame_it_lasts_at_least(model, pace):
    chain, bare = (build_chain([("HH", "AY")], [0], model, chosen) for chosen in (pace, (1, 1)))
    vowel, consonant = pace
    assert chain.senone.tolist() == np.repeat(bare.senone, [1, *[consonant] * 3, *[vowel] * 3, 1]).tolist()
    assert np.flatnonzero(chain.is_entry).tolist() == [1]


def test_phones_meet_inside_a_line_only(model):
    said = [("HH", "AY"), ("Y", "UW")]
    together, apart = (build_chain(said, lines, model, PACES[-1]) for lines in ([0, 0], [0, 1]))
    assert together.senone[4:7].tolist() != apart.senone[4:7].tolist()
    assert together.senone[1:4].tolist() == apart.senone[1:4].tolist()
    assert not apart.is_inner.any()
    alone = build_chain(said[:1], [0], model, PACES[-1])
    assert alone.senone[4:7].tolist() == apart.senone[4:7].tolist()


def test_words_without_phones_have_no_states(model):
    chain = build_chain([("HH", "AY"), (), ("Y", "UW")], [0, 0, 0], model, PACES[-1])
    assert chain.word.tolist() == [0] * 7 + [2] * 7 + [NO_WORD]


def test_a_word_spans_its_sounds(model):
    chain = build_chain([("HH", "AY"), (), ("Y", "UW")], [0, 0, 0], model, PACES[-1])
    states = np.repeat(np.arange(15), [5, *[2] * 6, 4, *[3] * 6, 9])
    spans = find_spans(chain, states)
    assert np.isnan(spans[1]).all() and spans[[0, 2]].tolist() == [[5, 17], [21, 39]]
