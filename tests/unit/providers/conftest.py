"""Services, a clock and a query for every test of this room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from songloom.model.answer import Query
from songloom.providers.ask import Providers
from songloom.providers.cache import Cache
from songloom.providers.endpoints import Keys
from songloom.providers.pace import Pace
from songloom.providers.web import Web
from tests.fixtures.providers import WORDS, FakeServices, FakeTime, serve


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever proxy this machine has, it does not know its own services."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def services() -> Iterator[FakeServices]:
    """All services, saying 404 until told otherwise."""
    with serve() as started:
        yield started


@pytest.fixture
def time() -> FakeTime:
    """A clock that nobody waits for."""
    return FakeTime()


@pytest.fixture
def web(tmp_path: Path, time: FakeTime) -> Iterator[Web]:
    """A way to the services."""
    made = Web(Pace(tmp_path / "cache" / "pace", time.clock), time.clock)
    yield made
    made.close()


@pytest.fixture
def providers(tmp_path: Path, time: FakeTime, web: Web, services: FakeServices) -> Callable[..., Providers]:
    """Builds what a run has: `online=False` for one that may ask nobody."""

    def build(online: bool = True, **keys: str) -> Providers:
        cache = Cache(tmp_path / "cache", time.clock)
        return Providers(cache, services.endpoints(), Keys(**keys), (lambda: web) if online else None)

    return build


@pytest.fixture
def query(tmp_path: Path) -> Query:
    """A song of 61.2 s whose names are known and whose words were heard."""
    return Query(
        title="Harbour Wall",
        artist="The Made Ups",
        album="Paper",
        duration_s=61.2,
        heard=WORDS,
        audio=tmp_path / "audio.flac",
        audio_digest="ab" * 32,
        sources=("lrclib",),
        ways=("tags", "fingerprint", "heard"),
    )
