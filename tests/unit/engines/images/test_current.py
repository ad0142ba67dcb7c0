"""Strokes run beside each other: no dead points in the quiet moods, no sources or sinks anywhere."""

from typing import get_args

import numpy as np
import pytest

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Ramp
from songloom.engines.images.current import Current
from songloom.model.storyboard import Mood


def make_current(mood: Mood, seed: int = 3) -> Current:
    return Current(Brief(64, mood, 0.5, Ramp(("#000000", "#ffffff")), np.random.Generator(np.random.PCG64(seed))))


@pytest.mark.parametrize("mood", get_args(Mood))
def test_directions_have_unit_length(mood):
    points = np.random.Generator(np.random.PCG64(0)).random((200, 2))
    assert np.linalg.norm(make_current(mood).direct(points), axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("mood", get_args(Mood))
def test_a_path_passes_through_its_seed_and_has_the_length_asked_for(mood):
    seeds = np.array([[0.5, 0.5], [0.2, 0.8]])
    paths = make_current(mood).trace(seeds, length=0.8, steps=41)
    assert paths[:, 20] == pytest.approx(seeds)
    lengths = np.linalg.norm(np.diff(paths, axis=1), axis=2).sum(axis=1)
    assert lengths == pytest.approx(0.8, rel=0.02)


@pytest.mark.parametrize(("mood", "axis"), [("calm", 0), ("dark", 1)])
@pytest.mark.parametrize("seed", range(5))
def test_quiet_moods_run_one_way(mood, axis, seed):
    points = np.random.Generator(np.random.PCG64(0)).random((400, 2))
    along = make_current(mood, seed).direct(points)[:, axis]
    assert abs(np.sign(np.median(along)) * along).mean() > 0.6
    assert np.mean(np.sign(along) == np.sign(np.median(along))) > 0.97


def test_wild_turns_round_where_calm_runs_on():
    points = np.random.Generator(np.random.PCG64(0)).random((400, 2))
    agreement = {mood: np.mean([_measure_agreement(mood, seed, points) for seed in range(8)]) for mood in ("calm", "wild")}
    assert agreement["calm"] > 0.9
    assert agreement["wild"] < 0.8


def _measure_agreement(mood: Mood, seed: int, points: np.ndarray) -> float:
    """1 where all directions are equal, 0 where they cancel."""
    return float(np.linalg.norm(make_current(mood, seed).direct(points).mean(axis=0)))
