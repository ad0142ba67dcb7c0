"""What every quality engine promises: nothing to say of a good song, and one clear reason for each thing that is wrong."""

import dataclasses
from types import SimpleNamespace

import pytest
import soundfile

from songloom.engines.quality import FAMILY
from songloom.engines.quality.contract import AssessOptions
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.quality import Quality
from songloom.model.timing import Timing, Word
from tasks import quality as task
from tests.fixtures.sound import make_noise, make_silence, make_voice

SPANS = [(1.0, 1.4), (1.5, 2.1), (3.0, 3.6), (3.7, 4.2), (4.3, 5.0), (6.0, 6.3), (6.4, 7.2), (8.0, 8.9), (9.0, 9.2)]
WORDS = tuple(Word(f"w{n}", start_s, end_s, n // 3, 0.8, "measured") for n, (start_s, end_s) in enumerate(SPANS))
FACTS = AudioFacts(duration_s=10.0, declared_s=10.03, loudness_lufs=-14.0, peak_dbfs=-0.1, clipped_share=0.0003, broken_packets=0)


@pytest.fixture(params=sorted(FAMILY.engines))
def assess(request, tmp_path):
    def run(words=WORDS, facts=FACTS, warnings=(), vocals=None) -> Quality:
        sound = make_voice(10, SPANS) + make_noise(10, level=0.001) if vocals is None else vocals
        soundfile.write(tmp_path / "vocals", sound, 44100, format="FLAC")
        (tmp_path / "facts").write_bytes(dump_document(facts))
        (tmp_path / "timing").write_bytes(dump_document(Timing(tuple(words), tuple(warnings))))
        inputs = {
            "audio/facts.json": tmp_path / "facts",
            "stems/vocals.flac": tmp_path / "vocals",
            "timing/timing.json": tmp_path / "timing",
        }
        task.make(SimpleNamespace(engine=request.param, options=AssessOptions(), inputs=inputs, folder=tmp_path))
        return read_document(tmp_path / "quality.json", Quality)

    return run


def test_a_good_song_has_nothing_to_look_at(assess):
    quality = assess()
    assert quality.reasons == ()
    assert quality.scores["voiced_share"] == quality.scores["measured_share"] == 1
    assert quality.scores["mean_confidence"] == pytest.approx(0.8)
    assert quality.scores["duration_s"] == 10


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("short_decode", {"declared_s": 14.2}),
        ("broken_audio", {"broken_packets": 3}),
        ("silent_audio", {"loudness_lufs": -70.0}),
        ("clipped_audio", {"clipped_share": 0.02}),
    ],
)
def test_what_is_wrong_with_the_sound(assess, code, change):
    (reason,) = assess(facts=dataclasses.replace(FACTS, **change)).reasons
    assert reason.code == code


@pytest.mark.parametrize("declared_s", [None, 10.9, 9.0])
def test_a_header_that_is_nearly_right_is_no_reason(assess, declared_s):
    assert assess(facts=dataclasses.replace(FACTS, declared_s=declared_s)).reasons == ()


def test_a_short_decode_says_how_short(assess):
    (reason,) = assess(facts=dataclasses.replace(FACTS, declared_s=240.5)).reasons
    assert "declares 4:00.5 but only 0:10.0" in reason.message


def test_words_without_a_voice_are_named_line_by_line(assess):
    late = [dataclasses.replace(word, start_s=9.3 + n / 10, end_s=9.38 + n / 10) for n, word in enumerate(WORDS[6:8])]
    quality = assess([*WORDS[:6], *late, dataclasses.replace(WORDS[8], start_s=9.6, end_s=9.7)])
    (reason,) = quality.reasons
    assert reason.code == "no_voice"
    assert reason.message.startswith("line 3: no voice under “w6 w7 w8” (0:09.3 to 0:09.7)")
    assert quality.scores["voiced_share"] == pytest.approx(6 / 9, abs=0.001)


def test_many_lines_without_a_voice_are_one_problem(assess):
    words = [Word(f"w{n}", n / 10, n / 10 + 0.05 + n % 7 / 200, n, 0.5, "measured") for n in range(90)]
    reasons = assess(words, vocals=make_silence(10)).reasons
    assert {reason.code for reason in reasons} == {"no_voice"}
    assert len(reasons) == 13
    assert "78 more lines" in reasons[-1].message


def test_guessed_times_are_told(assess):
    words = [dataclasses.replace(word, found="interpolated") if n < 2 else word for n, word in enumerate(WORDS)]
    quality = assess(words)
    assert [reason.code for reason in quality.reasons] == ["interpolated"]
    assert quality.reasons[0].message.startswith("2 of 9 words")
    assert quality.scores["measured_share"] == pytest.approx(7 / 9, abs=0.001)


def test_words_of_equal_length_look_spread(assess):
    words = [Word(f"w{n}", 1 + n / 2, 1.4 + n / 2, 0, 0.8, "measured") for n in range(8)]
    voice = make_voice(10, [(0.5, 9.5)])
    (reason,) = assess(words, vocals=voice).reasons
    assert (reason.code, reason.message[:33]) == ("equal_lengths", "line 1: 8 words of equal length f")
    assert assess(words[:7], vocals=voice).reasons == ()


def test_warnings_of_the_timing_are_passed_on(assess):
    reasons = assess(warnings=["an edit fits no more"]).reasons
    assert [(reason.code, reason.message) for reason in reasons] == [("timing_warning", "an edit fits no more")]


def test_no_words_is_a_reason(assess):
    assert [reason.code for reason in assess([]).reasons] == ["no_words"]
