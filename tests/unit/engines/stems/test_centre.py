"""How the centre engine works through a song: blocks must not be heard, wide sound must not stay."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from songloom.engines.stems import centre
from songloom.engines.stems.contract import CentreOptions, StemFiles
from songloom.errors import InputError, StoreError
from tests.fixtures.sound import make_noise, make_song


def test_blocks_leave_no_seam(tmp_path, monkeypatch):
    song = make_song(8, [(0.5, 7.5)]) + make_noise(8, level=0.01)
    whole = _separate(tmp_path, song)
    monkeypatch.setattr(centre, "BLOCK_HOPS", 40)
    assert np.abs(_separate(tmp_path, song).astype(int) - whole).max() <= 1


def test_what_is_on_one_side_is_taken_out(tmp_path):
    noise = make_noise(3, level=0.1)
    noise[:, 1] = 0
    assert np.abs(_separate(tmp_path, noise)).max() < 0.02 * 32767


def test_sharper_keeps_less_of_what_is_wide(tmp_path):
    noise = make_noise(3, level=0.1)
    mild, sharp = (_separate(tmp_path, noise, sharpness).astype(float).std() for sharpness in (0.5, 8))
    assert sharp < 0.5 * mild


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_fault_of_the_song(tmp_path):
    soundfile.write(tmp_path / "song.flac", make_noise(3), 44100)
    engine = centre.Centre(CentreOptions(1))
    with pytest.raises(StoreError, match="cannot be written; free"):
        engine.separate(tmp_path / "song.flac", {}, StemFiles(Path("/dev/full"), tmp_path / "rest.flac", tmp_path), lambda share: None)


@pytest.mark.parametrize("damaged", [slice(0, 50), slice(200_000, 205_000)], ids=["head", "middle"])
def test_a_damaged_sound_is_no_full_disk(tmp_path, damaged):
    soundfile.write(tmp_path / "song.flac", make_noise(3), 44100)
    data = bytearray((tmp_path / "song.flac").read_bytes())
    data[damaged] = bytes(damaged.stop - damaged.start)
    (tmp_path / "song.flac").write_bytes(data)
    files = StemFiles(tmp_path / "a.flac", tmp_path / "b.flac", tmp_path)
    with pytest.raises(InputError, match="damaged; run `songloom verify`"):
        centre.Centre(CentreOptions(1)).separate(tmp_path / "song.flac", {}, files, lambda share: None)


# --------------------------------------------------------------------------------------------- private


def _separate(folder, song, sharpness=4.0):
    soundfile.write(folder / "song.flac", song, 44100)
    engine = centre.Centre(CentreOptions(sharpness))
    engine.separate(folder / "song.flac", {}, StemFiles(folder / "vocals.flac", folder / "rest.flac", folder), lambda share: None)
    return soundfile.read(folder / "vocals.flac", dtype="int16")[0]
