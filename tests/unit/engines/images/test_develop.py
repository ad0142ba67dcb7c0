"""Developing keeps the colours, darkens the corners, and hides the steps of 8 bits under grain."""

import cv2
import numpy as np
import pytest

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Ramp, linear_from_srgb
from songloom.engines.images.develop import develop_png
from songloom.model.storyboard import Mood


def develop(light: np.ndarray, grain: float = 0.0, mood: Mood = "calm") -> np.ndarray:
    brief = Brief(len(light), mood, 0.5, Ramp(("#101010", "#ffffff")), np.random.Generator(np.random.PCG64(2)))
    png = develop_png(light.astype(np.float32), brief, grain)
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)[..., ::-1].astype(float)


def test_the_middle_keeps_its_colour():
    colour = np.array([200, 120, 40])
    pixels = develop(np.tile(linear_from_srgb(colour / 255), (128, 128, 1)))
    assert pixels[60:68, 60:68].mean((0, 1)) == pytest.approx(colour, abs=1)


def test_the_corners_of_a_dark_mood_are_darker_than_those_of_a_bright_one():
    light = np.full((64, 64, 3), 0.5)
    assert develop(light, mood="dark")[0, 0, 0] < develop(light, mood="bright")[0, 0, 0] - 10


def test_grain_has_no_hue_and_grows_with_the_theme():
    light = np.full((128, 128, 3), 0.2)
    fine, coarse = develop(light, 0.0), develop(light, 1.0)
    assert np.array_equal(coarse[..., 0], coarse[..., 2])
    assert coarse.std() > fine.std() + 1


def test_a_slow_gradient_has_no_bands():
    light = np.tile(linear_from_srgb(np.linspace(60, 64, 256) / 255)[None, :, None], (256, 1, 3))
    middle = develop(light)[96:160, :, 1].mean(axis=0)
    # Undithered, a column would equal its neighbours for 64 columns and then jump by a whole step.
    assert np.abs(np.diff(middle)).max() < 0.7


def test_light_beyond_the_range_is_held():
    pixels = develop(np.stack([np.full((64, 64), 9.0), np.full((64, 64), -1.0), np.full((64, 64), 0.5)], axis=-1))
    assert pixels[32, 32, 0] >= 250
    assert pixels[32, 32, 1] <= 3
