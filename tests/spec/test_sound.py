"""What every sound engine promises: the song at its loudness, as long as it was and in step, the same bytes each time."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from songloom.engines.sound import FAMILY
from songloom.engines.sound.contract import KaraokeOptions, SoundOptions
from songloom.engines.sound.encoding import measure_file
from songloom.engines.sound.meter import PeakMeter, to_db
from songloom.model.document import read_document
from songloom.model.loudness import Loudness
from songloom.model.resources import Resources
from tasks import sound as task
from tasks._job import Job
from tests.fixtures.sound import make_clicks, make_noise, make_silence, make_tone

PLAIN = {"codec": "aac", "kbps": 192, "levelling": "none", "target_lufs": -14.0, "ceiling_dbtp": -1.0}
OPTIONS = {"mix": SoundOptions(**PLAIN), "karaoke": KaraokeOptions(**PLAIN, vocals_db=0.0)}
CLICKS = (0.25, 1.5, 2.75)


@pytest.fixture(params=sorted(FAMILY.engines))
def engine(request):
    return request.param


@pytest.fixture
def encode(tmp_path):
    """Encodes a song; a karaoke engine gets it as two stems whose sum it is, all of it the accompaniment unless `vocals` are given."""

    def run(engine: str, samples: np.ndarray, vocals: np.ndarray | None = None, **changes) -> tuple[Path, Loudness]:
        files = {"audio/audio.flac": samples}
        files |= {"stems/accompaniment.flac": samples if vocals is None else samples - vocals}
        files |= {"stems/vocals.flac": np.zeros_like(samples) if vocals is None else vocals}
        inputs = {name: tmp_path / name.replace("/", "-") for name in files}
        for name, data in files.items():
            soundfile.write(inputs[name], data, 44100, format="FLAC")
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        options = replace(OPTIONS[engine], **changes)
        task.make(Job(engine, options, Resources("cpu", {}), inputs, folder, tmp_path, lambda share: None))
        return folder / f"sound{options.suffix()}", read_document(folder / "loudness.json", Loudness)

    return run


@pytest.mark.parametrize("codec", ["aac", "opus", "pcm"])
def test_it_is_as_long_as_the_song_and_in_step_with_it(engine, encode, codec):
    file, _ = encode(engine, make_clicks(3.2, CLICKS), codec=codec)
    with av.open(str(file)) as sound:
        stream = sound.streams.audio[0]
        assert (stream.codec_context.name.removeprefix("lib"), stream.rate, stream.layout.name) == (
            {"pcm": "pcm_s24le"}.get(codec, codec),
            48000,
            "stereo",
        )
    heard, first_s = decode(file)
    loud = np.flatnonzero(np.abs(heard[:, 0]) > 0.2) / 48000 + first_s
    onsets = [time for n, time in enumerate(loud) if n == 0 or time - loud[n - 1] > 0.1]
    assert onsets == pytest.approx(CLICKS, abs=0.002)
    assert first_s + len(heard) / 48000 == pytest.approx(3.2, abs=0.025)


@pytest.mark.parametrize("codec", ["aac", "opus", "pcm"])
def test_equal_input_gives_equal_bytes(engine, encode, codec):
    first, _ = encode(engine, make_noise(1.0), codec=codec)
    data = first.read_bytes()
    again, _ = encode(engine, make_noise(1.0), codec=codec)
    assert again.read_bytes() == data


def test_loudness_is_measured_as_the_standard_says(engine, encode):
    """A 997 Hz sine in both channels at −23 dBFS measures −23 LUFS (EBU Tech 3341, case 1)."""
    _, loudness = encode(engine, make_tone(4.0, 997.0, 10 ** (-23 / 20)), codec="pcm")
    assert loudness.before_lufs == pytest.approx(-23.0, abs=0.1)
    assert loudness.before_dbtp == pytest.approx(-23.0, abs=0.1)
    assert (loudness.gain_db, loudness.limited_db) == (0.0, 0.0)
    assert loudness.after_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("codec", ["aac", "opus", "pcm"])
@pytest.mark.parametrize("level", [0.02, 0.4])
def test_it_comes_out_as_loud_as_asked(engine, encode, codec, level):
    file, loudness = encode(engine, make_tone(4.0, 440.0, level), codec=codec, levelling="gain", target_lufs=-16.0)
    assert measure_file(file) == pytest.approx(-16.0, abs=0.5)
    assert loudness.after_lufs == pytest.approx(measure_file(file), abs=0.01)


def test_one_gain_stops_at_the_ceiling(engine, encode):
    file, loudness = encode(engine, make_peaky(), codec="pcm", levelling="gain")
    assert find_peak_dbtp(file) == pytest.approx(-1.0, abs=0.1)
    assert loudness.limited_db == 0
    assert loudness.after_lufs < -15


def test_a_limiter_takes_back_peaks_and_nothing_else(engine, encode):
    quiet = make_peaky()
    file, loudness = encode(engine, quiet, codec="pcm", levelling="limit")
    assert find_peak_dbtp(file) <= -0.95
    assert loudness.after_lufs == pytest.approx(-14.0, abs=0.5)
    assert 0 < loudness.limited_db <= 6
    heard, _ = decode(file)
    away_from_clicks = slice(int(1.7 * 48000), int(2.2 * 48000))
    asked = 10 ** (loudness.gain_db / 20) * np.abs(quiet[int(1.7 * 44100) : int(2.2 * 44100), 0]).max()
    assert np.abs(heard[away_from_clicks, 0]).max() == pytest.approx(asked, rel=0.02)


def test_what_is_to_be_left_alone_is_left_alone(engine, encode):
    song = make_tone(1.0, 440.0, 0.25)
    file, _ = encode(engine, song, codec="pcm")
    assert np.abs(decode(file)[0]).max() == pytest.approx(0.25, abs=0.002)


def test_silence_stays_silence(engine, encode):
    file, loudness = encode(engine, make_silence(1.5), levelling="limit")
    assert loudness.before_lufs == -70 and loudness.gain_db == 0
    assert np.abs(decode(file)[0]).max() < 1e-4


def test_bit_rate_is_as_asked(engine, encode):
    sizes = [encode(engine, make_noise(3.0), kbps=kbps)[0].stat().st_size for kbps in (64, 320)]
    assert sizes[1] > 3 * sizes[0]


@pytest.mark.parametrize("vocals_db", [0.0, -20.0, -60.0])
def test_karaoke_turns_the_voice_down_and_nothing_else(encode, vocals_db):
    voice, rest = make_tone(2.0, 1000.0, 0.2), make_tone(2.0, 300.0, 0.2)
    file, _ = encode("karaoke", voice + rest, voice, codec="pcm", vocals_db=vocals_db)
    heard, _ = decode(file)
    assert find_level_db(heard, 1000.0) == pytest.approx(to_db(0.2) + vocals_db, abs=0.3)
    assert find_level_db(heard, 300.0) == pytest.approx(to_db(0.2), abs=0.3)


# --------------------------------------------------------------------------------------------- private


def decode(file: Path) -> tuple[np.ndarray, float]:
    """Float (samples, 2), and the time of the first."""
    form = av.AudioResampler("fltp", "stereo", 48000)
    with av.open(str(file)) as sound:
        frames = list(sound.decode(audio=0))
    return np.concatenate([packed.to_ndarray().T for frame in frames for packed in form.resample(frame)]), frames[0].time


def make_peaky() -> np.ndarray:
    """A quiet tone with three loud clicks."""
    return make_tone(4.0, 440.0, 0.1) + make_clicks(4.0, CLICKS, level=0.5)


def find_peak_dbtp(file: Path) -> float:
    meter = PeakMeter()
    meter.add(decode(file)[0].astype(np.float32), last=True)
    return to_db(float(meter.peaks().max()))


def find_level_db(heard: np.ndarray, hz: float) -> float:
    """The level of a tone, from one second in the middle."""
    span = heard[len(heard) // 2 - 24000 : len(heard) // 2 + 24000, 0]
    return to_db(2 * abs(np.mean(span * np.exp(-2j * np.pi * hz * np.arange(len(span)) / 48000))))
