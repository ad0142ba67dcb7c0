"""How the engine reads: in blocks that leave no trace, and without waiting for a compiler."""

import os
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from songloom.engines.rhythm import librosa, spectra
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.segments.levels import decode_levels
from songloom.errors import InputError
from songloom.model.bands import BANDS
from tests.fixtures.sound import damage_sound, make_noise, make_song


def test_blocks_leave_no_trace(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "a.flac", make_song(20), 44100)
    engine = librosa.Librosa(LibrosaOptions(section_s=4))
    whole, bands = engine.analyse(tmp_path / "a.flac")
    monkeypatch.setattr(spectra, "BLOCK_FRAMES", 100)
    blocks, again = engine.analyse(tmp_path / "a.flac")
    assert blocks.beats_s == whole.beats_s
    whole_levels, block_levels = (decode_levels(drawn.levels, BANDS).astype(int) for drawn in (bands, again))
    assert np.abs(whole_levels - block_levels).max() <= 5
    assert np.allclose(blocks.energy, whole.energy, atol=0.005)


def test_nothing_is_compiled(tmp_path):
    soundfile.write(tmp_path / "a.flac", make_song(5), 44100)
    code = (
        "import sys; from pathlib import Path; from songloom.engines.rhythm.librosa import Librosa\n"
        "from songloom.engines.rhythm.contract import LibrosaOptions\n"
        f"Librosa(LibrosaOptions(section_s=4)).analyse(Path({str(tmp_path / 'a.flac')!r}))\n"
        "assert 'librosa.util.utils' not in sys.modules and 'librosa.beat' not in sys.modules\n"
    )
    cache = tmp_path / "cache"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "NUMBA_CACHE_DIR": str(cache)})
    assert not list(cache.rglob("*util*"))


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_sound_is_named(tmp_path, where):
    soundfile.write(tmp_path / "a.flac", make_noise(5), 44100)
    damage_sound(tmp_path / "a.flac", where)
    with pytest.raises(InputError, match="damaged; run `songloom verify`"):
        librosa.Librosa(LibrosaOptions(section_s=4)).analyse(tmp_path / "a.flac")
