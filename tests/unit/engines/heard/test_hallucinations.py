"""What nobody can have sung is dropped with its reason; what people do sing stays, however often they repeat it."""

import numpy as np
import pytest

from songloom.engines.heard.hallucinations import drop_hallucinations, find_runs
from songloom.engines.heard.sentence import Sentence
from songloom.engines.heard.sound import FRAME_S, Voice
from songloom.model.heard import HeardWord

CHORUS = "we are the ones who sing along all night and day"


def test_words_over_a_voice_stay_and_their_sentences_are_counted():
    words, dropped = drop_hallucinations([_say("hello again", 5), _say("hello world", 1)], _sound(10))
    assert [(word.word, word.segment) for word in words] == [("hello", 0), ("world", 0), ("hello", 1), ("again", 1)]
    assert dropped == ()


def test_a_chorus_of_eight_repeats_over_minutes_stays():
    sentences = [_say(CHORUS, 10 + 25 * k, word_s=0.4) for k in range(8)]
    assert _list_reasons(sentences, 220) == []


def test_a_refrain_sung_again_and_again_without_a_break_stays():
    assert _list_reasons([_say("around the world " * 40, 0, word_s=0.65)], 80) == []


@pytest.mark.parametrize(("text", "word_s"), [("la la la la " * 15, 0.15), ("na " * 60, 0.2), ("hey hey oh " * 20, 0.25)])
def test_syllables_in_quick_rows_stay(text, word_s):
    assert _list_reasons([_say(text, 0, word_s)], 20) == []


def test_a_word_repeated_by_a_poet_stays():
    assert _list_reasons([_say("we run run run run run away", 0, word_s=0.25)], 5) == []


def test_a_phrase_repeated_more_quickly_than_anybody_sings_is_a_loop():
    words, dropped = drop_hallucinations([_say("I love you " + "so much " * 30, 0, word_s=0.1)], _sound(10))
    assert [word.word for word in words] == ["I", "love", "you"]
    assert [(item.reason, item.text.split()[:2]) for item in dropped] == [("loop", ["so", "much"])]


def test_words_repeated_for_long_and_quickly_are_a_loop_of_which_the_first_stays():
    words, dropped = drop_hallucinations([_say("I'm sorry, " * 40, 0, word_s=0.25)], _sound(25))
    assert " ".join(word.word for word in words) == "I'm sorry,"
    assert [item.reason for item in dropped] == ["loop"]


def test_the_same_words_over_a_silent_break_are_dropped_every_time():
    voice = _sound(60, silent=(20, 50))
    sentences = [_say("a real line", 5), *(_say("thank you", at_s) for at_s in range(22, 48, 5)), _say("one more line", 52)]
    words, dropped = drop_hallucinations(sentences, voice)
    assert " ".join(word.word for word in words) == "a real line one more line"
    assert {(item.text, item.reason) for item in dropped} == {("thank you", "silence")}


def test_a_word_that_starts_early_in_a_rest_stays():
    assert _list_reasons([_say("early", 4.75, word_s=0.2)], 10, silent=(0, 5)) == []


def test_many_words_in_one_moment_are_sung_by_nobody():
    words, dropped = drop_hallucinations([_say("I went down to the river side to pray", 0, word_s=0.01), _say("oh", 3)], _sound(5))
    assert [word.word for word in words] == ["oh"]
    assert [item.reason for item in dropped] == ["rate"]


def test_quick_rap_stays():
    text = "one two three four five six seven eight nine ten eleven twelve"
    assert _list_reasons([_say(text, 0, word_s=0.12)], 3) == []


def test_a_sentence_that_the_recogniser_does_not_believe_itself_is_dropped():
    assert _list_reasons([_say("you", 1, log_probability=-1.4, no_speech=0.9)], 3) == ["no_speech"]
    assert _list_reasons([_say("you", 1, log_probability=-0.4, no_speech=0.9)], 3) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for watching!",
        "Thank you for watching.",
        "Please subscribe to my channel.",
        "Subtitles by the Amara.org community",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Untertitel im Auftrag des ZDF für funk, 2017",
        "Subtítulos realizados por la comunidad de Amara.org",
        "Sottotitoli creati dalla comunità Amara.org",
        "Субтитры сделал DimaTorzok",
        "Napisy stworzone przez społeczność Amara.org",
        "ご視聴 ありがとう ござ いました",
        "ご 視 聴 あ り が と う ご ざ い ま し た",
        "请 不 吝 点赞 订阅 转发 打赏 支持 明镜 与 点点 栏目",
        "시청해주셔서 감사합니다.",
        "اشتركوا في القناة",
    ],
)
def test_credits_are_dropped_in_many_languages(text):
    assert set(_list_reasons([_say("a real line", 1), _say(text, 5)], 20)) == {"credits"}


def test_credits_leave_the_words_before_them():
    words, _ = drop_hallucinations([_say("goodbye my love Subtitles by John Doe", 1)], _sound(10))
    assert " ".join(word.word for word in words) == "goodbye my love"


@pytest.mark.parametrize("text", ["thank you for the music", "watching you", "subtitles of my life", "thank you thank you"])
def test_like_credits_but_sung(text):
    assert _list_reasons([_say(text, 1)], 10) == []


def test_nothing_is_nothing():
    assert drop_hallucinations([], _sound(1)) == ((), ())


def test_runs_are_told_by_their_shortest_phrase_and_leave_no_word_in_two():
    words = ["x", *["a", "b"] * 6, "y", *["c"] * 5]
    assert [(run.first, run.last, run.period) for run in find_runs(words)] == [(1, 13, 2), (14, 19, 1)]


# --------------------------------------------------------------------------------------------- private


def _say(text, start_s, word_s=0.5, log_probability=-0.2, no_speech=0.0):
    words = [HeardWord(word, start_s + k * word_s, start_s + (k + 0.9) * word_s, 0.9, 0) for k, word in enumerate(text.split())]
    return Sentence(tuple(words), log_probability, no_speech)


def _sound(length_s, silent=(0, 0)):
    """A voice all through, but for bleed 45 dB below it in [silent)."""
    power = np.full(round(length_s / FRAME_S), 0.01, np.float32)
    power[round(silent[0] / FRAME_S) : round(silent[1] / FRAME_S)] *= 10**-4.5
    return Voice(None, round(length_s * 16000), power)


def _list_reasons(sentences, length_s, silent=(0, 0)):
    return [item.reason for item in drop_hallucinations(sentences, _sound(length_s, silent))[1]]
