"""The spectrum as it is to be seen."""

import numpy as np
import pytest
import soundfile

from songloom.engines.rhythm.bands import FALL_S, HIGHEST_HZ, LOWEST_HZ
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from songloom.engines.segments.levels import decode_levels
from songloom.model.bands import BANDS
from tests.fixtures.sound import make_noise, make_silence, make_tone


def measure(tmp_path, sound) -> np.ndarray:
    soundfile.write(tmp_path / "a.flac", sound, 44100)
    return decode_levels(Librosa(LibrosaOptions(4)).analyse(tmp_path / "a.flac")[1].levels, BANDS)


@pytest.mark.parametrize("hz", [60, 110, 440, 2000, 8000])
def test_a_tone_is_seen_in_its_band(tmp_path, hz):
    levels = measure(tmp_path, make_tone(2.0, hz))
    edges = LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (np.arange(BANDS + 2) / (BANDS + 1))
    found = np.flatnonzero(levels[40] > 200)
    assert len(found)
    assert edges[found[0]] <= hz * 1.35
    assert edges[found[-1] + 2] >= hz / 1.35


def test_it_rises_at_once_and_falls_back_in_its_time(tmp_path):
    levels = measure(tmp_path, np.concatenate([make_silence(1), make_noise(0.5), make_silence(2)])).astype(int)
    rate = 22050 / 512
    loud = levels.mean(axis=1)
    assert loud[: int(0.9 * rate)].max() == 0
    assert loud[int(1.2 * rate)] > 200
    assert np.diff(loud[int(1.6 * rate) :]).max() <= 0
    assert loud[int((1.6 + FALL_S) * rate)] == 0


def test_silence_shows_nothing(tmp_path):
    assert measure(tmp_path, make_silence(2)).max() == 0
