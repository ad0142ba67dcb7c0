"""What every stems engine promises: two stems as long as the song that add up to it, with the voice in the right one."""

from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from songloom.engines.stems import FAMILY
from songloom.engines.stems.contract import CentreOptions
from tasks import stems as task
from tests.fixtures.sound import make_noise, make_silence, make_song, make_voice

OPTIONS = {"centre": CentreOptions(sharpness=1)}
WORDS = [(1.0, 1.8), (3.0, 3.9), (7.5, 8.5)]


@pytest.fixture(params=sorted(FAMILY.engines))
def separate(request, tmp_path):
    def run(samples: np.ndarray) -> SimpleNamespace:
        soundfile.write(tmp_path / "song", samples, 44100, format="FLAC")
        shares: list[float] = []
        inputs = {"audio/audio.flac": tmp_path / "song"}
        task.make(
            SimpleNamespace(
                engine=request.param,
                options=OPTIONS[request.param],
                inputs=inputs,
                folder=tmp_path,
                scratch=tmp_path,
                progress=shares.append,
            )
        )
        read = {name: soundfile.read(tmp_path / name, dtype="int16")[0] for name in ("song", "vocals.flac", "accompaniment.flac")}
        files = [(tmp_path / name).read_bytes() for name in ("vocals.flac", "accompaniment.flac")]
        return SimpleNamespace(
            song=read["song"], vocals=read["vocals.flac"], rest=read["accompaniment.flac"], files=files, share=shares[-1]
        )

    return run


@pytest.mark.parametrize("length_s", [0.05, 1.0, 6.5, 13.3])
def test_the_stems_add_up_to_the_song(separate, length_s):
    made = separate(np.clip(make_noise(length_s, level=0.6), -1, 1))
    assert made.vocals.shape == made.rest.shape == made.song.shape
    assert np.array_equal(made.vocals.astype(int) + made.rest, made.song.astype(int))
    assert made.share == 1


def test_the_voice_goes_where_it_belongs(separate):
    made = separate(make_song(10, WORDS))
    voice = np.round(make_voice(10, WORDS) * 32767)
    assert _measure_sdr(made.vocals, voice) > _measure_sdr(made.song, voice) + 3


def test_the_stems_are_in_time_with_the_song(separate):
    made = separate(make_voice(13, WORDS))
    voice, song = made.vocals[:, 0].astype(float), made.song[:, 0].astype(float)
    score = [voice[50:-50] @ np.roll(song, shift)[50:-50] for shift in range(-20, 21)]
    assert int(np.argmax(score)) == 20


def test_silence_and_mono_are_no_problem(separate):
    assert not separate(make_silence(2)).vocals.any()
    mono = separate(make_voice(4, WORDS[:1]))
    assert np.abs(mono.vocals).max() > 0.5 * np.abs(mono.song).max()


def test_equal_input_gives_equal_bytes(separate):
    song = make_song(2, WORDS[:1])
    assert separate(song).files == separate(song).files


# --------------------------------------------------------------------------------------------- private


def _measure_sdr(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Scale-invariant signal-to-distortion ratio in dB (Le Roux et al. 2019) of the channels' means."""
    guess, voice = estimate.mean(axis=1), truth.mean(axis=1)
    target = (guess @ voice) / (voice @ voice) * voice
    return float(10 * np.log10((target @ target) / ((guess - target) @ (guess - target))))
