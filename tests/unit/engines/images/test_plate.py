"""Light adds up on a dark ground and stains a light one."""

import numpy as np
import pytest

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Ramp, linear_from_srgb, parse_hex
from songloom.engines.images.plate import Plate

NIGHT = ("#000010", "#c98a3c")
PAPER = ("#f3e9d2", "#b5492f")


def make_plate(colours: tuple[str, ...]) -> Plate:
    return Plate(64, Brief(64, "calm", 0.5, Ramp(colours), np.random.Generator(np.random.PCG64(1))))


def shine_everywhere(plate: Plate, amount: float) -> np.ndarray:
    window = plate.find_window((0.5, 0.5), 1.0)
    plate.shine(window, np.full((64, 64), amount, np.float32), 1.0)
    return plate.expose()[32, 32]


def test_a_dark_ground_gets_lighter_and_a_light_one_darker():
    assert shine_everywhere(make_plate(NIGHT), 0.5).sum() > make_plate(NIGHT).expose()[32, 32].sum()
    assert shine_everywhere(make_plate(PAPER), 0.5).sum() < make_plate(PAPER).expose()[32, 32].sum()


def test_many_lamps_keep_the_hue_of_one():
    accent = linear_from_srgb(np.array(parse_hex(NIGHT[1])))
    light = shine_everywhere(make_plate(NIGHT), 40.0)
    assert light.max() <= 1
    assert light / light.max() == pytest.approx(accent / accent.max(), abs=0.02)


def test_a_body_hides_what_is_behind_it():
    plate = make_plate(NIGHT)
    shine_everywhere(plate, 1.0)
    plate.shade(plate.find_window((0.5, 0.5), 1.0), np.ones((64, 64), np.float32))
    assert plate.expose() == pytest.approx(make_plate(NIGHT).expose(), abs=1e-6)


@pytest.mark.parametrize(("centre", "shape"), [((0.5, 0.5), (14, 14)), ((0.0, 0.5), (14, 8)), ((3.0, -2.0), (0, 0))])
def test_a_window_is_cut_to_the_plate(centre, shape):
    window = make_plate(NIGHT).find_window(centre, 0.1)
    assert np.zeros((64, 64))[window].shape == pytest.approx(shape, abs=1)
