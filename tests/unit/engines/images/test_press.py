"""A printed form is a flat ink, a spray on one side of it, and a second ink that slipped."""

import numpy as np
import pytest

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Ramp
from songloom.engines.images.outlines import cut_arc, cut_bar, cut_crescent, cut_disc, cut_hill, cut_leaf, cut_polygon, cut_wedge
from songloom.engines.images.press import Press

SIZE = 200


@pytest.fixture
def press() -> Press:
    return Press(Brief(SIZE, "calm", 0.5, Ramp(("#000000", "#ffffff")), np.random.Generator(np.random.PCG64(5))))


def test_a_form_without_spray_is_flat_and_has_its_area(press):
    press.print_form(cut_disc(0.5, 0.5, 0.25), 1.0, 1.0, 0.25, depth=0)
    light = press.read_linear()[..., 0]
    assert light[100, 100] == 1
    assert light.mean() == pytest.approx(np.pi * 0.25**2, rel=0.02)


def test_the_spray_thickens_where_it_is_turned_to(press):
    press.print_form(cut_polygon((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)), 1.0, 0.0, 0.25)
    light = press.read_linear()[..., 0]
    top, foot = light[30:60, 40:160].mean(), light[140:170, 40:160].mean()
    assert top > 0.9
    assert foot < 0.55


def test_a_form_outside_the_picture_prints_nothing(press):
    press.print_form(cut_disc(2.0, -1.0, 0.2), 1.0, 1.0, 0.25)
    assert press.read_linear().max() == 0


def test_a_form_that_runs_off_the_picture_has_no_gap_along_the_edge(press):
    press.print_form(cut_polygon((-1, -1), (2, -1), (2, 2), (-1, 2)), 0.0, 1.0, 0.0, depth=9)
    assert press.read_linear().min() == 1


@pytest.mark.parametrize(
    ("outline", "area"),
    [
        (cut_bar(0.5, 0.5, 0.4, 0.1), 0.4 * 0.1 - (4 - np.pi) * 0.05**2),
        (cut_wedge(0.5, 0.5, 0.4, 0.5, 0.25), np.pi * 0.4**2 / 4),
        (cut_arc(0.5, 0.5, (0.4, 0.3), 0.0, 0.5), np.pi * (0.4**2 - 0.3**2) / 2),
        (cut_hill(np.full(4, 0.6)), 0.4),
        (cut_leaf(0.2, 0.5, 0.6, 0.2, 0.0), 0.6 * 0.2 * 2 / 3),
    ],
)
def test_outlines_have_the_area_that_geometry_gives_them(press, outline, area):
    press.print_form(outline, 1.0, 1.0, 0.0, depth=0)
    assert press.read_linear()[..., 0].mean() == pytest.approx(area, rel=0.04)


def test_a_crescent_is_less_than_its_disc(press):
    press.print_form(cut_crescent(0.5, 0.5, 0.3, 0.2), 1.0, 1.0, 0.0, depth=0)
    assert 0.02 < press.read_linear()[..., 0].mean() < 0.6 * np.pi * 0.09
