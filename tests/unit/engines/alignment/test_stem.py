"""A stem is read in bounded memory, and silence in it is told from voice."""

import numpy as np
import pytest
import soundfile

from songloom.engines.alignment.stem import find_silence, find_voice, read_stem
from songloom.errors import InputError


def sing(length_s=3.0, rate_hz=44100):
    """Noise far below a tone that sounds from 1 s to 2 s."""
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    tone = 0.5 * np.sin(2 * np.pi * 300 * t) * ((t >= 1) & (t < 2))
    return tone + np.random.default_rng(0).normal(0, 1e-3, len(t)) + 0.1


def test_samples_frames_and_level(tmp_path):
    soundfile.write(tmp_path / "stem.flac", np.stack([sing(), sing()], 1), 44100)
    stem = read_stem(tmp_path / "stem.flac", tmp_path)
    assert stem.samples == 48000 and stem.duration_s == 3.0 and len(stem.is_voiced) == 300
    assert stem.mean == pytest.approx(0.1, abs=0.01) and stem.deviation == pytest.approx(0.5 / 2**0.5, rel=0.02)
    heard = stem.read(16000, 16000)
    assert heard.dtype == np.float32 and heard.mean() == pytest.approx(0, abs=0.01) and heard.std() == pytest.approx(1, abs=0.02)
    assert len(stem.read(-100, 200)) == 200 and len(stem.read(47900, 200)) == 200


def test_voice_is_what_is_not_far_below_the_loudest():
    powers = np.full(300, 1e-6)
    powers[100:200] = 0.1
    # A stop of 50 ms is no silence, a click of 20 ms no voice.
    powers[150:155], powers[250:252] = 1e-7, 0.1
    assert np.flatnonzero(np.diff(find_voice(powers).astype(int))).tolist() == [99, 199]
    assert not find_voice(np.full(300, 1e-8)).any()
    assert not find_voice(np.zeros(0)).any()
    assert find_voice(np.full(300, 0.1)).all()


def test_when_silence_begins():
    assert find_silence(np.array([False, True, True, False])).tolist() == pytest.approx([0, 0.03, 0.03, 0.03, 0.04])


def test_a_damaged_stem_is_said_so(tmp_path):
    (tmp_path / "stem.flac").write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(InputError, match="damaged"):
        read_stem(tmp_path / "stem.flac", tmp_path)
