"""What the demucs engine does that demucs itself does not: a stream instead of a whole song, safe weights, too little memory."""

import json
import resource
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from demucs.apply import apply_model
from demucs.htdemucs import HTDemucs
from safetensors.torch import save_file

from songloom.engines import build_engine
from songloom.engines.stems.contract import DemucsOptions, StemFiles
from songloom.errors import MissingError
from songloom.model.resources import Resources
from tests.fixtures.separator import NAMES, SOURCES, build_hybrid, build_network, write_network, write_separator
from tests.fixtures.sound import make_noise, make_silence, make_song

NAME = "htdemucs_ft"
VOICE_FILE = f"{NAMES[3]}.safetensors"


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    write_separator(folder)
    return folder


@pytest.mark.parametrize("length_s", [0.3, 1.5, 4.3], ids=["shorter than a chunk", "one chunk", "four chunks"])
def test_the_voice_is_what_demucs_makes_of_the_whole_song(tmp_path, length_s):
    network = write_separator(tmp_path / "models")
    song = make_song(length_s) + make_noise(length_s, level=0.05) + 0.01
    made = _separate(tmp_path, song, tmp_path / "models")
    assert np.abs(made - _separate_whole(tmp_path, network)).max() <= 1


def test_a_bag_is_a_weighted_mean_of_its_networks(tmp_path):
    networks = [build_network(seed) for seed in (1, 2)]
    for name, network in zip("ab", networks, strict=True):
        write_network(network, tmp_path / f"{name}.safetensors")
    (tmp_path / "bag.yaml").write_text("models: [a, b]\nweights: [[1, 1, 1, 1], [0, 0, 0, 3]]\n")
    made = _separate(tmp_path, make_song(2), tmp_path)
    one, other = (_separate_whole(tmp_path, network) for network in networks)
    assert np.abs(made - (one / 4 + other * 3 / 4)).max() <= 2


def test_a_network_without_a_transformer_sees_no_more_than_there_is(tmp_path):
    network = build_hybrid()
    write_network(network, tmp_path / "a.safetensors")
    (tmp_path / "bag.yaml").write_text("models: [a]\n")
    made = _separate(tmp_path, make_song(2.7), tmp_path)
    assert np.abs(made - _separate_whole(tmp_path, network)).max() <= 1


def test_a_bag_may_shorten_its_chunks(tmp_path, models):
    bag = models / f"{NAME}.yaml"
    bag.write_text(bag.read_text() + "segment: 0.7\n")
    network = build_network()
    network.segment = 0.7
    made = _separate(tmp_path, make_song(1.6), models)
    assert np.abs(made - _separate_whole(tmp_path, network)).max() <= 1


def test_weights_of_half_the_width_are_read_as_well(tmp_path):
    network = build_network().half()
    write_network(network, tmp_path / "a.safetensors")
    (tmp_path / "bag.yaml").write_text("models: [a]\n")
    made = _separate(tmp_path, make_song(1), tmp_path)
    assert np.abs(made - _separate_whole(tmp_path, network.float())).max() <= 1


