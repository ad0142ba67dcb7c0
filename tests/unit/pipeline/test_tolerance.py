"""Tolerances are declared for engines that there are, and say why."""

import pytest

from songloom.engines import load_family
from songloom.pipeline.lock import list_engines
from songloom.pipeline.tolerance import BITWISE, TOLERANCES, find_tolerance


def test_every_tolerance_is_an_engines_and_has_a_reason():
    assert set(TOLERANCES) <= set(list_engines())
    assert all(tolerance.why for tolerance in TOLERANCES.values())


def test_what_uses_a_network_never_promises_the_same_bytes():
    uses_weights = {name for name in list_engines() if name.partition(".")[2] in load_family(name.partition(".")[0]).models}
    assert uses_weights
    elsewhere = {"storyboard.llm_server"}
    assert {name for name, tolerance in TOLERANCES.items() if not tolerance.repeats} == uses_weights | elsewhere


def test_nothing_may_differ_where_nothing_is_declared():
    assert find_tolerance("timing", "merge") == BITWISE
    assert BITWISE.repeats


@pytest.mark.parametrize(
    ("name", "better", "worse"), [("stems.demucs", 31, 29), ("alignment.ctc", 0.0, 0.1), ("rhythm.librosa", 0.01, 0.023)]
)
def test_more_decibels_and_less_of_seconds_and_numbers_are_better(name, better, worse):
    tolerance = find_tolerance(*name.split("."))
    assert tolerance.allows(better)
    assert not tolerance.allows(worse)
