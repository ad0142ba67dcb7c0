"""Scores of pictures as grounds."""

import numpy as np

from songloom.metrics.pictures import measure_clutter, measure_colour_distance, measure_palette_distance


def test_a_plain_ground_and_a_wide_gradient_are_calm_and_fine_detail_is_not():
    plain = np.full((200, 200), 0.5)
    gradient = np.tile(np.linspace(0, 1, 200), (200, 1))
    checks = np.kron(np.indices((40, 40)).sum(0) % 2, np.ones((5, 5)))
    assert measure_clutter(plain) < 1e-4 < measure_clutter(gradient) < 0.03
    assert measure_clutter(checks) > 0.15


def test_detail_in_light_that_is_darkened_away_counts_less_than_in_the_dark():
    checks = np.kron(np.indices((40, 40)).sum(0) % 2, np.ones((5, 5)))
    assert measure_clutter(0.6 + 0.4 * checks) < 0.3 * measure_clutter(0.4 * checks)


def test_detail_where_no_text_stands_does_not_count():
    above = np.zeros((200, 200))
    above[:20] = np.tile([0, 1], (20, 100))
    assert measure_clutter(above) < 0.01


def test_distances_are_none_to_oneself():
    colours = np.random.default_rng(1).random((50, 3))
    assert measure_palette_distance(colours, colours) == 0 == measure_colour_distance(colours, colours)
