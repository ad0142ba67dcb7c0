"""Likeness: what differs by a known amount is told by that amount."""

import numpy as np
import pytest

from songloom.metrics.likeness import LIMIT_DB, find_psnr_db, find_shift_s, find_snr_db

SOUND = np.random.Generator(np.random.PCG64(7)).standard_normal((4096, 2))


@pytest.mark.parametrize("level_db", [10, 40, 90])
def test_noise_is_told_by_its_level_however_the_sound_is_cut(level_db):
    noise = SOUND[::-1] * 10 ** (-level_db / 20)
    like = SOUND + noise
    assert find_snr_db([(SOUND, like)]) == pytest.approx(level_db, abs=0.01)
    blocks = [(SOUND[at : at + 1000], like[at : at + 1000]) for at in range(0, len(SOUND), 1000)]
    assert find_snr_db(blocks) == pytest.approx(find_snr_db([(SOUND, like)]))


def test_silence_is_like_silence_and_like_nothing_else():
    silence = np.zeros(8)
    assert find_snr_db([(silence, silence)]) == LIMIT_DB
    assert find_snr_db([(silence, silence + 1)]) == -LIMIT_DB


def test_pictures_differ_by_their_mean_squared_difference():
    black = np.zeros((10, 10, 3), np.uint8)
    spot = black.copy()
    spot[0, 0] = 255
    assert find_psnr_db(black, spot) == pytest.approx(20.0)


def test_what_has_another_shape_is_not_compared():
    with pytest.raises(ValueError, match="shape"):
        find_snr_db([(SOUND, SOUND[1:])])
    with pytest.raises(ValueError, match="shape"):
        find_psnr_db(np.zeros((2, 2, 3), np.uint8), np.zeros((2, 3, 3), np.uint8))
    with pytest.raises(ValueError, match="words"):
        find_shift_s([(0, 1)], [])


def test_a_shift_is_the_farthest_of_all_starts_and_ends():
    assert find_shift_s([(0, 1), (1, 2)], [(0, 1), (0.99, 2.5)]) == 0.5
    assert find_shift_s([], []) == 0
