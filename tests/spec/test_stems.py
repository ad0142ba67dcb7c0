"""What every stems engine promises: two stems as long as the song that add up to it, with the voice in the right one."""

from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from songloom.engines.stems import FAMILY
from songloom.engines.stems.contract import CentreOptions, DemucsOptions, ProvidedOptions
from songloom.metrics.separation import score_stem
from songloom.model.resources import Resources
from tasks import stems as task
from tests.fixtures.separator import write_separator
from tests.fixtures.sound import make_noise, make_silence, make_song, make_voice, write_sound

OPTIONS = {"centre": CentreOptions(sharpness=1), "demucs": DemucsOptions("htdemucs_ft"), "provided": ProvidedOptions(max_lag_s=2)}
WORDS = [(1.0, 1.8), (3.0, 3.9), (4.5, 5.5)]

# The tiny separator's weights are random: it keeps every promise but the one to know a voice.
KNOWING = [name for name in sorted(FAMILY.engines) if name != "demucs"]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    write_separator(folder)
    return Resources("cpu", {"model": folder})


@pytest.fixture(params=sorted(FAMILY.engines))
def separate(request, tmp_path, models):
    def run(samples: np.ndarray, voice: np.ndarray) -> SimpleNamespace:
        """`voice` is what of the song a person brings."""
        soundfile.write(tmp_path / "song", samples, 44100, format="FLAC")
        inputs = {"audio/audio.flac": tmp_path / "song"}
        if request.param == "provided":
            inputs["song/vocals"] = write_sound(tmp_path / "given.wav", voice)
        made, scratch, shares = tmp_path / "made", tmp_path / "scratch", []
        for folder in (made, scratch):
            folder.mkdir(exist_ok=True)
        resources = models if request.param in FAMILY.models else None
        task.make(
            SimpleNamespace(
                engine=request.param,
                options=OPTIONS[request.param],
                resources=resources,
                inputs=inputs,
                folder=made,
                scratch=scratch,
                progress=shares.append,
            )
        )
        files = sorted(made.iterdir())
        assert [file.name for file in files] == ["accompaniment.flac", "vocals.flac"]
        rest, vocals = (soundfile.read(file, dtype="int16")[0] for file in files)
        song = soundfile.read(tmp_path / "song", dtype="int16")[0]
        bytes_made = [file.read_bytes() for file in files]
        return SimpleNamespace(song=song, vocals=vocals, rest=rest, files=bytes_made, share=shares[-1])

    return run


@pytest.mark.parametrize("length_s", [0.05, 1.0, 6.5])
def test_the_stems_add_up_to_the_song(separate, length_s):
    loud = np.clip(make_noise(length_s, level=0.6), -1, 1)
    made = separate(loud, loud * 0.7)
    assert made.vocals.shape == made.rest.shape == made.song.shape
    assert np.array_equal(made.vocals.astype(int) + made.rest, made.song.astype(int))
    assert made.share == 1


@pytest.mark.parametrize("separate", KNOWING, indirect=True)
def test_the_voice_goes_where_it_belongs(separate):
    voice = _sing(6, WORDS)
    made = separate(make_song(6) + voice, voice)
    before, after = (score_stem(stem, np.round(voice * 32767))["si_sdr_db"] for stem in (made.song, made.vocals))
    assert after > before + 3


@pytest.mark.parametrize("separate", KNOWING, indirect=True)
def test_the_stems_are_in_time_with_the_song(separate):
    made = separate(_sing(6, WORDS), _sing(6, WORDS))
    voice, song = made.vocals[:, 0].astype(float), made.song[:, 0].astype(float)
    score = [voice[50:-50] @ np.roll(song, shift)[50:-50] for shift in range(-20, 21)]
    assert int(np.argmax(score)) == 20


@pytest.mark.parametrize("separate", KNOWING, indirect=True)
def test_mono_is_no_problem(separate):
    voice = _sing(4, WORDS[:2])
    mono = separate(voice, voice)
    assert np.array_equal(mono.song[:, 0], mono.song[:, 1])
    assert np.abs(mono.vocals).max() > 0.5 * np.abs(mono.song).max()


@pytest.mark.parametrize("separate", ["centre", "demucs"], indirect=True)
def test_silence_has_no_voice(separate):
    made = separate(make_silence(2), make_silence(2))
    assert not made.vocals.any()
    assert not made.rest.any()


def test_equal_input_gives_equal_bytes(separate):
    voice = _sing(2, WORDS[:1])
    song = make_song(2) + voice
    assert separate(song, voice).files == separate(song, voice).files


# --------------------------------------------------------------------------------------------- private


def _sing(length_s: float, words: list[tuple[float, float]]) -> np.ndarray:
    """A voice with breath in it: a pure vowel is the same in every period, so that nobody could tell where it belongs."""
    breath = make_noise(length_s, level=0.3)[:, :1]
    return make_voice(length_s, words) * (1 + breath)
