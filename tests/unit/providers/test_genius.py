"""Genius: only for those who list it and have a token."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.model.answer import Query, Reply
from songloom.providers.ask import Providers
from songloom.providers.genius import read_page
from tests.fixtures.providers import LINES, FakeServices, Said, genius_page, genius_search, genius_song, say_json

PAGE = "/The-made-ups-harbour-wall-lyrics"


@pytest.fixture
def genius(query: Query) -> Query:
    """A song that Genius alone is asked for."""
    return replace(query, sources=("genius",))


def test_a_page_is_read_as_it_is_sung() -> None:
    assert read_page(genius_page().decode()).split("\n") == ["[Verse 1]", *LINES[:5], f"{LINES[5]} & 'so on'"]


@pytest.mark.parametrize("html", ["", "<html>", "<div>words</div>", 'data-lyrics-container="true"', '<div data-lyrics-container="true"'])
def test_a_page_of_another_shape_has_no_words(html: str) -> None:
    assert read_page(html) == ""


@given(st.text(alphabet='<>/="!- \ndivbrscript&#;', max_size=80))
def test_no_page_is_too_broken(inside: str) -> None:
    text = read_page(f'<p>out</p><div data-lyrics-container="true">{inside}')
    assert "out" not in text


def test_the_page_of_the_song_that_was_found_is_the_answer(
    providers: Callable[..., Providers], services: FakeServices, genius: Query
) -> None:
    services.say("/search", genius_search(genius_song(id=11, title="Another", path="/wrong"), genius_song()))
    services.say(PAGE, Said(200, genius_page(), {"Content-Type": "text/html"}))
    answer = providers(genius="secret").find_lyrics(genius).answer
    assert (answer.source, answer.record, answer.format, answer.url) == ("genius", "12", "txt", services.address + PAGE)
    assert answer.text.startswith("[Verse 1]\nPaper lanterns")
    search, page = services.asked
    assert search.params == {"q": "Harbour Wall The Made Ups"}
    assert search.headers["authorization"] == "Bearer secret"
    assert "authorization" not in page.headers, "the page needs no token"


def test_without_names_the_words_are_searched_and_must_be_heard(
    providers: Callable[..., Providers], services: FakeServices, genius: Query
) -> None:
    services.say("/search", genius_search(genius_song(path="/wrong"), genius_song()))
    services.say("/wrong", Said(200, genius_page(("some other song",) * 6)))
    services.say(PAGE, Said(200, genius_page()))
    reply = providers(genius="secret").find_lyrics(replace(genius, title=""))
    assert reply.answer.record == "12"
    assert reply.answer.refused == ("genius 12 has 0% of its words in the sound, of 40% at least",)
    assert services.asked[0].params == {"q": "keep the kettle warm for wednesday"}


def test_without_a_token_nobody_is_asked(providers: Callable[..., Providers], services: FakeServices, genius: Query) -> None:
    reply = providers().find_lyrics(genius)
    assert not reply.answer.has_words()
    assert reply.unasked == ("genius was not asked: no token in SONGLOOM_GENIUS_TOKEN",)
    assert services.asked == []
    assert providers().find_known(genius) == reply, "and nothing is waited for"


def test_who_does_not_list_it_does_not_ask_it(providers: Callable[..., Providers], services: FakeServices, query: Query) -> None:
    services.say("/api/get", say_json({"name": "TrackNotFound"}, 404))
    services.say("/api/search", say_json([]))
    providers(genius="secret").find_lyrics(query)
    assert "/search" not in services.paths()


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("//example.org/x", "/example.org/x"),
        ("https://example.org/x", "/https%3A//example.org/x"),
        ("/../../x", "/x"),
        ("/a?b#c", "/a%3Fb%23c"),
        ("\\\\example.org", "/%5C%5Cexample.org"),
        ("@example.org", "/%40example.org"),
    ],
)
def test_nobody_sends_us_to_another_host(path: str, asked: str, providers, services: FakeServices, genius: Query) -> None:
    services.say("/search", genius_search(genius_song(path=path)))
    reply = providers(genius="secret").find_lyrics(replace(genius, ways=("tags",)))
    assert reply.answer and not reply.answer.has_words()
    assert services.paths() == ["/search", asked]


@pytest.mark.parametrize(
    ("search", "page", "reason"),
    [
        (Said(401), Said(), "does not know the token in SONGLOOM_GENIUS_TOKEN"),
        (Said(418), Said(), "refuses the question (HTTP 418)"),
        (say_json({"response": []}), Said(), "answered with something else than it promises (HTTP 200)"),
        (genius_search(genius_song()), Said(403, b"<html>are you a robot?</html>"), "shows no page (HTTP 403)"),
        (genius_search(genius_song()), Said(302, b"", {"Location": "https://example.org/consent"}), "redirects to another host"),
    ],
)
def test_what_is_no_answer_is_told_and_not_believed(search, page, reason, providers, services: FakeServices, genius: Query) -> None:
    services.say("/search", search)
    services.say(PAGE, page)
    assert providers(genius="secret").find_lyrics(genius) == Reply(None, (f"genius {reason}",))


@pytest.mark.parametrize("changed", [{"lyrics_state": "unreleased"}, {"title": "Other"}, {"primary_artist": {"name": "Others"}}])
def test_songs_that_cannot_be_it_cost_no_page(changed, providers: Callable[..., Providers], services: FakeServices, genius: Query) -> None:
    services.say("/search", genius_search(genius_song(**changed)))
    assert not providers(genius="secret").find_lyrics(replace(genius, ways=("tags",))).answer.has_words()
    assert services.paths() == ["/search"]


@pytest.mark.parametrize("tag", ["<!", "<a ", "<a b='"])
def test_a_page_of_tags_that_never_end_is_none(tag: str) -> None:
    page = '<div data-lyrics-container="true">words</div>' + tag
    assert read_page(page) == "words"
    assert read_page(page + tag * 1500) == "", "it would take the parser minutes where it is large"
