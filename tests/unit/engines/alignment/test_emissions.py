"""What every state costs."""

import numpy as np
import pytest

from songloom.engines.alignment.acoustics import SenoneCosts
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.emissions import Emissions


@pytest.fixture
def emissions(tmp_path):
    """600 frames; states: filler, senone 7 as phone 1, inner filler, senone 7 as phone 2, filler."""
    np.tile(np.array([[10, 20]], np.uint8), (600, 1)).tofile(tmp_path / "costs")
    costs = SenoneCosts(tmp_path / "costs", 2, np.full(600, 50, np.float32))
    phone = np.array([4, 1, 4, 2, 4])
    entry, inner = np.array([0, 1, 0, 1, 0], bool), np.array([0, 0, 1, 0, 0], bool)
    return Emissions(costs, np.array([5, 7]), Chain(np.array([0, 7, 0, 7, 0]), phone, phone, entry, inner, 4))


def test_states_cost_what_their_senones_cost(emissions):
    blocks = list(emissions.read_blocks(None, 2.0))
    assert sum(map(len, blocks)) == 600
    first, one, inner, two, last = blocks[0][0][emissions.kind]
    assert one == two < first == last < inner
    assert first / one == pytest.approx(50 / 20)


def test_the_voice_tells_phones_of_one_senone_apart(emissions):
    voice = np.zeros((600, 5), np.float32)
    voice[:, 2] = 30
    _, one, _, two, _ = next(iter(emissions.read_blocks(voice, 2.0)))[0][emissions.kind]
    assert two / one == pytest.approx((20 + 2 * 30) / 20)
