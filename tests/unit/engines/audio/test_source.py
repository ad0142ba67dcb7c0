"""What a file says of its own length, and how much of it can be believed."""

import pytest

from songloom.engines.audio.source import find_declared_s, open_sound
from songloom.engines.audio.tags import open_tagged
from tests.fixtures.sound import make_tone, write_sound


def test_an_mp3_without_a_length_header_declares_nothing(tmp_path):
    path = write_sound(tmp_path / "a.mp3", make_tone(3), write_xing="0")
    assert _declared_s(path) is None


def test_a_bare_aac_stream_declares_nothing(tmp_path):
    assert _declared_s(write_sound(tmp_path / "a.aac", make_tone(3))) is None


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".wav", ".m4a", ".ogg", ".mka"])
def test_headers_are_believed(tmp_path, suffix):
    assert _declared_s(write_sound(tmp_path / f"a{suffix}", make_tone(3))) == pytest.approx(3, abs=0.06)


@pytest.mark.parametrize("suffix", [".mp3", ".ogg", ".opus"])
def test_a_file_that_breaks_off_is_told_without_a_declared_length(tmp_path, suffix):
    rate_hz = 48000 if suffix == ".opus" else 44100
    options = {"write_xing": "0"} if suffix == ".mp3" else {}
    path = write_sound(tmp_path / f"a{suffix}", make_tone(6, rate_hz=rate_hz), rate_hz, **options)
    assert _broken_packets(path) == 0
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 8 // 10 + 3])
    assert _broken_packets(path) == 1


# --------------------------------------------------------------------------------------------- private


def _declared_s(path):
    with open_sound(path) as sound:
        return find_declared_s(sound, getattr(open_tagged(path), "info", None))


def _broken_packets(path):
    with open_sound(path) as sound:
        assert sum(frame.samples for frame in sound.read_frames()) > 2 * 44100
        return sound.broken_packets
