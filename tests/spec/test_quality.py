"""What every quality engine promises: nothing to say of a good song, and one clear reason for each thing that is wrong; what gets worse
never gets a better verdict."""

import dataclasses
from types import SimpleNamespace

import pytest
import soundfile

from songloom.engines.quality import FAMILY
from songloom.engines.quality.contract import AssessOptions
from songloom.errors import InputError
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.heard import Heard, HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from songloom.model.quality import Quality
from songloom.model.timing import Timing, Word
from tasks import quality as task
from tests.fixtures.sound import RATE_HZ, damage_sound, make_noise, make_silence, make_voice

SPANS = [(1.0, 1.4), (1.5, 2.1), (3.0, 3.6), (3.7, 4.2), (4.3, 5.0), (6.0, 6.3), (6.4, 7.2), (8.0, 8.9), (9.0, 9.2)]
WORDS = tuple(Word(f"w{n}", start_s, end_s, n // 3, 0.95, "measured") for n, (start_s, end_s) in enumerate(SPANS))
FACTS = AudioFacts(duration_s=10.0, declared_s=10.03, loudness_lufs=-14.0, peak_dbfs=-0.1, clipped_share=0.0003, broken_packets=0)


@pytest.fixture(params=sorted(FAMILY.engines))
def assess(request, tmp_path):
    def run(words=WORDS, facts=FACTS, warnings=(), vocals=None, **sources) -> Quality:
        inputs = write_inputs(tmp_path, words, facts, warnings, vocals) | write_sources(tmp_path, **sources)
        task.make(SimpleNamespace(engine=request.param, options=AssessOptions(), inputs=inputs, folder=tmp_path))
        return read_document(tmp_path / "quality.json", Quality)

    return run


def write_inputs(folder, words, facts, warnings, vocals):
    sound = make_voice(10, SPANS) + make_noise(10, level=0.001) if vocals is None else vocals
    soundfile.write(folder / "vocals", sound, RATE_HZ, format="FLAC")
    (folder / "facts").write_bytes(dump_document(facts))
    (folder / "timing").write_bytes(dump_document(Timing(tuple(words), tuple(warnings))))
    return {"audio/facts.json": folder / "facts", "stems/vocals.flac": folder / "vocals", "timing/timing.json": folder / "timing"}


def write_sources(folder, stamps=(None, None, None), heard=None):
    """Lyrics of three words a line with a start for each line, and what was heard."""
    lines = [LyricLine(tuple(LyricWord(f"w{3 * n + k}") for k in range(3)), start_s) for n, start_s in enumerate(stamps)]
    (folder / "lyrics").write_bytes(dump_document(Lyrics(tuple(lines), "en", "file")))
    if heard is None:
        return {"lyrics/lyrics.json": folder / "lyrics"}
    (folder / "heard").write_bytes(dump_document(heard))
    return {"lyrics/lyrics.json": folder / "lyrics", "heard/heard.json": folder / "heard"}


def hear(words, later_s=0.0, warnings=()):
    heard = tuple(HeardWord(text, start_s + later_s, end_s + later_s, 0.9, 0) for text, start_s, end_s in words)
    return Heard(heard, "en", 1.0, "rms", 0.99, (), warnings)


def test_a_good_song_has_nothing_to_look_at(assess):
    quality = assess()
    assert (quality.verdict, quality.reasons) == ("good", ())
    assert quality.scores["voiced_share"] == quality.scores["measured_share"] == 1
    assert quality.scores["mean_confidence"] == pytest.approx(0.95)
    assert quality.scores["duration_s"] == 10


@pytest.mark.parametrize(
    ("code", "verdict", "change"),
    [
        ("short_decode", "look_again", {"declared_s": 14.2}),
        ("broken_audio", "look_again", {"broken_packets": 3}),
        ("silent_audio", "bad", {"loudness_lufs": -70.0}),
        ("clipped_audio", "good", {"clipped_share": 0.02}),
    ],
)
def test_what_is_wrong_with_the_sound(assess, code, verdict, change):
    quality = assess(facts=dataclasses.replace(FACTS, **change))
    assert ([reason.code for reason in quality.reasons], quality.verdict) == ([code], verdict)


@pytest.mark.parametrize("declared_s", [None, 10.9, 9.0])
def test_a_header_that_is_nearly_right_is_no_reason(assess, declared_s):
    assert assess(facts=dataclasses.replace(FACTS, declared_s=declared_s)).reasons == ()


def test_a_short_decode_says_how_short(assess):
    (reason,) = assess(facts=dataclasses.replace(FACTS, declared_s=240.5)).reasons
    assert "declares 4:00.5 but only 0:10.0" in reason.message


def test_words_without_a_voice_are_named_line_by_line(assess):
    late = [dataclasses.replace(word, start_s=9.3 + n / 10, end_s=9.38 + n / 10) for n, word in enumerate(WORDS[6:8])]
    quality = assess([*WORDS[:6], *late, dataclasses.replace(WORDS[8], start_s=9.6, end_s=9.7)])
    song, line = quality.reasons
    assert (song.code, line.code, quality.verdict) == ("no_voices", "no_voice", "look_again")
    assert song.message.startswith("3 of 9 words have no voice under them")
    assert line.message.startswith("line 3 (0:09.3 to 0:09.7): no voice under “w6 w7 w8”")
    assert quality.scores["voiced_share"] == pytest.approx(6 / 9, abs=0.001)


def test_one_word_without_a_voice_is_no_more_than_a_note(assess):
    spans = [(1 + 0.3 * n, 1.2 + 0.3 * n + n % 7 / 200) for n in range(29)]
    words = [Word(f"w{n}", *span, n // 5, 0.95, "measured") for n, span in enumerate(spans)]
    voice = make_voice(10, [span for n, span in enumerate(spans) if n != 12])
    quality = assess(words, vocals=voice)
    assert [(reason.code, reason.level) for reason in quality.reasons] == [("no_voice", "note")]
    assert quality.verdict == "good"


def test_silence_under_all_words_is_bad(assess):
    words = [Word(f"w{n}", n / 10, n / 10 + 0.05 + n % 7 / 200, n, 0.95, "measured") for n in range(90)]
    quality = assess(words, vocals=make_silence(10))
    assert [reason.code for reason in quality.reasons] == ["no_voices"] + 12 * ["no_voice"]
    assert quality.verdict == "bad"


def test_guessed_times_are_told(assess):
    words = [dataclasses.replace(word, found="interpolated") if n < 2 else word for n, word in enumerate(WORDS)]
    quality = assess(words)
    assert [reason.code for reason in quality.reasons] == ["interpolated"]
    assert quality.reasons[0].message.startswith("2 of 9 words")
    assert quality.scores["measured_share"] == pytest.approx(7 / 9, abs=0.001)


def test_nobody_listened_so_it_is_never_good(assess):
    quality = assess([dataclasses.replace(word, found="interpolated", confidence=0.0) for word in WORDS])
    assert (quality.verdict, [reason.code for reason in quality.reasons]) == ("look_again", ["interpolated"])


def test_what_a_person_edited_is_right(assess):
    equal = [dataclasses.replace(word, start_s=9.21 + n / 20, end_s=9.25 + n / 20) for n, word in enumerate(WORDS)]
    quality = assess([dataclasses.replace(word, found="edited", confidence=0.0) for word in [*WORDS, *equal]])
    assert (quality.verdict, quality.reasons) == ("good", ())
    assert quality.scores["expected_share"] == 1


def test_words_of_equal_length_look_spread(assess):
    words = [Word(f"w{n}", 1 + n / 2, 1.4 + n / 2, 0, 0.95, "measured") for n in range(8)]
    voice = make_voice(10, [(0.5, 9.5)])
    (reason,) = assess(words, vocals=voice).reasons
    assert (reason.code, reason.message[:33]) == ("equal_lengths", "line 1: 8 words of equal length f")
    assert assess(words[:7], vocals=voice).reasons == ()


def test_warnings_of_the_timing_are_passed_on(assess):
    reasons = assess(warnings=["an edit fits no more"]).reasons
    assert [(reason.code, reason.message) for reason in reasons] == [("timing_warning", "an edit fits no more")]


def doubt(confidences):
    return [dataclasses.replace(word, confidence=confidence) for word, confidence in zip(WORDS, confidences, strict=True)]


@pytest.mark.parametrize(
    ("confidence", "verdict"), [(0.9, "good"), (0.71, "good"), (0.69, "look_again"), (0.51, "look_again"), (0.49, "bad")]
)
def test_a_song_is_as_good_as_its_words_are_sure(assess, confidence, verdict):
    assert assess(doubt(9 * [confidence])).verdict == verdict


def test_a_derailed_song_says_what_to_check(assess):
    reasons = {reason.code: reason.message for reason in assess(doubt(9 * [0.3])).reasons}
    assert "about 30% of the times are expected to be right" in reasons["derailed"]
    assert reasons["unsure"].startswith("lines 1 to 3 (0:01.0 to 0:09.2): about 30% of these times")


def test_unsure_lines_are_named(assess):
    quality = assess(doubt([0.99] * 6 + [0.5] * 3))
    assert [reason.code for reason in quality.reasons] == ["unsure"]
    assert quality.reasons[0].message.startswith("line 3 (0:06.4 to 0:09.2): about 50%")
    assert quality.verdict == "look_again"


def test_worse_never_gets_a_better_verdict(assess):
    order = ["good", "look_again", "bad"]
    sound = make_voice(21, SPANS) + make_noise(21, level=0.001)
    for changes in (
        [{"words": doubt([0.95] * (9 - n) + [0.2] * n)} for n in (0, 1, 3, 5, 8)],
        [{"words": [dataclasses.replace(word, found="interpolated") for word in WORDS[:n]] + list(WORDS[n:])} for n in (0, 2, 9)],
        [{"words": move(3.9 * n), "vocals": sound} for n in range(4)],
    ):
        verdicts = [order.index(assess(**change).verdict) for change in changes]
        assert verdicts == sorted(verdicts)
        assert verdicts[0] == 0
        assert verdicts[-1] > 0


def move(later_s):
    return [dataclasses.replace(word, start_s=word.start_s + later_s, end_s=word.end_s + later_s) for word in WORDS]


def test_a_line_torn_apart_is_named(assess):
    words = [*WORDS[:2], dataclasses.replace(WORDS[2], start_s=7.0, end_s=7.4)]
    (reason,) = [reason for reason in assess(words).reasons if reason.code == "torn_line"]
    assert (reason.message[:61], reason.level) == ("line 1 (0:01.0 to 0:07.4): 5 s of rest between “w1” and “w2”;", "look_again")


def test_a_voice_without_words_may_be_a_verse(assess):
    spans = [*SPANS, (12.0, 29.0)]
    voice = make_voice(30, spans) + make_noise(30, level=0.001)
    (reason,) = assess(vocals=voice[: 29 * RATE_HZ]).reasons
    assert (reason.code, reason.level) == ("unsung", "look_again")
    assert "for 20 s (0:09.2 to 0:29.0)" in reason.message
    assert assess(vocals=make_voice(29, SPANS) + make_noise(29, level=0.001)).reasons == ()


def test_a_break_that_takes_most_of_the_song_may_be_a_verse(assess):
    words = [*WORDS[:6], *(dataclasses.replace(word, start_s=word.start_s + 20, end_s=word.end_s + 20) for word in WORDS[6:])]
    sung = [(word.start_s, word.end_s) for word in words]
    (reason,) = assess(words, vocals=make_voice(30, sung) + make_noise(30, level=0.001)).reasons
    assert (reason.code, reason.message[:41]) == ("long_break", "20 s between two words (0:06.3 to 0:26.4)")


def test_lines_are_compared_with_their_times(assess):
    words = [Word(f"w{n}", 1 + n, 1.5 + n + n % 7 / 100, n // 3, 0.95, "measured") for n in range(18)]
    voice = {"words": words, "vocals": make_voice(20, [(word.start_s, word.end_s) for word in words])}
    starts = [1, 4, 7, 10, 13, 16]
    assert assess(**voice, stamps=[start_s - 0.3 for start_s in starts]).reasons == ()
    (apart,) = assess(**voice, stamps=[start_s - 0.9 for start_s in starts]).reasons
    assert (apart.code, apart.level) == ("stamps_apart", "look_again")
    assert apart.message.startswith("the lines begin about 0.9 s later than the lyrics' line times")
    (scattered,) = assess(**voice, stamps=[start_s + shift_s for start_s, shift_s in zip(starts, 3 * (-0.6, 0.6), strict=True)]).reasons
    assert (scattered.code, scattered.level) == ("stamps_scattered", "look_again")
    assert assess(**voice, stamps=[start_s - 0.9 for start_s in starts]).scores["stamps_later_s"] == pytest.approx(0.9)


def test_what_was_heard_agrees(assess):
    quality = assess(heard=hear((word.word.upper() + ",", word.start_s, word.end_s) for word in WORDS))
    assert (quality.verdict, quality.reasons, quality.scores["heard_share"]) == ("good", (), 1)


@pytest.mark.parametrize(("right", "verdict"), [(9, "good"), (4, "good"), (3, "look_again"), (2, "look_again"), (1, "bad")])
def test_heard_text_that_disagrees(assess, right, verdict):
    heard = hear((word.word if n % 3 < (right + 2 - n // 3) // 3 else "other", word.start_s, word.end_s) for n, word in enumerate(WORDS))
    quality = assess(heard=heard)
    assert quality.scores["heard_share"] == pytest.approx(right / 9, abs=0.001)
    assert quality.verdict == verdict
    assert [reason.code for reason in quality.reasons if reason.level != "note"] == ["heard_disagrees"] * (verdict != "good")


def test_the_right_words_at_another_time_disagree(assess):
    quality = assess(heard=hear(((word.word, word.start_s, word.end_s) for word in WORDS), later_s=5))
    assert (quality.verdict, quality.reasons[0].code) == ("bad", "heard_disagrees")


def test_a_line_where_other_words_were_heard_is_named(assess):
    words = [Word(f"w{n}", 1 + n / 2, 1.3 + n / 2 + n % 7 / 100, n // 4, 0.95, "measured") for n in range(16)]
    heard = hear((word.word if word.line != 2 else f"other{n}", word.start_s, word.end_s) for n, word in enumerate(words))
    quality = assess(words, vocals=make_voice(10, [(0.5, 9.5)]), heard=heard)
    (reason,) = quality.reasons
    assert (reason.code, reason.level) == ("line_disagrees", "note")
    assert "line 3 (0:05.0 to" in reason.message
    assert "“w8 w9 w10 w11” is written, but “other8 other9 other10 other11” was heard" in reason.message


def test_hardly_anything_heard_and_warnings_of_the_recogniser(assess):
    quality = assess(heard=hear([("w0", 1.0, 1.4)], warnings=("everything was listened to",)))
    assert [(reason.code, reason.level) for reason in quality.reasons] == [("little_heard", "look_again"), ("heard_warning", "note")]
    assert quality.reasons[0].message.startswith("only 1 words were heard where 9 are written")


@pytest.mark.parametrize("where", ["head", "middle"])
def test_damaged_vocals_are_an_error_of_the_input(assess, tmp_path, where):
    assess()
    damage_sound(tmp_path / "vocals", where)
    inputs = {name: tmp_path / name.partition("/")[2].partition(".")[0] for name in ("audio/facts.json", "stems/vocals.flac")}
    inputs |= {name: tmp_path / name.partition("/")[0] for name in ("timing/timing.json", "lyrics/lyrics.json")}
    with pytest.raises(InputError, match="the store's copy of the vocals is damaged; run `songloom verify`"):
        task.make(SimpleNamespace(engine="assess", options=AssessOptions(), inputs=inputs, folder=tmp_path))


def test_no_words_is_bad(assess):
    quality = assess([])
    assert ([reason.code for reason in quality.reasons], quality.verdict) == (["no_words"], "bad")
