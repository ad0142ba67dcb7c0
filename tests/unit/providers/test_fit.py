"""Which record is the song's."""

from dataclasses import replace

import pytest

from songloom.model.answer import Query
from songloom.providers.candidate import Candidate, Names
from songloom.providers.fit import find_misfit, find_other_name, fold_words, is_still_heard, measure_heard
from tests.fixtures.providers import PLAIN, SYNCED, WORDS

NAMES = Names("Harbour Wall", "The Made Ups")
FOUND = Candidate("lrclib", "7", "https://lrclib.net/api/get/7", NAMES, 61.0, "lrc", SYNCED, False, "tags", NAMES)


@pytest.mark.parametrize(("duration_s", "fits"), [(58.2, True), (58.1, False), (64.2, True), (64.3, False), (None, True)])
def test_a_length_more_than_three_seconds_off_is_another_version(duration_s: float | None, fits: bool, query: Query) -> None:
    reason = find_misfit(replace(FOUND, duration_s=duration_s), query)
    assert reason == "" if fits else reason.endswith(" s long, the audio 61 s")


def test_a_record_that_nobody_heard_is_refused(query: Query) -> None:
    assert find_misfit(FOUND, replace(query, heard=("other", "words", "were", "sung", "here", "all", "the", "time"))) == (
        "has 5% of its words in the sound, of 30% at least"
    )
    assert find_misfit(FOUND, replace(query, heard=())) == "", "nobody listened"
    assert find_misfit(FOUND, replace(query, heard=("la", "la"))) == "", "too little to tell"


def test_words_count_in_their_order() -> None:
    words = fold_words(PLAIN)
    assert measure_heard(words, WORDS) == 1.0
    assert (measure_heard(words, sorted(WORDS)) or 0) < 0.3
    assert measure_heard(words, ["word"] * 7) is None


def test_what_only_the_sound_led_to_must_be_surer(query: Query) -> None:
    heard = replace(query, heard=WORDS[: round(0.35 * len(WORDS))])
    assert find_misfit(FOUND, heard) == ""
    assert "of 40% at least" in find_misfit(replace(FOUND, sought=None, way="heard"), heard)


def test_a_title_alone_is_not_enough(query: Query) -> None:
    found = replace(FOUND, sought=Names("Harbour Wall", ""))
    assert "cannot be told from others" in find_misfit(found, replace(query, heard=()))
    assert find_misfit(found, query) == ""


def test_says_that_nobody_sings_or_that_there_are_no_words(query: Query) -> None:
    assert find_misfit(replace(FOUND, instrumental=True), query) == "says that nobody sings"
    assert find_misfit(replace(FOUND, text="[Intro]\n[00:01.00]"), query) == "holds no words"


@pytest.mark.parametrize(
    ("title", "artist", "same"),
    [
        ("Harbour Wall", "Made Ups", True),
        ("HARBOUR WALL (feat. X) [Live]", "The Made Ups & Friends", True),
        ("Harbour Wall - 2011 Remaster", "The Made Ups", True),
        ("Harbour", "The Made Ups", True),
        ("Harbour Wall and all that was behind it", "The Made Ups", False),
        ("Other Wall", "The Made Ups", False),
        ("Harbour Wall", "The Others", False),
        ("", "The Made Ups", False),
    ],
)
def test_another_name_is_another_song(title: str, artist: str, same: bool) -> None:
    assert (find_other_name(Names(title, artist), NAMES) == "") == same


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    words = fold_words("夜空の星を数える\n僕らは歩く")
    assert measure_heard(words, ["夜空の", "星を数え", "る僕らは"]) == pytest.approx(10 / 12)
    assert measure_heard(words, ["くのえ空はらる数星歩を夜僕"]) == 0, "the same letters are not the same words"


@pytest.mark.parametrize(("title", "same"), [("÷", True), ("×", False), ("", False)])
def test_a_title_of_signs_alone_is_a_title(title: str, same: bool) -> None:
    assert (find_other_name(Names(title, "The Made Ups"), Names("÷", "The Made Ups")) == "") == same


def test_an_answer_of_before_is_compared_with_what_was_heard_since() -> None:
    assert is_still_heard(SYNCED, WORDS)
    assert is_still_heard(SYNCED, ())
    assert not is_still_heard(SYNCED, ("word",) * 40)
