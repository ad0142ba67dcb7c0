"""What is laid on a sheet lies where it was laid; a machine without Skia is told what to install."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from songloom.engines.images import sheet
from songloom.engines.images.sheet import Sheet, draw_mask, skia
from songloom.errors import MissingError


def test_a_mesh_covers_its_corners_and_nothing_else():
    paper = Sheet(64, np.zeros(3))
    corners = np.array([[[0.25, 0.25], [0.75, 0.25]], [[0.25, 0.75], [0.75, 0.75]]])
    paper.lay_mesh(corners, np.ones((2, 2, 3)), np.ones((2, 2)))
    light = paper.read_linear()
    assert light[32, 32] == pytest.approx(1, abs=0.02)
    assert light[8, 8] == pytest.approx(0, abs=0.02)
    assert light[..., 0].mean() == pytest.approx(0.25, abs=0.02)


def test_a_mesh_of_no_opacity_leaves_the_ground():
    paper = Sheet(32, np.array([0.2, 0.4, 0.6]))
    before = paper.read_linear().copy()
    corners = np.array([[[0.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 1.0]]])
    paper.lay_mesh(corners, np.ones((2, 2, 3)), np.zeros((2, 2)))
    assert np.array_equal(paper.read_linear(), before)


def test_a_mask_is_the_window_of_the_whole_picture():
    disc = skia.Path().addCircle(0.5, 0.5, 0.3)
    whole = draw_mask(disc, (slice(0, 100), slice(0, 100)), 100)
    assert whole.sum() / 100**2 == pytest.approx(np.pi * 0.09, rel=0.01)
    window = (slice(30, 60), slice(10, 45))
    # Skia samples a curve's rim a little differently where the window cuts it.
    assert np.abs(draw_mask(disc, window, 100) - whole[window]).mean() < 0.002


def test_an_empty_window_has_an_empty_mask():
    assert draw_mask(skia.Path().addCircle(0.5, 0.5, 0.3), (slice(5, 5), slice(0, 9)), 100).size == 0


def test_a_machine_without_skia_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "skia", None)
    spec = importlib.util.spec_from_file_location("sheet_without_skia", Path(sheet.__file__))
    with pytest.raises(MissingError, match="apt-get install -y libegl1 libgl1"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
