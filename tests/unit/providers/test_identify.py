"""A song without names is known by its sound: fingerprint, AcoustID, MusicBrainz."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from songloom.model.answer import Query
from songloom.providers.ask import Providers
from songloom.providers.fingerprint import FingerprintError, make_fingerprint
from tests.fixtures.providers import FakeServices, Said, acoustid_error, acoustid_lookup, lrclib_none, lrclib_record, say_json
from tests.fixtures.sound import make_song, write_sound

LOOKUP = "/v2/lookup"
MBID = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
RECORDING = {
    "id": MBID,
    "title": "Harbour Wall",
    "duration": 61,
    "artists": [{"id": "x", "name": "The Made Ups"}],
    "releasegroups": [{"id": "y", "title": "Paper"}],
}


@pytest.fixture(scope="module")
def flac(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound, under a name that says nothing, as the store keeps it."""
    folder = tmp_path_factory.mktemp("-sound 'of' $x")
    return write_sound(folder / "a.flac", make_song(8.0)).rename(folder / "ab12")


@pytest.fixture
def nameless(query: Query, flac: Path) -> Query:
    """A song of which nothing is known but its sound."""
    return replace(query, title="", artist="", album="", audio=flac)


def test_equal_sound_has_an_equal_fingerprint(flac: Path, tmp_path: Path) -> None:
    made = make_fingerprint(flac)
    assert made == make_fingerprint(flac)
    assert 20 < len(made) < 2000
    other = write_sound(tmp_path / "b.flac", make_song(8.0, [(1.0, 5.0)])[::-1])
    assert make_fingerprint(other) != made


def test_what_is_no_flac_has_none(tmp_path: Path) -> None:
    # A playlist must not make FFmpeg open what it names.
    write_sound(tmp_path / "a.flac", make_song(8.0))
    (tmp_path / "list").write_text("ffconcat version 1.0\nfile a.flac\n")
    for path in (tmp_path / "list", tmp_path / "absent"):
        with pytest.raises(FingerprintError, match="FFmpeg cannot read it"):
            make_fingerprint(path)


def test_the_names_of_its_sound_find_its_words(providers: Callable[..., Providers], services: FakeServices, nameless: Query) -> None:
    services.say(LOOKUP, acoustid_lookup({**RECORDING, "duration": 95}, {"id": "no-uuid"}, RECORDING))
    services.say("/api/get", say_json(lrclib_record()))
    assert providers(acoustid="secret").find_lyrics(nameless).answer.record == "7"
    assert services.paths() == [LOOKUP, "/api/get"]
    lookup, get = services.asked
    assert (lookup.method, lookup.params) == ("POST", {}), "a key is in no address"
    assert (lookup.form["client"], lookup.form["duration"]) == ("secret", "61")
    assert lookup.form["meta"] == "recordings releasegroups compress"
    assert get.params == {"track_name": "Harbour Wall", "artist_name": "The Made Ups", "album_name": "Paper", "duration": "61"}


def test_musicbrainz_names_what_acoustid_only_numbers(providers: Callable[..., Providers], services: FakeServices, nameless: Query) -> None:
    services.say(LOOKUP, acoustid_lookup({"id": MBID}))
    credits = [{"name": "The Made Ups", "joinphrase": " & "}, {"name": "Friends", "joinphrase": ""}]
    services.say(f"/ws/2/recording/{MBID}", say_json({"title": "Harbour Wall", "length": 61000, "artist-credit": credits, "releases": []}))
    services.say("/api/get", say_json(lrclib_record()))
    assert providers(acoustid="secret").find_lyrics(nameless).answer.record == "7"
    assert services.asked[1].params == {"inc": "artist-credits+releases", "fmt": "json"}
    assert services.asked[2].params["artist_name"] == "The Made Ups & Friends"


def test_tags_that_lead_nowhere_are_followed_by_the_sound_once(
    providers: Callable[..., Providers], services: FakeServices, nameless: Query
) -> None:
    services.say(LOOKUP, acoustid_lookup(RECORDING))
    services.say("/api/get", lrclib_none())
    services.say("/api/search", say_json([]))
    tagged = replace(nameless, title="harbour wall", artist="THE MADE UPS", ways=("tags", "fingerprint"))
    providers(acoustid="secret").find_lyrics(tagged)
    assert services.paths() == ["/api/get", "/api/search", LOOKUP], "the same names are not asked for again"


def test_without_a_key_nobody_asks_about_the_sound(providers: Callable[..., Providers], services: FakeServices, nameless: Query) -> None:
    services.say("/api/search", say_json([]))
    assert providers().find_lyrics(nameless).answer
    assert set(services.paths()) == {"/api/search"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (acoustid_error(4, "invalid API key secret"), "does not know the key in SONGLOOM_ACOUSTID_KEY"),
        (acoustid_error(14, "rate limit exceeded"), "says it is asked too often"),
        (acoustid_error(3, "invalid fingerprint"), "refuses the question (error 3)"),
        (Said(429), "says it is asked too often, 3 times"),
        (Said(200, b"<html>"), "answered with HTML"),
        (say_json({"status": "ok", "results": [{"score": "high"}]}), "answered with something else"),
    ],
)
def test_where_the_sound_cannot_be_looked_up_the_words_still_can(
    said: Said, reason: str, providers: Callable[..., Providers], services: FakeServices, nameless: Query
) -> None:
    services.say(LOOKUP, said)
    services.say("/api/search", say_json([lrclib_record()]))
    reply = providers(acoustid="secret").find_lyrics(nameless)
    assert reply.answer.record == "7"
    assert reply.unasked[0].startswith(f"acoustid {reason}")
    assert "secret" not in repr(reply)


def test_a_way_that_could_not_be_tried_is_no_no(providers: Callable[..., Providers], services: FakeServices, nameless: Query) -> None:
    services.say(LOOKUP, acoustid_error(4, "invalid API key"))
    wrong = providers(acoustid="secret")
    reply = wrong.find_lyrics(replace(nameless, heard=()))
    assert (reply.answer, reply.unasked) == (None, ("acoustid does not know the key in SONGLOOM_ACOUSTID_KEY",))
    assert wrong.find_known(replace(nameless, heard=())) is None


def test_what_is_not_known_by_its_sound_is_no_error(providers: Callable[..., Providers], services: FakeServices, nameless: Query) -> None:
    services.say("/api/search", say_json([]))
    for said in (acoustid_lookup(), acoustid_lookup(RECORDING, score=0.4), acoustid_lookup({"id": MBID})):
        services.say(LOOKUP, said)
        services.say(f"/ws/2/recording/{MBID}", say_json({"error": "Not Found"}, 404))
        reply = providers(acoustid="secret").find_lyrics(replace(nameless, audio_digest=str(id(said))))
        assert reply.answer
        assert not reply.unasked


def test_keys_are_in_no_log(
    providers: Callable[..., Providers], services: FakeServices, nameless: Query, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    services.say(LOOKUP, acoustid_lookup())
    services.say("/api/search", say_json([]))
    services.say("/search", say_json({"response": {"hits": []}}))
    providers(acoustid="secret1", genius="secret2").find_lyrics(replace(nameless, sources=("lrclib", "genius")))
    assert {LOOKUP, "/search"} <= set(services.paths())
    assert caplog.text
    assert "secret" not in caplog.text
