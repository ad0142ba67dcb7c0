"""The beat grid of music whose beats are known, and of music that keeps none."""

import numpy as np
import pytest
import soundfile

from bench.grooves import FREE, RATE_HZ, Groove, play_groove
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from songloom.model.rhythm import Rhythm


@pytest.fixture
def analyse(tmp_path):
    def run(sound: np.ndarray) -> Rhythm:
        soundfile.write(tmp_path / "a.flac", np.stack([sound, sound], axis=1), RATE_HZ)
        return Librosa(LibrosaOptions(section_s=8)).analyse(tmp_path / "a.flac")[0]

    return run


@pytest.mark.parametrize(
    "groove",
    [
        Groove(72, length_s=24),
        Groove(165, length_s=24),
        Groove(156, 3, length_s=24),
        Groove(84, 3, length_s=24, level=0.01),
        Groove(92, swing=0.64, fills=True, length_s=30),
        Groove(104, drums=False, length_s=30),
    ],
    ids=["slow, busy hats", "quick", "quick waltz", "quiet waltz", "swung with fills", "no drums"],
)
def test_beats_bars_and_metre(analyse, groove):
    rhythm, beats = analyse(play_groove(groove)), groove.list_beats()
    assert rhythm.is_rhythmic
    assert rhythm.beats_per_bar == groove.beats_per_bar
    assert rhythm.tempo_bpm == pytest.approx(groove.bpm, rel=0.01)
    assert np.abs(np.array(rhythm.beats_s)[:, None] - beats).min(axis=1).max() < 0.05
    assert len(rhythm.beats_s) == pytest.approx(len(beats), abs=2)
    assert np.abs(np.array(rhythm.downbeats_s)[:, None] - beats[:: groove.beats_per_bar]).min(axis=1).max() < 0.05


@pytest.mark.parametrize("manner", FREE)
def test_no_grid_is_trusted_where_there_is_none(analyse, manner):
    assert not analyse(FREE[manner](2)).is_rhythmic


def test_brightness_is_where_the_sound_lies(analyse):
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    dull, bright = (0.2 * np.sin(2 * np.pi * hz * t) for hz in (150, 6000))
    brightness = analyse(np.concatenate([dull, bright, 0 * t])).brightness
    assert max(brightness[1:7]) < 0.2 < 0.6 < min(brightness[9:15])
    assert brightness[20] == 0
