"""Telling writing from other forms, on pictures made with and without it."""

import cv2
import numpy as np
import pytest

from songloom.metrics.letters import find_letters
from tests.fixtures.writing import make_pictures, write_on


def find_area(without: list[float], with_: list[float]) -> float:
    """Area under the curve: how often one with writing scores higher than one without (Hanley and McNeil 1982)."""
    low, high = np.array(without), np.array(with_)[:, None]
    return float(((high > low) + 0.5 * (high == low)).mean())


def score_both(count: int) -> tuple[list[float], list[float]]:
    chance = np.random.default_rng(7)
    pictures = list(make_pictures(count, 5))
    return [find_letters(picture) for picture in pictures], [find_letters(write_on(picture, chance)) for picture in pictures]


def test_pictures_with_writing_score_higher():
    without, with_ = score_both(24)
    assert find_area(without, with_) > 0.75
    assert np.mean(np.array(without) <= 0.4) > 0.85


@pytest.mark.soak
def test_pictures_with_writing_score_higher_among_many():
    assert find_area(*score_both(240)) > 0.8


@pytest.mark.parametrize("size", [200, 512, 1400])
@pytest.mark.parametrize("ink", [0, 255])
def test_plain_writing_is_found_at_any_size_and_in_any_ink(size, ink):
    picture = np.full((size, size, 3), 255 - ink, np.uint8)
    cv2.putText(
        picture, "SENTRY LOAF", (size // 12, size // 2), cv2.FONT_HERSHEY_SIMPLEX, size / 300, (ink,) * 3, max(size // 130, 1), cv2.LINE_AA
    )
    assert find_letters(picture) > 0.5


@pytest.mark.parametrize("picture", [np.zeros((64, 64, 3), np.uint8), np.full((40, 300, 3), 128, np.uint8)])
def test_nothing_is_found_where_nothing_is(picture):
    assert find_letters(picture) == 0
