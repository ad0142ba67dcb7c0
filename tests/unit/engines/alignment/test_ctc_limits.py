"""Limits keep a line in its window, and always leave room for a path."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.alignment import ctc_limits
from songloom.engines.alignment.ctc_limits import limit_states
from songloom.engines.alignment.ctc_search import build_token_chain, find_states
from songloom.engines.alignment.line_windows import Windows


def make_windows(first_s, last_s, at_s, sigma_s=np.inf):
    at = np.array(at_s, float)
    return Windows(np.array(first_s, float), np.array(last_s, float), np.stack([at, at], axis=1), np.full(len(at), sigma_s), ())


def test_states_live_in_the_windows_of_their_lines():
    # Two lines, of two words and of one.
    chain = build_token_chain([(1,), (2, 3), (1,)], [0, 0, 1])
    limits = limit_states(chain, make_windows([10, 30], [20, 40], [10, 15, 30], 2.0), np.array([0, 0, 1]), 100, 0.5)
    # gap 1 gap 2 gap 3 gap 1 gap
    assert limits.first.tolist() == [0, 20, 20, 20, 20, 20, 20, 60, 60]
    assert limits.last.tolist() == [40, 40, 40, 40, 40, 40, 80, 80, 99]
    assert limits.at[[1, 3, 7]].tolist() == [20, 30, 60]
    assert (limits.weight > 0).tolist() == [False, True, False, True, False, False, False, True, False]


@given(
    lines=st.lists(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=3), min_size=1, max_size=2), min_size=1, max_size=4),
    windows=st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), min_size=4, max_size=4),
    spare=st.integers(0, 20),
)
def test_there_is_always_a_path(lines, windows, spare):
    said = [tokens for line in lines for tokens in line]
    line_of = np.array([k for k, line in enumerate(lines) for _ in line])
    chain = build_token_chain(said, line_of.tolist())
    frames = int(chain.needs.sum()) + spare
    first = np.sort([a for a, _ in windows[: len(lines)]])
    last = np.maximum(first, np.sort([b for _, b in windows[: len(lines)]]))
    limits = limit_states(chain, make_windows(first, last, np.linspace(0, 30, len(said))), line_of, frames, 1.0)
    assert find_states(iter([np.zeros((frames, chain.kind.max() + 1))]), chain, limits) is not None


def test_a_concert_is_searched_around_its_spread(monkeypatch):
    monkeypatch.setattr(ctc_limits, "_LARGEST_SEARCH", 20_000)
    said = [(0, 1)] * 50
    line_of = np.repeat(np.arange(10), 5)
    chain = build_token_chain(said, line_of.tolist())
    limits = limit_states(chain, make_windows([0] * 10, [1000] * 10, np.linspace(0, 999, 50)), line_of, 1000, 1.0)
    assert (limits.last - limits.first).sum() <= 30_000
    assert find_states(iter([np.zeros((1000, 5))]), chain, limits) is not None
