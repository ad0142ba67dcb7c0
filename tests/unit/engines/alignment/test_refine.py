"""Starts that move to attacks."""

import numpy as np
import pytest

from songloom.engines.alignment import voice
from songloom.engines.alignment.refine import measure_attacks, refine_starts
from songloom.engines.alignment.sound import FRAME_SAMPLES

NAN = np.nan


def make_attacks(*frames, strength=9.0):
    attacks = np.random.default_rng(1).uniform(0, 1, 1000)
    attacks[list(frames)] = strength
    return attacks


def test_a_start_moves_to_a_clear_attack_close_by():
    refined = refine_starts(np.array([[1.0, 1.5], [NAN, NAN], [2.0, 2.5], [3.0, 3.5]]), make_attacks(103, 206, 299))
    assert refined[[0, 2, 3], 0] == pytest.approx([1.03, 2.0, 2.99])
    assert np.isnan(refined[1]).all() and refined[[0, 2, 3], 1] == pytest.approx([1.5, 2.5, 3.5])


def test_nothing_moves_where_no_attack_is_clear():
    spans_s = np.array([[1.0, 1.5], [2.0, 2.5]])
    assert refine_starts(spans_s, make_attacks()[:1] * np.ones(1000)).tolist() == spans_s.tolist()


def test_neighbours_are_not_crossed_nor_overlapped():
    spans_s = np.array([[1.0, 1.02], [1.02, 1.04], [1.06, 1.5], [1.6, 1.62]])
    refined = refine_starts(spans_s, make_attacks(101, 109, 164))
    starts, ends = refined.T
    assert (starts == spans_s[:, 0]).tolist() == [True, True, False, True]
    assert (ends[:-1] <= starts[1:]).all() and (starts <= ends).all()


@pytest.mark.parametrize("block_frames", [8192, 7])
def test_attacks_are_where_a_sound_begins(block_frames, tmp_path, monkeypatch):
    monkeypatch.setattr(voice, "_BLOCK_FRAMES", block_frames)
    noise = np.random.default_rng(3).normal(0, 1, 200 * FRAME_SAMPLES)
    level = np.repeat([30, 5000, 30, 5000], 50 * FRAME_SAMPLES)
    (noise * level).astype("<i2").tofile(tmp_path / "sound")
    attacks = measure_attacks(tmp_path / "sound", 200)
    assert sorted(attacks.argsort()[-2:] // 5 * 5) == pytest.approx([50, 150], abs=5)
    assert len(attacks) == 200 and attacks[100:140].max() < attacks[150] / 2
