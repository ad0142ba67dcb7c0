"""Which pictures are painted anew, and which of a scene's are taken."""

import numpy as np

from songloom.engines.images.contract import PictureRequest
from songloom.engines.images.judge import Look
from songloom.engines.images.repainting import settle_pictures

PLAIN = np.linspace(0, 1, 300).reshape(10, 10, 3)


def look(letters=0.0, clutter=0.02, shift=0.0) -> Look:
    return Look(letters, clutter, 0.05, PLAIN + shift)


def settle(looks, seeds, most=3):
    """`looks` maps a seed to what its picture looks like; seeds after the first of a scene are found by their order."""
    asked = []

    def paint(requests):
        asked.extend(request.seed for request in requests)
        return [looks(request.seed % 1_000_003, request.seed // 1_000_003) for request in requests]

    choices = settle_pictures([PictureRequest("calm", 0.5, "a sea", seed) for seed in seeds], most, paint)
    return choices, asked


def test_good_pictures_are_painted_once():
    choices, asked = settle(lambda seed, attempt: look(), [1, 2, 3])
    assert asked == [1, 2, 3]
    assert [choice.tries for choice in choices] == [1, 1, 1]


def test_a_poor_one_is_painted_from_other_seeds_and_nobody_else():
    choices, asked = settle(lambda seed, attempt: look(letters=0.8 if seed == 2 and attempt < 1 else 0.0), [1, 2, 3])
    assert len(asked) == 4
    assert choices[1].tries == 2 and choices[1].shown.seed == asked[3] and not choices[1].faults


def test_of_poor_ones_the_least_poor_is_taken_and_its_fault_is_told():
    choices, asked = settle(lambda seed, attempt: look(letters=(0.9, 0.6, 0.7)[attempt]), [1])
    assert len(asked) == 3
    assert choices[0].shown.seed == asked[1] and choices[0].faults == ["letters"]


def test_tries_are_bounded():
    _, asked = settle(lambda seed, attempt: look(clutter=0.5), [1, 2], most=2)
    assert len(asked) == 4


def test_the_one_that_stands_out_is_painted_anew_and_not_its_neighbours():
    choices, asked = settle(lambda seed, attempt: look(shift=0.2 if seed == 3 and attempt == 0 else 0.0), [1, 2, 3, 4, 5])
    assert [choice.tries for choice in choices] == [1, 1, 2, 1, 1], asked


def test_refused_pictures_are_never_taken():
    choices, _ = settle(lambda seed, attempt: None if seed == 2 or attempt == 0 else look(), [1, 2])
    assert choices[0].shown and choices[0].refused == 1
    assert choices[1].shown is None and choices[1].refused == 3


def test_equal_requests_get_the_same_picture_and_are_painted_once():
    choices, asked = settle(lambda seed, attempt: look(), [1, 2, 1, 2, 1])
    assert asked == [1, 2]
    assert choices[0] == choices[2] == choices[4]
