"""Which word is which."""

import itertools

import numpy as np
import pytest

from songloom.metrics.matching import match_tokens


def test_chorus_that_is_missing_is_not_mistaken_for_the_next():
    wanted = [("la", 1.0), ("la", 2.0), ("home", 3.0), ("la", 11.0), ("la", 12.0), ("home", 13.0)]
    assert match_tokens(wanted, wanted[3:]) == [None, None, None, 0, 1, 2]
    assert match_tokens(wanted, wanted[:3]) == [0, 1, 2, None, None, None]


def test_words_in_between_are_passed_over():
    assert match_tokens([("a", 0.0), ("b", 1.0)], [("x", 0.0), ("a", 5.0), ("y", 6.0), ("b", 9.0), ("z", 9.5)]) == [1, 3]


@pytest.mark.parametrize(
    "wanted, given, expected", [([], [("a", 0.0)], []), ([("a", 0.0)], [], [None]), ([("a", 0.0)], [("b", 0.0)], [None])]
)
def test_nothing_to_match(wanted, given, expected):
    assert match_tokens(wanted, given) == expected


@pytest.mark.parametrize("seed", range(20))
def test_no_other_matching_is_better(seed):
    random = np.random.default_rng(seed)
    wanted, given = (
        [("abc"[random.integers(3)], float(at)) for at in np.sort(random.uniform(0, 9, size))] for size in random.integers(1, 7, 2)
    )
    assert _weigh(match_tokens(wanted, given), wanted, given) == pytest.approx(max(_try_all(wanted, given)))


def _try_all(wanted, given):
    for size in range(min(len(wanted), len(given)) + 1):
        for rows in itertools.combinations(range(len(wanted)), size):
            for columns in itertools.combinations(range(len(given)), size):
                if all(wanted[row][0] == given[column][0] for row, column in zip(rows, columns, strict=True)):
                    matching = dict(zip(rows, columns, strict=True))
                    yield _weigh([matching.get(row) for row in range(len(wanted))], wanted, given)


def _weigh(matching, wanted, given):
    pairs = [(row, column) for row, column in enumerate(matching) if column is not None]
    assert pairs == sorted(pairs) and len({column for _, column in pairs}) == len(pairs)
    return len(pairs), -sum(abs(wanted[row][1] - given[column][1]) for row, column in pairs)
