"""A ramp keeps a theme's colours and mixes them as the eye would."""

import numpy as np
import pytest

from songloom.engines.images.colour import Ramp, linear_from_oklab, linear_from_srgb, oklab_from_linear, srgb_from_linear

COLOURS = ("#0b1026", "#3f5fa3", "#c98a3c", "#ffc766")


def read_hex(light: np.ndarray) -> str:
    return "#" + bytes(np.rint(srgb_from_linear(light) * 255).astype(np.uint8)).hex()


@pytest.mark.parametrize(
    ("srgb", "lab"),
    [
        ((1.0, 1.0, 1.0), (1.0, 0.0, 0.0)),
        ((1.0, 0.0, 0.0), (0.62796, 0.22486, 0.12585)),
        ((0.0, 0.0, 1.0), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_oklab_agrees_with_the_values_its_author_published(srgb, lab):
    assert oklab_from_linear(linear_from_srgb(np.array(srgb))) == pytest.approx(lab, abs=1e-4)


def test_oklab_and_back_is_the_same_colour():
    colours = np.random.Generator(np.random.PCG64(1)).random((50, 3))
    assert linear_from_oklab(oklab_from_linear(colours)) == pytest.approx(colours, abs=1e-6)


def test_a_ramp_goes_through_every_colour_of_the_theme():
    ramp = Ramp(COLOURS)
    shown = [read_hex(ramp.mix(index / 3)) for index in range(4)]
    distance = [
        np.abs(np.subtract(list(bytes.fromhex(a[1:])), list(bytes.fromhex(b[1:])))).max() for a, b in zip(shown, COLOURS, strict=True)
    ]
    assert max(distance) <= 1


def test_tones_outside_the_ramp_are_held_at_its_ends():
    ramp = Ramp(COLOURS)
    assert np.array_equal(ramp.mix(np.array([-3.0, 7.0])), ramp.mix(np.array([0.0, 1.0])))


def test_halfway_between_black_and_white_is_the_eyes_grey_not_the_mean_of_light():
    assert oklab_from_linear(Ramp(("#000000", "#ffffff")).mix(0.5))[0] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("ground", "is_paper"), [("#f3e9d2", True), ("#0b1026", False)])
def test_a_light_ground_is_paper(ground, is_paper):
    assert Ramp((ground, "#b5492f")).is_paper is is_paper
