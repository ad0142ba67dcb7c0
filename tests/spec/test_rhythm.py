"""What every rhythm engine promises: beats where the drum is, sections that cover the song, and honesty where there is no beat."""

import os
import platform
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from flows.comparing import compare_outputs
from songloom.engines.rhythm import FAMILY
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.model.document import read_document
from songloom.model.rhythm import Rhythm
from songloom.pipeline.tolerance import find_tolerance
from songloom.store.objects import hash_file
from tasks import rhythm as task
from tests.fixtures.sound import make_clicks, make_noise, make_silence, make_song, make_tone

OPTIONS = {"librosa": LibrosaOptions(section_s=4)}


@pytest.fixture(params=sorted(FAMILY.engines))
def analyse(request, tmp_path):
    def run(samples: np.ndarray) -> Rhythm:
        soundfile.write(tmp_path / "flac", samples, 44100, format="FLAC")
        inputs = {"audio/audio.flac": tmp_path / "flac"}
        task.make(SimpleNamespace(engine=request.param, options=OPTIONS[request.param], inputs=inputs, folder=tmp_path))
        return read_document(tmp_path / "rhythm.json", Rhythm)

    return run


@pytest.mark.parametrize("bpm", [75, 100, 120, 140])
def test_beats_are_where_the_drum_is(analyse, bpm):
    drum = np.arange(0.3, 30, 60 / bpm)
    rhythm = analyse(make_clicks(30, drum.tolist()))
    assert rhythm.is_rhythmic
    assert rhythm.tempo_bpm == pytest.approx(bpm, rel=0.02)
    apart = np.abs(np.array(rhythm.beats_s)[:, None] - drum).min(axis=1)
    assert apart.max() < 0.07
    assert len(rhythm.beats_s) == pytest.approx(len(drum), abs=2)


def test_downbeats_are_the_strong_ones(analyse):
    beats = np.arange(0.5, 30, 0.5)
    drum = make_clicks(30, beats.tolist(), level=0.1) + make_clicks(30, beats[1::4].tolist(), level=0.8)
    downbeats = np.array(analyse(drum).downbeats_s)
    assert np.abs(downbeats[:, None] - beats[1::4]).min(axis=1).max() < 0.07


@pytest.mark.parametrize("sound", ["silence", "noise", "tone", "rubato"])
def test_no_beat_is_no_rhythm(analyse, sound):
    rubato = np.cumsum(np.random.default_rng(5).uniform(0.25, 1.1, 40)).tolist()
    sounds = {"silence": make_silence(20), "noise": make_noise(20), "tone": make_tone(20), "rubato": make_clicks(28, rubato)}
    assert not analyse(sounds[sound]).is_rhythmic


def test_sections_change_where_the_music_does(analyse):
    music = np.concatenate([make_tone(10, 220), make_noise(12), make_tone(9, 220)])
    sections = analyse(music).sections
    assert [section.start_s for section in sections] == pytest.approx([0, 10, 22], abs=1)
    assert sections[0].label == sections[2].label != sections[1].label


@pytest.mark.parametrize("length_s", [0.2, 1.0, 3.3, 17.0])
def test_all_lies_inside_the_song(analyse, length_s):
    rhythm = analyse(make_song(length_s))
    times = [*rhythm.beats_s, *rhythm.downbeats_s]
    assert all(0 <= time < length_s for time in times)
    assert list(rhythm.beats_s) == sorted(set(rhythm.beats_s))
    assert set(rhythm.downbeats_s) <= set(rhythm.beats_s)
    assert rhythm.sections[0].start_s == 0
    assert rhythm.sections[-1].end_s == pytest.approx(length_s, abs=0.001)
    assert all(a.end_s == b.start_s for a, b in zip(rhythm.sections, rhythm.sections[1:], strict=False))
    assert all(section.end_s - section.start_s >= min(4, length_s) - 0.51 for section in rhythm.sections)
    assert abs(len(rhythm.energy) - length_s * rhythm.energy_hz) <= 1


def test_energy_follows_the_sound(analyse):
    energy = analyse(np.concatenate([make_silence(5), make_tone(5, level=0.05), make_tone(5, level=0.5)])).energy
    assert (energy[4], energy[26]) == (0, pytest.approx(1, abs=0.02))
    assert 0.3 < energy[15] < 0.7
    assert all(0 <= value <= 1 for value in energy)


def test_equal_input_gives_equal_rhythm(analyse):
    assert analyse(make_song(8)) == analyse(make_song(8))


ANALYSE = """
import sys; from pathlib import Path
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from songloom.model.document import dump_document
for name, made in zip(("rhythm.json", "bands.json"), Librosa(LibrosaOptions(4)).analyse(Path(sys.argv[1]))):
    (Path(sys.argv[2]) / name).write_bytes(dump_document(made))
"""
# What NumPy and its BLAS do on a processor of 2008.
OLD = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR", "OPENBLAS_CORETYPE": "Nehalem"}


@pytest.mark.soak
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the processor has no such features to be switched off")
def test_an_older_processor_hears_the_same_within_what_is_declared(tmp_path):
    soundfile.write(tmp_path / "song.flac", make_song(60) + make_noise(60, 0.02), 44100)
    found = []
    for name, changes in (("new", {}), ("old", OLD)):
        (tmp_path / name).mkdir()
        subprocess.run([sys.executable, "-c", ANALYSE, tmp_path / "song.flac", tmp_path / name], env=os.environ | changes, check=True)
        files = [tmp_path / name / made for made in ("rhythm.json", "bands.json")]
        found.append({file.name: (hash_file(file), file) for file in files})
    assert compare_outputs(*found, find_tolerance("rhythm", "librosa")).verdict in ("same", "tolerated")
