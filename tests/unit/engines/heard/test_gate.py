"""Gates on sounds like singing: what they open for, and when they are not believed."""

import numpy as np
import pytest
import soundfile

from songloom.engines.heard import gate
from songloom.engines.heard.gate import Stretch, find_loud, find_speech, measure_coverage, open_gate
from songloom.engines.heard.sound import RATE_HZ, extract_voice
from tests.fixtures.sound import make_clicks, make_noise, make_silence, make_voice

SUNG = [(2.0, 4.0), (4.5, 6.0), (9.0, 12.0)]


@pytest.fixture
def listen(tmp_path):
    def run(samples):
        soundfile.write(tmp_path / "voice.flac", samples, 44100)
        return extract_voice(tmp_path / "voice.flac", tmp_path)

    return run


def test_rms_opens_where_somebody_sings_and_not_for_bleed(listen):
    found = find_loud(listen(make_voice(15, SUNG) + make_noise(15, level=0.008)))
    assert [(round(stretch.start_s, 1), round(stretch.end_s, 1)) for stretch in found] == [
        (pytest.approx(1.8, abs=0.15), pytest.approx(6.2, abs=0.15)),
        (pytest.approx(8.8, abs=0.15), pytest.approx(12.2, abs=0.15)),
    ]


def test_rms_lets_all_of_the_voice_through(listen):
    gated = open_gate(listen(make_voice(15, SUNG) + make_noise(15, level=0.008)), "rms", 0.1)
    assert (gated.gate, gated.warnings) == ("rms", ())
    assert gated.coverage > 0.99


def test_none_listens_to_everything(listen):
    gated = open_gate(listen(make_voice(15, SUNG)), "none", 0.1)
    assert gated == gate.Gated((Stretch(0, 15),), "none", 1.0)


@pytest.mark.parametrize("wanted", ["rms", "silero", "none"])
def test_silence_opens_no_gate(listen, wanted):
    assert open_gate(listen(make_silence(5) + make_noise(5, level=1e-5)), wanted, 0.1).stretches == ()


def test_one_loud_stroke_does_not_shut_the_voice_out(listen):
    voice = make_voice(20, [(2, 18)], level=0.03)
    gated = open_gate(listen(voice + make_clicks(20, [10, 10.05, 10.1], level=0.99)), "rms", 0.1)
    assert measure_coverage(listen(voice), gated.stretches) > 0.95


def test_a_gate_that_shuts_out_too_much_is_not_used_and_says_so(listen):
    pytest.importorskip("faster_whisper")
    gated = open_gate(listen(make_noise(15)), "silero", 0.5)
    assert (gated.gate, gated.stretches) == ("none", (Stretch(0, 15),))
    assert gated.coverage < 0.2
    assert gated.warnings[0].startswith("the gate silero let through only ")


def test_silero_threshold_is_obeyed_and_blocks_leave_no_seam(listen, monkeypatch):
    pytest.importorskip("faster_whisper")
    voice = listen(_make_speech(40))
    whole = find_speech(voice, 0.1)
    assert whole
    assert measure_coverage(voice, find_speech(voice, 0.9)) < measure_coverage(voice, whole)
    monkeypatch.setattr(gate, "SILERO_BLOCK_S", 20.0)
    assert find_speech(voice, 0.1) == whole
    # A detector that has heard nothing before takes the second block's start for a voice.
    monkeypatch.setattr(gate, "SILERO_LEAD_S", 0.0)
    assert find_speech(voice, 0.1) != whole


def test_what_is_read_is_what_was_written(listen):
    samples = make_voice(5, SUNG[:1])
    voice = listen(samples)
    assert voice.samples == 5 * RATE_HZ
    assert voice.duration_s == 5
    assert len(voice.power) == 250
    read = voice.read(2.5, 3.5)
    assert len(read) == RATE_HZ
    assert np.sqrt((read**2).mean()) == pytest.approx(np.sqrt((samples[int(2.5 * 44100) : int(3.5 * 44100)] ** 2).mean()), rel=0.02)


# --------------------------------------------------------------------------------------------- private


def _make_speech(length_s):
    """Syllables with formants, a little like speech: (samples, 2)."""
    t = np.arange(round(length_s * 44100)) / 44100
    pulses = np.sin(2 * np.pi * 120 * t) ** 31
    formants = sum(level * np.sin(2 * np.pi * hz * t) for level, hz in ((1, 700), (0.6, 1200), (0.3, 2600)))
    syllables = np.clip(np.sin(2 * np.pi * 4 * t), 0, 1) * (np.sin(2 * np.pi * t / 10) > 0.2)
    return np.repeat((0.2 * pulses * formants * syllables)[:, None], 2, axis=1)
