"""Windows are as long as a recogniser takes them, and cut where that does least harm."""

from itertools import pairwise

import numpy as np
import pytest

from songloom.engines.heard.gate import Stretch
from songloom.engines.heard.sound import FRAME_S
from songloom.engines.heard.windows import MOST_S, cut_windows, halve_window, subtract_spans


def test_neighbours_share_a_window_while_it_is_short_enough():
    stretches = [Stretch(1, 5), Stretch(7, 12), Stretch(14, 29), Stretch(30, 40)]
    assert cut_windows(stretches, _sound(50)) == [Stretch(1, 29), Stretch(30, 40)]


def test_a_long_rest_parts_windows():
    assert cut_windows([Stretch(1, 5), Stretch(12, 15)], _sound(20)) == [Stretch(1, 5), Stretch(12, 15)]


def test_a_long_stretch_is_cut_at_its_quietest_moment():
    power = _sound(45)
    power[round(22.0 / FRAME_S) : round(22.4 / FRAME_S)] = 0.001
    first, second = cut_windows([Stretch(0, 45)], power)
    assert 22.0 <= first.end_s <= 22.4
    assert (first.start_s, second.start_s, second.end_s) == (0, first.end_s, 45)


@pytest.mark.parametrize("length_s", [0.2, 29.9, 30, 61, 7200])
def test_windows_cover_all_and_none_is_too_long(length_s):
    windows = cut_windows([Stretch(0, length_s)], _sound(length_s))
    assert max(window.end_s - window.start_s for window in windows) <= MOST_S
    assert windows[0].start_s == 0
    assert windows[-1].end_s == length_s
    assert all(a.end_s == b.start_s for a, b in pairwise(windows))


def test_silence_is_no_window():
    power = _sound(90)
    power[round(29 / FRAME_S) : round(61 / FRAME_S)] = 0
    windows = cut_windows([Stretch(0, 90)], power)
    assert not [window for window in windows if window.start_s >= 30 and window.end_s <= 60]
    assert cut_windows([Stretch(0, 90)], np.zeros(len(power), np.float32)) == []


def test_halves_meet_in_the_quiet():
    power = _sound(30)
    power[round(12 / FRAME_S) : round(12.3 / FRAME_S)] = 0.001
    left, right = halve_window(Stretch(0, 30), power)
    assert left.end_s == right.start_s
    assert 12 <= left.end_s <= 12.3


def test_what_is_left_of_stretches():
    left = subtract_spans([Stretch(0, 20), Stretch(30, 34)], [Stretch(12, 13), Stretch(2, 6), Stretch(4, 11), Stretch(29, 40)], least_s=2)
    assert left == [Stretch(0, 2), Stretch(13, 20)]


# --------------------------------------------------------------------------------------------- private


def _sound(length_s):
    return np.full(int(np.ceil(length_s / FRAME_S)), 0.01, np.float32)
