"""Curves to move by."""

import numpy as np
import pytest
import soundfile

from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from songloom.model.rhythm import Curves
from tests.fixtures.sound import make_clicks, make_noise, make_silence, make_tone


@pytest.fixture
def draw(tmp_path):
    def run(samples: np.ndarray) -> Curves:
        soundfile.write(tmp_path / "a.flac", samples, 44100)
        return Librosa(LibrosaOptions(section_s=4)).analyse(tmp_path / "a.flac")[1]

    return run


@pytest.mark.parametrize(("hz", "band"), [(60, "bass"), (1000, "middle"), (8000, "treble")])
def test_a_tone_is_in_its_band(draw, hz, band):
    curves = draw(np.concatenate([make_silence(2), make_tone(2, hz)]))
    assert len(curves.loudness) == 4 * curves.rate_hz
    assert max(getattr(curves, band)[:55]) < 0.1
    assert min(getattr(curves, band)[65:115]) > 0.9
    assert min(curves.loudness[65:115]) > 0.9


def test_ten_decibels_less_are_half_as_loud(draw):
    curves = draw(np.concatenate([make_tone(3, 440, 0.5), make_tone(3, 440, 0.5 / 10**0.5)]))
    assert np.mean(curves.loudness[100:170]) == pytest.approx(0.5, abs=0.02)


def test_hits_are_where_the_drum_is(draw):
    times = [0.5, 1.0, 2.3, 2.55, 3.9]
    hits = draw(make_clicks(5, times) + make_noise(5, 0.001)).hits
    assert [hit.time_s for hit in hits] == pytest.approx(times, abs=0.035)
    assert all(0.35 <= hit.strength <= 1 for hit in hits)


def test_silence_has_no_curves(draw):
    curves = draw(make_silence(3))
    assert set(curves.loudness + curves.bass + curves.middle + curves.treble) == {0.0}
    assert curves.hits == ()


@pytest.mark.parametrize("length_s", [0.05, 0.34])
def test_the_shortest_sound_has_curves(draw, length_s):
    curves = draw(make_tone(length_s))
    assert len(curves.treble) == np.ceil(length_s * curves.rate_hz)
    assert all(0 <= value <= 1 for value in curves.loudness)
