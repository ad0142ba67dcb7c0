"""One request: patient, polite, bounded."""

import gzip
import socket
from email.utils import formatdate
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from songloom.providers.exchange import Bounds, Call
from songloom.providers.pace import INTERVALS_S, Pace
from songloom.providers.web import FAILURES_IN_A_ROW, REST_S, UnansweredError, Web, read_json
from tests.fixtures.providers import FakeServices, FakeTime, Said, say_json


def call(services: FakeServices, path: str = "/thing") -> Call:
    return Call("lrclib", services.address + path, {"q": "a b&c"})


def test_says_who_it_is_and_takes_no_cookie(web: Web, services: FakeServices) -> None:
    services.say("/thing", say_json({"one": 1}))
    for _ in range(2):
        assert web.fetch(call(services)).body == b'{"one": 1}'
    first, second = services.asked
    assert first.params == {"q": "a b&c"}
    assert first.headers["user-agent"].startswith("songloom/")
    assert "(+https://" in first.headers["user-agent"]
    assert "cookie" not in second.headers


def test_every_request_takes_its_place_in_the_queue(web: Web, services: FakeServices, time: FakeTime) -> None:
    services.say("/thing", say_json({}))
    for _ in range(5):
        web.fetch(call(services))
    assert time.slept == [INTERVALS_S["lrclib"]] * 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_tries_again_what_may_pass(status: int, web: Web, services: FakeServices, time: FakeTime) -> None:
    services.say("/thing", Said(status), Said(status), say_json({"one": 1}))
    assert web.fetch(call(services)).status == 200
    assert [pause for pause in time.slept if pause >= 1] == [1.0, 3.0]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_will_not_pass_is_asked_once(status: int, web: Web, services: FakeServices) -> None:
    services.say("/thing", Said(status))
    assert web.fetch(call(services)).status == status
    assert len(services.asked) == 1


@pytest.mark.parametrize("after", ["7", "date"])
def test_waits_as_long_as_it_is_told(after: str, web: Web, services: FakeServices, time: FakeTime) -> None:
    said = formatdate(time.now_s + 7, usegmt=True) if after == "date" else after
    services.say("/thing", Said(429, headers={"Retry-After": said}), say_json({}))
    began_s = time.now_s
    web.fetch(call(services))
    assert 7 <= time.now_s - began_s < 8


def test_who_asks_for_an_hour_is_left_alone_for_an_hour(web: Web, services: FakeServices, time: FakeTime) -> None:
    services.say("/thing", Said(429, headers={"Retry-After": "3600"}), say_json({}))
    for _ in range(2):
        with pytest.raises(UnansweredError, match="lrclib says it is asked too often"):
            web.fetch(call(services))
    assert len(services.asked) == 1
    assert sum(time.slept) < 5
    time.now_s += 3600
    assert web.fetch(call(services)).status == 200


def test_a_host_that_fails_song_after_song_is_left_alone_for_a_while(web: Web, services: FakeServices, time: FakeTime) -> None:
    services.say("/thing", Said(503))
    for _ in range(FAILURES_IN_A_ROW + 5):
        with pytest.raises(UnansweredError, match="lrclib is overloaded, 3 times"):
            web.fetch(call(services))
    assert len(services.asked) == 3 * FAILURES_IN_A_ROW
    services.say("/thing", say_json({}))
    time.now_s += REST_S
    assert web.fetch(call(services)).status == 200


def test_a_host_out_of_reach_is_tried_once(web: Web, time: FakeTime) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Call("lrclib", f"http://127.0.0.1:{taken.getsockname()[1]}/thing")
        for _ in range(3):
            with pytest.raises(UnansweredError, match="lrclib cannot be reached"):
                web.fetch(nobody)
    assert sum(time.slept) < 1, "nobody waits for a host that is not there"


# Within these an answer that never ends is given up: by the wait for a piece, or for all of it where pieces keep coming.
SHORT = {"stall": Bounds(read_s=0.1), "drip": Bounds(total_s=0.1), "cut": Bounds()}


