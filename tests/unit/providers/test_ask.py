"""Source after source, what is known before who is asked, and offline as a normal state."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from songloom.model.answer import Query, Reply
from songloom.model.document import dump_document
from songloom.providers.ask import Providers, open_providers
from songloom.providers.cache import NEGATIVE_AGE_S
from songloom.providers.endpoints import Endpoints
from tests.fixtures.providers import (
    PLAIN,
    SYNCED,
    FakeServices,
    FakeTime,
    Said,
    genius_page,
    genius_search,
    genius_song,
    lrclib_none,
    lrclib_record,
    say_json,
)

Build = Callable[..., Providers]


@pytest.fixture
def lacking(services: FakeServices) -> FakeServices:
    """Services that have no words for anything."""
    services.say("/api/get", lrclib_none())
    services.say("/api/search", say_json([]))
    services.say("/search", genius_search())
    return services


def test_nobody_is_asked_twice(providers: Build, services: FakeServices, query: Query) -> None:
    services.say("/api/get", say_json(lrclib_record()))
    assert providers().find_known(query) is None
    reply = providers().find_lyrics(query)
    again, elsewhere = providers(), replace(query, audio=Path("/moved/away"))
    assert again.find_known(query) == again.find_lyrics(query) == again.find_known(elsewhere) == reply
    assert len(services.asked) == 1


def test_equal_answers_are_equal_bytes(providers: Build, services: FakeServices, query: Query, time: FakeTime) -> None:
    services.say("/api/get", say_json(lrclib_record()))
    first = providers().find_lyrics(query).answer
    time.now_s += 1e6
    second = providers().find_lyrics(replace(query, audio_digest="cd" * 32)).answer
    assert dump_document(first) == dump_document(second)
    assert len(services.asked) == 2


def test_another_song_another_length_or_another_server_is_another_question(providers: Build, services: FakeServices, query: Query) -> None:
    services.say("/api/get", say_json(lrclib_record()))
    providers().find_lyrics(query)
    for changed in ({"title": "x"}, {"artist": "x"}, {"album": "x"}, {"duration_s": 61.3}, {"audio_digest": "x"}, {"ways": ("tags",)}):
        assert providers().find_known(replace(query, **changed)) is None
    moved = replace(providers(), endpoints=replace(services.endpoints(), lrclib="https://lrclib.example"))
    assert moved.find_known(query) is None


def test_no_words_is_an_answer_for_a_week(providers: Build, lacking: FakeServices, query: Query, time: FakeTime) -> None:
    reply = providers().find_lyrics(query)
    assert reply.answer and not reply.answer.has_words()
    asked = len(lacking.asked)
    time.now_s += NEGATIVE_AGE_S - 60
    assert providers().find_lyrics(query) == providers().find_known(query) == reply
    assert len(lacking.asked) == asked
    time.now_s += 120
    assert providers().find_known(query) is None
    lacking.say("/api/get", say_json(lrclib_record()))
    assert providers().find_lyrics(query).answer.has_words()


@pytest.mark.parametrize("more", [{"heard": ("la",) * 9}, {"key": "secret"}])
def test_who_knows_more_asks_again(more: dict, providers: Build, lacking: FakeServices, query: Query) -> None:
    providers().find_lyrics(query)
    asked = providers(acoustid=more.get("key", ""))
    assert asked.find_known(replace(query, heard=more.get("heard", query.heard))) is None


def test_words_that_were_found_stay_when_more_is_heard_that_fits(providers: Build, services: FakeServices, query: Query) -> None:
    services.say("/api/get", say_json(lrclib_record()))
    reply = providers().find_lyrics(replace(query, heard=()))
    assert providers().find_known(query) == reply
    assert providers().find_known(replace(query, heard=("other",) * 40)) is None


def test_offline_what_is_known_is_used_and_nobody_is_asked(providers: Build, lacking: FakeServices, query: Query, time: FakeTime) -> None:
    offline = providers(online=False)
    assert offline.find_lyrics(query) == Reply(None, ("lrclib was not asked: offline",))
    no = providers().find_lyrics(query)
    time.now_s += 2 * NEGATIVE_AGE_S
    assert offline.find_lyrics(query) == no, "an old no is better than nothing"
    lacking.say("/api/get", say_json(lrclib_record()))
    yes = providers().find_lyrics(query)
    assert yes.answer.has_words()
    asked = len(lacking.asked)
    assert offline.find_lyrics(query) == offline.find_known(query) == yes
    assert len(lacking.asked) == asked
    offline.close()


def test_offline_imports_nothing_that_could_ask(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from songloom.model.answer import Query\n"
        "from songloom.providers.ask import open_providers; from songloom.providers.endpoints import Endpoints\n"
        "query = Query('T', 'A', '', 61.0, ('la',) * 20, Path('x'), 'ab', ('lrclib', 'genius'), ('tags', 'heard'))\n"
        "for offline in (True, False): assert open_providers(Endpoints(), offline).find_known(query) is None\n"
        "print(open_providers(Endpoints(), True).find_lyrics(query).unasked, 'httpx' in sys.modules, 'numpy' in sys.modules)"
    )
    environment = {"SONGLOOM_CACHE": str(tmp_path), "SONGLOOM_GENIUS_TOKEN": "x"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout == "('lrclib was not asked: offline', 'genius was not asked: offline') False False\n", done.stderr


def test_the_next_source_is_asked_where_one_has_nothing_or_is_out_of_reach(providers: Build, services: FakeServices, query: Query) -> None:
    both = replace(query, sources=("lrclib", "genius"))
    services.say("/search", genius_search(genius_song()))
    services.say("/The-made-ups-harbour-wall-lyrics", Said(200, genius_page()))
    services.say("/api/get", Said(400))
    reply = providers(genius="secret").find_lyrics(both)
    assert reply.answer.source == "genius"
    assert reply.unasked == ("lrclib refuses the question (HTTP 400)",)
    assert providers(genius="secret").find_known(both) is None, "the first source may have it yet"
    services.say("/api/get", say_json(lrclib_record()))
    assert providers(genius="secret").find_lyrics(both).answer.source == "lrclib"


def test_one_source_out_of_reach_means_that_nothing_is_known(providers: Build, lacking: FakeServices, query: Query) -> None:
    lacking.say("/api/get", say_json(lrclib_record(duration=99)))
    lacking.say("/search", Said(401))
    both = replace(query, sources=("lrclib", "genius"))
    reply = providers(genius="secret").find_lyrics(both)
    assert reply.answer is None
    assert reply.refused == ("lrclib 7 is 99 s long, the audio 61 s",)
    assert reply.unasked == ("genius does not know the token in SONGLOOM_GENIUS_TOKEN",)
    asked = len(lacking.asked)
    providers(genius="secret").find_lyrics(both)
    assert lacking.paths()[asked:] == ["/search"], "what one source said is not asked again because another was silent"


def test_an_old_no_is_better_than_silence(providers: Build, lacking: FakeServices, query: Query, time: FakeTime) -> None:
    providers().find_lyrics(query)
    time.now_s += 2 * NEGATIVE_AGE_S
    lacking.say("/api/get", Said(418))
    reply = providers().find_lyrics(query)
    assert reply.answer and not reply.answer.has_words()
    assert reply.unasked == ("lrclib refuses the question (HTTP 418)",)


def test_a_song_of_which_nothing_is_known_asks_nobody(providers: Build, services: FakeServices, query: Query) -> None:
    nobody = replace(query, title="", heard=())
    reply = providers().find_lyrics(nobody)
    assert reply.answer and not reply.answer.has_words()
    assert services.asked == []
    assert providers().find_known(nobody) == reply


def test_many_refusals_are_cut_short(providers: Build, lacking: FakeServices, query: Query) -> None:
    lacking.say("/api/search", say_json([lrclib_record(k, duration=200 + k) for k in range(20)]))
    reply = providers().find_lyrics(query)
    assert len(reply.refused) == 13
    assert reply.refused[-1] == "and 8 more"


def test_words_lie_in_the_users_cache_and_nowhere_else(
    services: FakeServices, query: Query, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workspace").mkdir()
    monkeypatch.chdir(tmp_path / "workspace")
    monkeypatch.setenv("SONGLOOM_CACHE", str(tmp_path / "cache"))
    services.say("/api/get", say_json(lrclib_record()))
    providers = open_providers(services.endpoints(), offline=False)
    assert providers.find_lyrics(query).answer.text == SYNCED
    providers.close()
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    written = [file for file in files if PLAIN.split("\n")[0].encode() in file.read_bytes()]
    assert written
    assert all(file.is_relative_to(tmp_path / "cache" / "providers") for file in files)


def test_the_real_services_are_asked_only_by_default() -> None:
    assert open_providers(Endpoints(), offline=True).endpoints.lrclib == "https://lrclib.net"
