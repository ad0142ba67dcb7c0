"""Where a given stem belongs in a song, and what is refused because it belongs nowhere in it."""

from fractions import Fraction

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from songloom.engines.stems import provided
from songloom.engines.stems.contract import ProvidedOptions, StemFiles
from songloom.engines.stems.placing import find_place
from songloom.engines.stems.provided import Provided
from songloom.errors import InputError
from tests.fixtures.sound import make_noise, make_silence, make_song, make_voice, write_sound

WORDS = [(0.7, 1.4), (2.0, 2.6), (3.1, 5.0)]
LENGTH_S = 6.0


@pytest.fixture(scope="module")
def band():
    """An accompaniment with a strong low end and some treble, as bands have, different left and right."""
    return make_song(LENGTH_S) * 0.6 + np.cumsum(make_noise(LENGTH_S, level=0.002), axis=0) * 0.1 + make_noise(LENGTH_S, level=0.02)


@pytest.fixture(scope="module")
def voice():
    return make_voice(LENGTH_S, WORDS) * (1 + make_noise(LENGTH_S, level=0.3, seed=2)[:, :1])


@pytest.mark.parametrize("lag", [6724, 0, -3001])
def test_an_instrumental_is_found_to_the_sample_and_taken_out(tmp_path, band, voice, lag):
    song = 0.8 * band + voice
    place, stems = _separate(tmp_path, song, "instrumental", _shift(band, lag))
    assert (place.lag, place.fraction) == (lag, 0)
    assert place.gain == pytest.approx(0.8, rel=1e-3)
    clear = slice(max(lag, 0), len(song) + min(lag, 0))
    assert _measure_db((stems["vocals"] / 32768 - voice)[clear]) < _measure_db(voice) - 40


def test_a_voice_is_put_where_it_belongs(tmp_path, band, voice):
    place, stems = _separate(tmp_path, band + voice, "vocals", _shift(voice, 1234) * 0.5)
    assert (place.lag, place.fraction) == (1234, 0)
    assert place.gain == pytest.approx(2, rel=0.02)
    assert np.array_equal(stems["vocals"].astype(int) + stems["accompaniment"], stems["song"].astype(int))
    assert _measure_db(stems["accompaniment"] / 32768 - band) < _measure_db(voice) - 30


def test_a_delay_between_two_samples_is_found_and_made(tmp_path, band, voice):
    eighths = resample_poly(band, 8, 1, axis=0)
    place, stems = _separate(tmp_path, band + voice, "instrumental", eighths[3::8])
    assert place.lag + place.fraction == pytest.approx(float(Fraction(3, 8)), abs=0.02)
    inner = slice(500, -500)
    assert _measure_db((stems["vocals"] / 32768 - voice)[inner]) < _measure_db(band) - 20


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".ogg"])
def test_any_format_at_any_rate_will_do(tmp_path, band, voice, suffix):
    given = write_sound(tmp_path / f"given{suffix}", resample_poly(band, 160, 147, axis=0), 48000)
    place, stems = _separate(tmp_path, band + voice, "instrumental", given)
    # An encoder's delay is not always told by its file; wherever it is, the sum of both delays fits.
    assert abs(place.lag) < 3000
    assert _measure_db((stems["vocals"] / 32768 - voice)[3000:-3000]) < _measure_db(band) - 8


def test_a_stem_upside_down_is_turned(tmp_path, band, voice):
    place, _ = _separate(tmp_path, band + voice, "instrumental", -band)
    assert place.gain == pytest.approx(-1, rel=1e-3)


def test_the_voice_is_taken_where_both_are_given(tmp_path, band, voice):
    song = write_sound(tmp_path / "song.flac", band + voice)
    given = {"vocals": write_sound(tmp_path / "v.wav", voice), "instrumental": tmp_path / "not there"}
    Provided(ProvidedOptions(2)).separate(song, given, _name_files(tmp_path), lambda share: None)
    assert _measure_db(soundfile.read(tmp_path / "vocals.flac")[0] - voice) < _measure_db(voice) - 30


def test_nothing_given_is_said(tmp_path, band):
    song = write_sound(tmp_path / "song.flac", band)
    with pytest.raises(InputError, match="brings neither vocals nor an instrumental; give one"):
        Provided(ProvidedOptions(2)).separate(song, {}, _name_files(tmp_path), lambda share: None)


def _stretch(sound: np.ndarray) -> np.ndarray:
    at = np.arange(len(sound)) * 1.0002
    return np.stack([np.interp(at, np.arange(len(sound)), channel) for channel in sound.T], axis=1)


UNFIT = {
    "another song": (lambda band: make_song(LENGTH_S) + make_noise(LENGTH_S, seed=9), "not of this recording: it agrees in [01] of"),
    "another speed": (_stretch, "another speed than the song: 1[12]"),
    "a cut": (lambda band: np.concatenate([band[:130_000], band[131_000:]]), "cut otherwise than the song"),
    "silence": (lambda band: make_silence(LENGTH_S), "silent where the song sounds"),
    "too long": (lambda band: np.tile(band, (3, 1)), "longer than the song by too much"),
    "too short": (lambda band: band[: 3 * 44100], "ends 3 s before the song does"),
}


@pytest.mark.parametrize(("make", "reason"), UNFIT.values(), ids=UNFIT)
def test_an_instrumental_that_does_not_fit_is_refused(tmp_path, band, voice, make, reason):
    with pytest.raises(InputError, match=reason):
        _separate(tmp_path, band + voice, "instrumental", make(band))


def test_nothing_is_looked_for_beyond_the_longest_lag(tmp_path, voice):
    hiss = make_noise(LENGTH_S)
    with pytest.raises(InputError, match="not of this recording"):
        _separate(tmp_path, hiss + voice, "instrumental", np.concatenate([make_silence(2.5), hiss]))


@pytest.mark.parametrize("data", [b"", b"not sound at all" * 100, b"#EXTM3U\n/etc/passwd\n"], ids=["empty", "noise", "playlist"])
def test_a_file_that_is_no_sound_is_refused(tmp_path, band, data):
    (tmp_path / "given").write_bytes(data)
    with pytest.raises(InputError, match="the given vocals holds no sound"):
        _separate(tmp_path, band, "vocals", tmp_path / "given")


# --------------------------------------------------------------------------------------------- private


def _separate(folder, song, name, given):
    """Where the given stem was put, and the stems and the song as int16 (samples, 2)."""
    found = []
    if isinstance(given, np.ndarray):
        given = write_sound(folder / "given.wav", given)
    write_sound(folder / "song.flac", song)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provided, "find_place", lambda *asked: found.append(find_place(*asked)) or found[0])
        Provided(ProvidedOptions(2)).separate(folder / "song.flac", {name: given}, _name_files(folder), lambda share: None)
    return found[0], {stem: soundfile.read(folder / f"{stem}.flac", dtype="int16")[0] for stem in ("song", "vocals", "accompaniment")}


def _name_files(folder):
    return StemFiles(folder / "vocals.flac", folder / "accompaniment.flac", folder)


def _shift(sound, lag):
    """What lies `lag` samples later in the song than in the file."""
    return sound[lag:] if lag >= 0 else np.concatenate([make_noise(-lag / 44100, level=0.01)[:-lag], sound])


def _measure_db(sound):
    return 10 * np.log10(np.mean(sound**2))
