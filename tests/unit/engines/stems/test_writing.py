"""Two stems that add up to a song, whatever an engine takes for the voice."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from songloom.engines.stems.contract import StemFiles
from songloom.engines.stems.writing import StemWriter, fit_voice, open_song, read_span
from songloom.errors import InputError, StoreError
from tests.fixtures.sound import make_noise, write_sound

SONG = np.array([[32767, -32768], [0, 1], [-32768, 32767]], np.int16)


@pytest.mark.parametrize("voice", [1e9, 40000.0, 0.5, 0.0, -1.5, -40000.0, -1e9])
def test_neither_stem_leaves_its_sixteen_bits(voice):
    fitted = fit_voice(np.full(SONG.shape, voice), SONG)
    rest = SONG.astype(int) - fitted
    assert fitted.dtype == np.int16
    assert rest.min() >= -32768
    assert rest.max() <= 32767


def test_a_loud_wrong_voice_still_leaves_the_song(tmp_path):
    song = np.random.default_rng(0).integers(-32768, 32768, (1000, 2)).astype(np.int16)
    with StemWriter(StemFiles(tmp_path / "v", tmp_path / "r", tmp_path)) as writer:
        writer.write(-3.0 * song, song)
    vocals, rest = (soundfile.read(tmp_path / name, dtype="int16")[0].astype(int) for name in "vr")
    assert np.array_equal(vocals + rest, song)
    assert writer.frames == 1000


def test_beyond_its_ends_a_song_is_silent(tmp_path):
    with open_song(write_sound(tmp_path / "song.flac", make_noise(0.01))) as song:
        whole = read_span(song, 0, song.frames)
        around = read_span(song, -100, song.frames + 200)
        assert np.array_equal(around[100:-100], whole)
        assert not around[:100].any()
        assert not around[-100:].any()
        assert not read_span(song, 10_000, 50).any()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_fault_of_the_song(tmp_path):
    song = np.round(make_noise(3) * 32767).astype(np.int16)
    with (
        pytest.raises(StoreError, match="cannot be written; free"),
        StemWriter(StemFiles(Path("/dev/full"), tmp_path / "r", tmp_path)) as writer,
    ):
        writer.write(0.5 * song, song)


def test_a_damaged_song_says_so(tmp_path):
    (tmp_path / "song.flac").write_bytes(b"fLaC, not")
    with pytest.raises(InputError, match="damaged; run `songloom verify`"), open_song(tmp_path / "song.flac"):
        pass
