"""The search through tokens finds what trying every path would find, and what the textbook says."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.alignment.ctc_search import NO_WORD, Limits, build_token_chain, find_states, open_limits

SPELLINGS = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=2), min_size=1, max_size=3)


def test_the_chain_has_gaps_and_tokens_in_turn():
    chain = build_token_chain([(7, 7), (), (3,), (7,)], [0, 0, 0, 1])
    # Columns: 3, 7, blank, gap between words, gap between lines.
    assert chain.kind.tolist() == [4, 1, 2, 1, 3, 0, 4, 1, 4]
    assert chain.word.tolist() == [NO_WORD, 0, 0, 0, NO_WORD, 2, NO_WORD, 3, NO_WORD]
    assert chain.letter.tolist() == [2, 1, 1, 1, 2, 0, 2, 1, 2]
    assert chain.skips.tolist() == [False, True, False, False, False, True, False, True, False]
    assert chain.needs.tolist() == [0, 1, 1, 1, 0, 1, 0, 1, 0]


@given(said=SPELLINGS, frames=st.integers(1, 6), seed=st.integers(0, 10_000), is_limited=st.booleans())
def test_the_best_of_all_paths(said, frames, seed, is_limited):
    chain = build_token_chain(said, [k // 2 for k in range(len(said))])
    random = np.random.default_rng(seed)
    scores = random.normal(0, 2, (frames, chain.kind.max() + 1))
    limits = limit_randomly(chain, frames, random) if is_limited else open_limits(chain, frames)
    found = find_states(iter([scores[:2], scores[2:]]), chain, limits)
    paths = list_paths(chain, limits, frames)
    if not paths:
        assert found is None
        return
    best = max(price(path, scores, chain, limits) for path in paths)
    assert found is not None and tuple(found) in paths
    assert price(found, scores, chain, limits) == pytest.approx(best)


@given(tokens=st.lists(st.integers(1, 3), min_size=1, max_size=6), frames=st.integers(1, 12), seed=st.integers(0, 10_000))
def test_one_word_is_aligned_as_the_textbook_says(tokens, frames, seed):
    """What torchaudio's forced_align computes: the likeliest labels that collapse to the tokens, blanks optional but between equals."""
    likelihoods = np.log(np.random.default_rng(seed).dirichlet(np.ones(4), frames))
    chain = build_token_chain([tokens], [0])
    wanted = sorted(set(tokens))
    blank = likelihoods[:, :1]
    found = find_states(iter([np.column_stack([likelihoods[:, wanted], blank, blank, blank])]), chain, open_limits(chain, frames))
    best = align_by_recursion(likelihoods, tokens)
    if best == -np.inf:
        assert found is None
        return
    assert found is not None
    labels = [0 if state % 2 == 0 else tokens[state // 2] for state in found]
    assert [label for label, _ in itertools.groupby(labels) if label] == tokens
    assert sum(likelihoods[t, label] for t, label in enumerate(labels)) == pytest.approx(best)


def test_where_a_word_is_expected_decides_between_equals():
    chain = build_token_chain([(0,)], [0])
    scores = np.zeros((10, 4))
    limits = open_limits(chain, 10)
    pulled = Limits(limits.first, limits.last, np.full(3, 6.0), np.array([0, 0.1, 0]), 4.0)
    found = find_states(iter([scores]), chain, pulled)
    assert found is not None and np.flatnonzero(found == 1)[0] == 6


# --------------------------------------------------------------------------------------------- private


def limit_randomly(chain, frames, random):
    first = np.sort(random.integers(0, frames, len(chain.kind)) // 2)
    last = np.sort(random.integers(0, frames + 2, len(chain.kind)))
    weight = random.uniform(0, 0.3, len(chain.kind)) * (random.random(len(chain.kind)) < 0.5)
    return Limits(first, last, random.uniform(0, frames, len(chain.kind)), weight, 1.0)


def list_paths(chain, limits, frames):
    states = range(len(chain.kind))
    paths = {(s,) for s in (0, 1) if limits.first[s] <= 0 <= limits.last[s]}
    for t in range(1, frames):
        paths = {
            (*path, s)
            for path in paths
            for s in states
            if s in (path[-1], path[-1] + 1) or (s == path[-1] + 2 and chain.skips[s])
            if limits.first[s] <= t <= limits.last[s]
        }
    return {path for path in paths if path[-1] >= len(states) - 2}


def price(path, scores, chain, limits):
    total = sum(scores[t, chain.kind[s]] for t, s in enumerate(path))
    for t, s in enumerate(path):
        if (t == 0 and s == 1) or (t > 0 and s != path[t - 1]):
            total -= min(limits.weight[s] * (t - limits.at[s]) ** 2, limits.cap)
    return total


def align_by_recursion(likelihoods, tokens):
    """Graves et al. 2006, with max in place of sum, state by state."""
    labels = [0, *itertools.chain.from_iterable((token, 0) for token in tokens)]
    best = [likelihoods[0, 0], likelihoods[0, labels[1]], *[-np.inf] * (len(labels) - 2)]
    for row in likelihoods[1:]:
        best = [
            row[label] + max(best[s], best[s - 1] if s else -np.inf, best[s - 2] if s > 1 and label and label != labels[s - 2] else -np.inf)
            for s, label in enumerate(labels)
        ]
    return max(best[-2:])
