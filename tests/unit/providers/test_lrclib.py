"""LRCLIB, asked as its documents say."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from songloom.model.answer import Query, Reply
from songloom.providers.ask import Providers
from tests.fixtures.providers import PLAIN, SYNCED, FakeServices, Said, lrclib_none, lrclib_record, say_json

GET, SEARCH = "/api/get", "/api/search"


@pytest.fixture
def ask(providers: Callable[..., Providers], services: FakeServices) -> Callable[[Query], Reply]:
    """What comes of asking."""
    services.say(GET, lrclib_none())
    services.say(SEARCH, say_json([]))
    return providers().find_lyrics


def test_exact_names_album_and_length_come_first(ask, services: FakeServices, query: Query) -> None:
    services.say(GET, say_json(lrclib_record()))
    reply = ask(query)
    assert (reply.answer.source, reply.answer.record, reply.answer.format, reply.answer.text) == ("lrclib", "7", "lrc", SYNCED)
    assert (reply.answer.title, reply.answer.artist) == ("Harbour Wall", "The Made Ups")
    assert reply.answer.url == f"{services.address}/api/get/7"
    (asked,) = services.asked
    assert asked.params == {"track_name": "Harbour Wall", "artist_name": "The Made Ups", "album_name": "Paper", "duration": "61"}


def test_then_without_the_album_then_a_search_then_what_was_heard(ask, services: FakeServices, query: Query) -> None:
    reply = ask(replace(query, title="Harbour Wall (Live)"))
    assert services.paths() == [GET, GET, *[SEARCH] * 5]
    assert "album_name" not in services.asked[1].params
    assert services.asked[2].params == {"track_name": "Harbour Wall", "artist_name": "The Made Ups"}
    assert [asked.params["q"] for asked in services.asked[3:]] == ["warm for wednesday", "for wednesday", "kettle warm", "wednesday"]
    assert reply == Reply(reply.answer)
    assert not reply.answer.has_words()


def test_of_what_a_search_finds_line_times_and_the_closest_length_win(ask, services: FakeServices, query: Query) -> None:
    plain = lrclib_record(1, syncedLyrics=None, duration=61.2)
    far, near = lrclib_record(2, duration=63), lrclib_record(3, duration=60.5)
    services.say(SEARCH, say_json([plain, far, near]))
    assert ask(query).answer.record == "3"


def test_a_record_that_hides_its_length_comes_last_and_is_none_where_only_the_sound_led_to_it(ask, services, query: Query) -> None:
    services.say(SEARCH, say_json([lrclib_record(1, duration=None), lrclib_record(2, duration=63)]))
    assert ask(query).answer.record == "2"
    services.say(SEARCH, say_json([lrclib_record(1, duration=None)]))
    assert ask(replace(query, album="Other")).answer.record == "1"
    assert not ask(replace(query, title="")).answer.has_words()


def test_words_without_times_serve_where_no_record_has_them(ask, services: FakeServices, query: Query) -> None:
    services.say(GET, say_json(lrclib_record(syncedLyrics=None)))
    reply = ask(query)
    assert (reply.answer.format, reply.answer.text) == ("txt", PLAIN)
    assert services.paths() == [GET, SEARCH], "one look for times, and no more"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"duration": 95.4}, "lrclib 7 is 95 s long, the audio 61 s"),
        ({"instrumental": True, "plainLyrics": None, "syncedLyrics": None}, "lrclib 7 says that nobody sings"),
        ({"plainLyrics": "quite another song " * 9, "syncedLyrics": None}, "lrclib 7 has 0% of its words in the sound, of 30% at least"),
        ({"plainLyrics": None, "syncedLyrics": None}, "lrclib 7 holds no words"),
        ({"trackName": "Other", "artistName": None}, "lrclib 7 is called “Other” by nobody"),
    ],
)
def test_a_record_that_does_not_fit_is_refused_with_the_reason(changed, reason, ask, services: FakeServices, query: Query) -> None:
    services.say(GET, say_json(lrclib_record(**changed)))
    reply = ask(replace(query, ways=("tags",)))
    assert not reply.answer.has_words()
    assert reply.answer.refused == reply.refused == (reason,)


def test_a_song_without_names_is_found_by_what_was_heard(ask, services: FakeServices, query: Query) -> None:
    services.say(
        SEARCH, say_json([lrclib_record(1, duration=None), lrclib_record(2, plainLyrics="x y z", syncedLyrics=None), lrclib_record(3)])
    )
    reply = ask(replace(query, title="", artist=""))
    assert reply.answer.record == "3"
    assert [asked.params for asked in services.asked] == [{"q": "warm for wednesday"}]


def test_a_title_without_an_artist_is_searched(ask, services: FakeServices, query: Query) -> None:
    services.say(SEARCH, say_json([lrclib_record()]))
    assert ask(replace(query, artist="")).answer.record == "7"
    assert services.asked[0].params == {"track_name": "Harbour Wall"}


def test_hours_are_not_asked_for(ask, services: FakeServices, query: Query) -> None:
    ask(replace(query, duration_s=7000.0))
    assert "duration" not in services.asked[0].params


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(404, b"<html>no such page</html>"), "lrclib answered with HTML (HTTP 404)"),
        (say_json({"name": "SomethingElse"}, 404), "lrclib refuses the question (HTTP 404)"),
        (say_json({"name": "ValidationError"}, 400), "lrclib refuses the question (HTTP 400)"),
        (Said(200, b"<html>log in to the hotel</html>"), "lrclib answered with HTML (HTTP 200)"),
        (say_json([]), "lrclib answered with something else than it promises (HTTP 200)"),
        (say_json({"id": "x"}), "lrclib answered with something else than it promises (HTTP 200)"),
        (Said(200, b'{"id": 1, "duration": NaN}'), "lrclib answered with something else than it promises (HTTP 200)"),
        (Said(200, b'{"id": ' + b"9" * 40 + b"}"), "lrclib answered with something else than it promises (HTTP 200)"),
        (say_json(lrclib_record(plainLyrics=[1])), "lrclib answered with something else than it promises (HTTP 200)"),
        (Said(503), "lrclib is overloaded, 3 times"),
        (Said(429, headers={"Retry-After": "900"}), "lrclib says it is asked too often"),
    ],
)
def test_what_is_no_answer_is_told_and_not_believed(said: Said, reason: str, ask, services: FakeServices, query: Query) -> None:
    services.say(GET, said)
    assert ask(query) == Reply(None, (reason,))
    services.say(GET, say_json(lrclib_record()))


def test_text_from_strangers_is_clean(ask, services: FakeServices, query: Query) -> None:
    record: dict[str, Any] = lrclib_record(trackName="Harbour\n\x1b[31m Wall", syncedLyrics=SYNCED + "\x07\0")
    services.say(GET, say_json(record))
    reply = ask(query)
    assert reply.answer.text == SYNCED
    assert reply.answer.title == "Harbour [31m Wall"