def test_memory_is_bounded_by_the_chunk(tmp_path, models):
    engine, files, peaks = _build(models), StemFiles(tmp_path / "vocals.flac", tmp_path / "rest.flac", tmp_path), []
    for length_s in (4, 16):
        soundfile.write(tmp_path / "song.flac", make_noise(length_s), 44100)
        tracemalloc.start()
        engine.separate(tmp_path / "song.flac", {}, files, lambda share: None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_silence_stays_silent_and_a_scream_is_bounded(tmp_path, models):
    assert not _separate(tmp_path, make_silence(2), models).any()
    _separate(tmp_path, np.clip(make_noise(2, level=3), -1, 1), models)


@pytest.mark.parametrize("times", [1, 2])
def test_out_of_memory_is_tried_again_with_less(tmp_path, models, monkeypatch, times):
    widths = _fail_first(monkeypatch, times)
    if times == 1:
        _separate(tmp_path, make_song(2), models)
        assert widths[0] == 66150
        assert set(widths[1:]) == {33075}
    else:
        with pytest.raises(MemoryError, match="cpu has too little memory"):
            _separate(tmp_path, make_song(2), models)


def test_another_error_is_not_taken_for_a_lack_of_memory(tmp_path, models, monkeypatch):
    _fail_first(monkeypatch, 1, RuntimeError("shapes do not match"))
    with pytest.raises(RuntimeError, match="shapes"):
        _separate(tmp_path, make_song(2), models)


def test_an_engine_that_ran_short_tries_the_next_song_in_full(tmp_path, models, monkeypatch):
    engine = build_engine("stems", "demucs", DemucsOptions(NAME), Resources("cpu", {"model": models}))
    widths = _fail_first(monkeypatch, 1)
    for _ in range(2):
        _separate(tmp_path, make_song(1), engine=engine)
    assert widths == [66150, 33075, 33075, 66150]


@pytest.mark.parametrize("lacking", [f"{NAME}.yaml", VOICE_FILE])
def test_absent_weights_name_the_command_that_gets_them(models, lacking):
    (models / lacking).unlink()
    with pytest.raises(MissingError, match=r"lacks .*; get them with: songloom models fetch htdemucs_ft"):
        _build(models)


def _cut(folder: Path) -> None:
    data = (folder / VOICE_FILE).read_bytes()
    (folder / VOICE_FILE).write_bytes(data[: len(data) // 2])


def _write_not_finite(folder: Path) -> None:
    network = build_network()
    with torch.no_grad():
        next(network.parameters()).fill_(float("nan"))
    write_network(network, folder / VOICE_FILE)


DAMAGE = {
    "cut off": _cut,
    "no safetensors": lambda folder: (folder / VOICE_FILE).write_bytes(b"\x80\x04pickle"),
    "no metadata": lambda folder: save_file({"a": torch.zeros(1)}, folder / VOICE_FILE),
    "a class of somebody else's": lambda folder: write_network(build_network(), folder / VOICE_FILE, klass="os.system"),
    "packed weights": lambda folder: write_network(build_network(), folder / VOICE_FILE, structure="{}"),
    "other shapes": lambda folder: write_network(build_network(), folder / VOICE_FILE, kwargs=json.dumps({"sources": SOURCES})),
    "a row too short": lambda folder: (folder / f"{NAME}.yaml").write_text(f"models: ['{NAMES[3]}']\nweights: [[1]]\n"),
    "not a number": _write_not_finite,
    "no voice": lambda folder: write_network(build_network(sources=["a", "b", "c", "d"]), folder / VOICE_FILE),
    "mono": lambda folder: write_network(build_network(audio_channels=1), folder / VOICE_FILE),
    "a path for a name": lambda folder: (folder / f"{NAME}.yaml").write_text("models: [../../etc/passwd]\n"),
    "an object in the bag": lambda folder: (folder / f"{NAME}.yaml").write_text("models: !!python/object/apply:os.getcwd []\n"),
    "weights of nobody": lambda folder: (folder / f"{NAME}.yaml").write_text(f"models: ['{NAMES[3]}']\nweights: [[1, 1, 1, 0]]\n"),
    "two bags": lambda folder: (folder / "other.yaml").write_text("models: [a]\n"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_weights_that_cannot_be_used_are_refused(models, damage):
    damage(models)
    with pytest.raises(MissingError, match="holds no weights of htdemucs_ft that can be used"):
        _build(models)


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_forty_minutes_take_no_more_memory_than_one(tmp_path, models, monkeypatch, is_whole):
    if not is_whole:
        # What a network costs does not grow with the song; what is read, kept and written around it might.
        monkeypatch.setattr("demucs.htdemucs.HTDemucs.forward", lambda self, mix: mix[:, None].expand(-1, 4, -1, -1))
    peaks = []
    for minutes in (1, 40):
        with soundfile.SoundFile(tmp_path / "song.flac", "w", 44100, 2, "PCM_16") as song:
            for minute in range(minutes):
                song.write(make_noise(60, seed=minute % 3))
        files = StemFiles(tmp_path / "vocals.flac", tmp_path / "rest.flac", tmp_path)
        _build(models).separate(tmp_path / "song.flac", {}, files, lambda share: None)
        assert soundfile.info(files.vocals).frames == soundfile.info(tmp_path / "song.flac").frames
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert peaks[1] < peaks[0] + 50_000


# --------------------------------------------------------------------------------------------- private


def _build(folder):
    return build_engine("stems", "demucs", DemucsOptions(NAME), Resources("cpu", {"model": folder}))


def _separate(folder, song, models=None, engine=None):
    """The vocals, int (samples, 2)."""
    soundfile.write(folder / "song.flac", song, 44100)
    engine = engine or _build(models)
    engine.separate(folder / "song.flac", {}, StemFiles(folder / "vocals.flac", folder / "rest.flac", folder), lambda share: None)
    return soundfile.read(folder / "vocals.flac", dtype="int16")[0].astype(int)


def _separate_whole(folder, network):
    """What demucs' own code makes of the song that was separated last, as `demucs.api` calls it."""
    song = torch.from_numpy(soundfile.read(folder / "song.flac", dtype="float32")[0].T)
    mono = song.mean(0)
    mean, deviation = mono.mean(), mono.std() + 1e-8
    with torch.no_grad():
        found = apply_model(network, ((song - mean) / deviation)[None], shifts=0, overlap=0.25)[0, -1]
    return (found * deviation + mean).numpy().T * 32768


def _fail_first(monkeypatch, times, error=None):
    """The first calls of a network fail as on a device whose memory is used up; the list of all calls' widths is returned."""
    widths, real = [], HTDemucs.forward

    def forward(self, mix):
        widths.append(mix.shape[-1])
        if len(widths) <= times:
            raise error or torch.OutOfMemoryError("out of memory")
        return real(self, mix)

    monkeypatch.setattr(HTDemucs, "forward", forward)
    return widths
