"""A model behind a server: a real one on loopback, which misbehaves as servers do."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from songloom.engines import build_engine
from songloom.engines.storyboard import chat_server
from songloom.engines.storyboard.chat_server import ADDRESS_VARIABLE, find_server
from songloom.engines.storyboard.contract import LlmServerOptions
from songloom.errors import InputError, MissingError, UsageError
from tests.fixtures.chats import HOSTILE
from tests.fixtures.sung import RHYTHM, VERSES, sing
from tests.unit.engines.storyboard.test_director import BRIEF, WINDOW, check_direction

OPTIONS = LlmServerOptions(
    line_letters=34, seed=1, gap_s=0.4, scene_lines=2, moving_share=0.25, window_lines=6, answer_seed=0, model="some model"
)
SONG = sing(VERSES)


@contextmanager
def serve(monkeypatch, reply):
    """A server whose answer to a request's body is `reply`: (status, bytes). Yields the requests that it got."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            status, data = reply(got[-1][1])
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv(ADDRESS_VARIABLE, f"http://127.0.0.1:{server.server_port}/v1/")
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()


def say(content):
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def choose(body):
    return say(json.dumps(BRIEF if body["response_format"]["json_schema"]["name"] == "Brief" else WINDOW))


def decide(answers=None, **changes):
    options = LlmServerOptions(**{**vars(OPTIONS), **changes})
    return build_engine("storyboard", "llm_server", options).decide(SONG, RHYTHM, answers)


def test_a_server_is_asked_in_the_words_of_its_protocol(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serve(monkeypatch, choose) as got:
        direction = decide()
    check_direction(direction, SONG)
    assert {scene.mood for scene in direction.storyboard.scenes} == {"tense"}
    path, body = got[0]
    assert path == "/v1/chat/completions"
    assert (body["model"], body["temperature"], body["seed"]) == ("some model", 0.0, 0)
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    written = body["response_format"]["json_schema"]["schema"]
    assert written["additionalProperties"] is False
    assert written["required"] == list(written["properties"])
    assert direction.decisions.model == "server/some model"


def test_answers_are_kept_wherever_the_server_is(monkeypatch, tmp_path):
    with serve(monkeypatch, choose):
        before = decide(tmp_path)
    with serve(monkeypatch, choose) as got:
        assert decide(tmp_path) == before
        assert not got
        decide(tmp_path, model="another")
        decide(tmp_path, answer_seed=4)
        assert got[-1][1]["seed"] == 4
        assert got[-1][1]["temperature"] > 0


@pytest.mark.parametrize("content", [*HOSTILE, None, 7, ["text"], {"mood": "calm"}])
def test_whatever_a_server_says_the_storyboard_is_whole(monkeypatch, content):
    with serve(monkeypatch, lambda body: say(content)):
        check_direction(decide(), SONG)


@pytest.mark.parametrize(
    "reply, said",
    [
        ((500, b"out of memory\x1b[31m"), r"HTTP 500\): out of memory\[31m"),
        ((302, b""), "HTTP 302"),
        ((200, b"<html>"), "no chat server"),
        ((200, b'{"choices": []}'), "no chat server"),
        ((200, b"[" * 5000), "no chat server"),
        ((200, b"x" * (chat_server.MOST_BYTES + 1)), "broke off"),
    ],
)
def test_a_server_that_is_none_is_told_in_a_sentence(monkeypatch, reply, said):
    with serve(monkeypatch, lambda body: reply), pytest.raises(MissingError, match=said):
        decide()


def test_nobody_at_home_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setenv(ADDRESS_VARIABLE, "http://127.0.0.1:9/v1")
    with pytest.raises(MissingError, match="no server answers") as caught:
        decide()
    assert "start it with the model some model" in caught.value.cure


@pytest.mark.parametrize(
    "address", ["https://api.example.com/v1", "http://10.0.0.7:8080", "http://localhost.example.com", "ftp://localhost", "x", "http://[::1"]
)
def test_lyrics_are_sent_to_no_other_machine(monkeypatch, address):
    monkeypatch.setenv(ADDRESS_VARIABLE, address)
    with pytest.raises(UsageError, match="no address on this machine"):
        find_server()


@pytest.mark.parametrize("address", ["http://localhost:11434/v1", "http://127.0.0.1:8080/v1", "http://[::1]:8080/v1"])
def test_this_machine_has_several_names(monkeypatch, address):
    monkeypatch.setenv(ADDRESS_VARIABLE, address)
    assert find_server() == address


def test_a_question_that_is_too_long_is_the_songs_own_failure(monkeypatch):
    with serve(monkeypatch, lambda body: (400, b"context exceeded")), pytest.raises(InputError, match="context exceeded"):
        decide()


def test_answers_are_asked_for_as_they_are(monkeypatch):
    with httpx.Client(headers=chat_server._PLAIN) as client:
        assert client.headers["Accept-Encoding"] == "identity"
