"""The search finds what trying every path would find."""

import numpy as np
import pytest

from songloom.engines.alignment import search
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.prior import Prior
from songloom.engines.alignment.search import find_path

STATES, FRAMES = 8, 14


def make_chain():
    """filler a1 a2 a3 filler b1 b2 filler."""
    phone = np.array([9, 1, 1, 1, 9, 2, 2, 9])
    word = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    entry = np.zeros(STATES, bool)
    entry[[1, 5]] = True
    return Chain(phone, phone, word, entry, np.zeros(STATES, bool), 9)


def make_prior(random, first=None, last=None):
    entry = make_chain().is_entry
    at, weight, cap = random.uniform(0, FRAMES, STATES), random.uniform(0, 0.2, STATES) * entry, random.uniform(0.1, 2, STATES)
    open_ends = np.zeros(STATES, int), np.full(STATES, FRAMES)
    return Prior(at, weight, cap, open_ends[0] if first is None else np.array(first), open_ends[1] if last is None else np.array(last))


def price(path, costs, prior, chain):
    total = sum(costs[t, s] for t, s in enumerate(path))
    for t in range(len(path)):
        if chain.is_entry[path[t]] and (path[t] != path[t - 1] if t else True):
            total += min(prior.weight[path[t]] * (t - prior.at[path[t]]) ** 2, prior.cap[path[t]])
    return total


def list_paths(chain, prior):
    paths = [[s] for s in (0, 1) if prior.first[s] <= 0]
    for t in range(1, FRAMES):
        paths = [
            [*path, s]
            for path in paths
            for s in (path[-1], path[-1] + 1, path[-1] + 2)
            if s < STATES and prior.first[s] <= t <= prior.last[s] and (s < path[-1] + 2 or chain.is_entry[s])
        ]
    return [path for path in paths if path[-1] >= STATES - 2]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("limits", [(None, None), ([0, 0, 2, 2, 4, 5, 6, 6], [5, 6, 8, 9, 12, 13, 14, 14])])
def test_cheapest_path(seed, limits):
    random = np.random.default_rng(seed)
    chain, prior, costs = make_chain(), make_prior(random, *limits), random.uniform(0, 3, (FRAMES, STATES))
    best = min(list_paths(chain, prior), key=lambda path: price(path, costs, prior, chain))
    reached = find_path(iter([costs[:5], costs[5:]]), np.arange(STATES), chain, prior)
    assert reached is not None
    assert [best.index(s) if s in best else -1 for s in range(STATES)] == reached.tolist()


def test_states_that_share_a_kind_share_its_costs():
    costs = np.zeros((6, 2))
    costs[:3, 1] = costs[3:, 0] = 5
    kind = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    reached = find_path(iter([costs]), kind, make_chain(), make_prior(np.random.default_rng(0), np.zeros(STATES), np.full(STATES, 9)))
    assert reached is not None and reached[5] == 3


def test_no_path_where_the_limits_leave_none():
    random = np.random.default_rng(0)
    prior = make_prior(random, last=[2, 2, 2, 2, 2, 2, 2, FRAMES])
    assert find_path(iter([np.ones((FRAMES, STATES))]), np.arange(STATES), make_chain(), prior) is None
    prior = make_prior(random, last=[-1, -1, 9, 9, 9, 9, 9, FRAMES])
    assert find_path(iter([np.ones((FRAMES, STATES))]), np.arange(STATES), make_chain(), prior) is None
    assert find_path(iter([np.ones((3, STATES))]), np.arange(STATES), make_chain(), make_prior(random)) is None


def make_long(random, words=40, frames=600, slack=60):
    """A chain of many words whose states may live around an even spread only, and costs that say little."""
    phone = np.append(np.tile([9, 1, 2, 1], words), 9)
    entry = np.append(np.tile([False, True, False, False], words), False)
    word = np.append(np.repeat(np.arange(words), 4), -1)
    chain = Chain(phone, phone, word, entry, np.zeros(len(word), bool), 9)
    middle = np.linspace(0, frames, len(word)).astype(int)
    first, last = np.maximum(0, middle - slack), np.minimum(frames, middle + slack)
    first[:2], last[-2:] = 0, frames
    return (
        chain,
        Prior(np.zeros(len(word)), np.zeros(len(word)), np.zeros(len(word)), first, last),
        random.uniform(0, 3, (frames, len(word))),
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_settled_early_changes_nothing(monkeypatch, seed):
    chain, prior, costs = make_long(np.random.default_rng(seed))
    whole = find_path(iter([costs]), np.arange(len(prior.at)), chain, prior)
    monkeypatch.setattr("songloom.engines.alignment.search._SETTLE_FRAMES", 50)
    settled = find_path(iter([costs]), np.arange(len(prior.at)), chain, prior)
    assert whole is not None and settled is not None and settled.tolist() == whole.tolist()


def test_frames_that_are_settled_are_forgotten(monkeypatch):
    chain, prior, costs = make_long(np.random.default_rng(0), words=200, frames=3000)
    monkeypatch.setattr("songloom.engines.alignment.search._SETTLE_FRAMES", 50)
    kept = []
    add = search._Trace.add
    monkeypatch.setattr(search._Trace, "add", lambda trace, *row: (add(trace, *row), kept.append(len(trace._rows))))
    assert find_path(iter([costs]), np.arange(len(prior.at)), chain, prior) is not None
    assert max(kept) < 1500
