"""The signals that are listened to."""

import numpy as np
import pytest
import soundfile

from songloom.engines.alignment import sound
from songloom.engines.alignment.contract import SpreadOptions
from songloom.engines.alignment.sound import extract_signals, read_samples
from songloom.engines.alignment.spread import Spread
from songloom.errors import InputError
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from tests.fixtures.sound import damage_sound


@pytest.fixture
def noise():
    return np.random.default_rng(3).normal(0, 0.1, 44100 * 3)


def extract(tmp_path, left, right):
    soundfile.write(tmp_path / "song.flac", np.stack([left, right], 1), 44100)
    signals = extract_signals(tmp_path / "song.flac", tmp_path)
    return signals, *(read_samples(path, 0, signals.samples) / 32768 for path in (signals.mid, signals.centre))


def test_what_both_channels_share_is_kept(tmp_path, noise):
    signals, mid, centre = extract(tmp_path, noise, noise)
    assert signals.samples == pytest.approx(48000, abs=2)
    assert signals.frames == 299 or signals.frames == 300
    assert np.abs(mid - centre)[800:-800].max() < 1e-3


def test_what_one_channel_holds_is_gone(tmp_path, noise):
    _, mid, centre = extract(tmp_path, noise, np.zeros_like(noise))
    assert np.abs(centre).max() < 0.02 * np.abs(mid).max()


def test_blocks_do_not_show(tmp_path, noise, monkeypatch):
    other = np.roll(noise, 7) + noise
    _, mid, centre = extract(tmp_path, noise, other)
    monkeypatch.setattr(sound, "_READ_SAMPLES", 777)
    _, mid_again, centre_again = extract(tmp_path, noise, other)
    assert len(mid) == len(mid_again)
    assert max(np.abs(mid - mid_again).max(), np.abs(centre - centre_again).max()) < 2 / 32768


def test_peak_tells_silence(tmp_path):
    signals, *_ = extract(tmp_path, np.zeros(44100), np.zeros(44100))
    assert signals.peak == 0


def test_samples_outside_are_zero(tmp_path):
    np.arange(1, 5, dtype="<i2").tofile(tmp_path / "x.raw")
    assert read_samples(tmp_path / "x.raw", -2, 8).tolist() == [0, 0, 1, 2, 3, 4, 0, 0]


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_sound_is_named(tmp_path, noise, where):
    soundfile.write(tmp_path / "song.flac", np.stack([noise, noise], 1), 44100)
    damage_sound(tmp_path / "song.flac", where)
    with pytest.raises(InputError, match="damaged; run `songloom verify`"):
        extract_signals(tmp_path / "song.flac", tmp_path)


def test_who_asks_for_the_length_alone_is_told_too(tmp_path, noise):
    soundfile.write(tmp_path / "song.flac", noise, 44100)
    damage_sound(tmp_path / "song.flac", "head")
    lyrics = Lyrics((LyricLine((LyricWord("word"),)),), "en", "file")
    with pytest.raises(InputError, match="damaged; run `songloom verify`"):
        Spread(SpreadOptions(0.14)).align(tmp_path / "song.flac", lyrics, None, tmp_path, lambda share: None)