@pytest.mark.parametrize("how", SHORT)
def test_an_answer_that_does_not_end_is_given_up(how, services: FakeServices, time: FakeTime, tmp_path: Path) -> None:
    services.say("/thing", Said(200, b"[" + b"1," * 500 + b"1]", how=how))
    web = Web(Pace(tmp_path, time.clock), time.clock, SHORT[how])
    for _ in range(2):
        with pytest.raises(UnansweredError, match="broke off its answer, 3 times" if how == "cut" else "took too long, 3 times"):
            web.fetch(call(services))
    assert len(services.asked) == 3, "the next song does not wait as long again"
    web.close()


def test_a_host_that_takes_the_connection_and_says_nothing_is_given_up(time: FakeTime, tmp_path: Path) -> None:
    web = Web(Pace(tmp_path, time.clock), time.clock, SHORT["stall"])
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(UnansweredError, match="took too long"):
        web.fetch(Call("lrclib", f"http://127.0.0.1:{server.getsockname()[1]}/thing"))
    web.close()


@pytest.mark.parametrize("said", [Said(200, b" " * 1_000_001), Said(200, gzip.compress(b" " * 9999), {"Content-Encoding": "gzip"})])
def test_an_answer_larger_than_lyrics_or_packed_is_not_read(said: Said, web: Web, services: FakeServices) -> None:
    services.say("/thing", said)
    with pytest.raises(UnansweredError, match="more than lyrics can be"):
        web.fetch(call(services))


def test_follows_redirects_on_the_same_host_only(web: Web, services: FakeServices) -> None:
    services.say("/thing", Said(301, b"", {"Location": "/other?page=2"}))
    services.say("/other", say_json({"one": 1}))
    assert web.fetch(call(services)).body == b'{"one": 1}'
    assert services.asked[-1].params == {"page": "2"}
    same_port = services.address.replace("127.0.0.1", "localhost") + "/other"
    for elsewhere in (same_port, "http://127.0.0.2:9/", "//localhost/x", "https://127.0.0.1/x", "ftp://127.0.0.1/", "http://[", ""):
        services.say("/thing", Said(302, b"", {"Location": elsewhere}))
        with pytest.raises(UnansweredError, match=r"redirects to|in a circle"):
            web.fetch(call(services))


def test_a_circle_of_redirects_ends(web: Web, services: FakeServices) -> None:
    services.say("/thing", Said(307, b"", {"Location": "/thing"}))
    with pytest.raises(UnansweredError, match="in a circle"):
        web.fetch(call(services))
    assert len(services.asked) == 4


def test_a_form_is_not_sent_twice(web: Web, services: FakeServices) -> None:
    services.say("/thing", Said(307, b"", {"Location": "/other"}))
    with pytest.raises(UnansweredError, match="redirects"):
        web.fetch(Call("acoustid", f"{services.address}/thing", form={"client": "secret"}))
    assert services.paths() == ["/thing"]


def test_a_key_with_a_line_break_is_told_without_showing_it(web: Web, services: FakeServices) -> None:
    with pytest.raises(UnansweredError) as caught:
        web.fetch(Call("genius", f"{services.address}/thing", headers={"Authorization": "Bearer tök\nen"}))
    assert "en" not in str(caught.value).replace("genius", "").replace("UnicodeEncode", "")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "carrier-pigeon://roof"])
def test_a_proxy_of_an_unknown_kind_is_told(proxy: str, web: Web, services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(UnansweredError, match=r"lrclib cannot be asked \((ImportError|ValueError)\)"):
        web.fetch(call(services))


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"", b"[1,", b'{"id": "x"}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_of_the_promised_shape_is_no_answer(body: bytes, web: Web, services: FakeServices) -> None:
    services.say("/thing", Said(200, body))
    page = web.fetch(call(services))
    with pytest.raises(UnansweredError, match=r"lrclib answered with (HTML|something else than it promises) \(HTTP 200\)"):
        read_json(page, TypeAdapter(dict[str, int]), "lrclib")
