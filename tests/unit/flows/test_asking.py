"""Asking between the waves: what is known is known for the whole run."""

from pathlib import Path

import pytest

from flows.asking import Asking
from songloom.model.answer import Answer, Query
from songloom.providers.ask import open_providers
from songloom.providers.endpoints import Endpoints

QUERY = Query("Song", "Somebody", "", 61.0, (), Path("song.flac"), "a" * 64, ("lrclib",), ("tags",))


@pytest.fixture
def providers(tmp_path, monkeypatch):
    monkeypatch.setenv("SONGLOOM_CACHE", str(tmp_path))
    return lambda offline: open_providers(Endpoints(lrclib="http://127.0.0.1:9"), offline)


def test_nobody_is_asked_for_what_is_not_known(providers):
    assert Asking(providers(offline=False)).find_reply(QUERY) is None


def test_what_was_known_once_stays_known_in_a_run(providers, tmp_path):
    online = providers(offline=False)
    online.cache.keep(online._name_song(QUERY, "lrclib"), Answer("lrclib", "7", "url", "Song", "Somebody", "txt", "one two", ()), "")
    asking = Asking(online)
    before = asking.find_reply(QUERY)
    assert before
    assert before.answer
    for file in tmp_path.rglob("*.json"):
        file.unlink()
    assert asking.find_reply(QUERY) == before


def test_who_cannot_be_reached_is_not_asked_again(providers):
    asking = Asking(providers(offline=False))
    asking.ask(QUERY)
    reply = asking.find_reply(QUERY)
    assert reply
    assert reply.answer is None
    assert "lrclib" in reply.unasked[0]


def test_offline_is_an_answer_too(providers):
    reply = Asking(providers(offline=True)).find_reply(QUERY)
    assert reply
    assert reply.unasked == ("lrclib was not asked: offline",)
