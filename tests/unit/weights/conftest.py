"""A hub on this machine that holds a tiny model at two revisions."""

from collections.abc import Callable, Iterator

import pytest

from songloom.weights.fetch import Wanted
from songloom.weights.hub import Hub
from songloom.weights.known import Known, find_known
from tests.fixtures.hub import FakeHub, serve_hub

NAME = "someone/tiny-model"
OLD, NEW = "1" * 40, "2" * 40
HEADER = b'{"w":{"dtype":"U8","shape":[4000],"data_offsets":[0,4000]}}'
TENSORS = len(HEADER).to_bytes(8, "little") + HEADER + bytes(range(200)) * 20
FILES = {"model.safetensors": TENSORS, "config.json": b'{"layers": 1}', "vocab.json": b"{}", ".gitattributes": b"*", "README.md": b"hi"}


@pytest.fixture
def hub(monkeypatch) -> Iterator[FakeHub]:
    """The hub; nothing of the user's own settings reaches it."""
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serve_hub(FakeHub({NAME: {OLD: {**FILES, "config.json": b"{}"}, NEW: FILES}})) as served:
        monkeypatch.setenv("HF_ENDPOINT", served.endpoint)
        yield served


@pytest.fixture
def client(hub) -> Hub:
    """What asks the hub."""
    return Hub(hub.endpoint, "")


@pytest.fixture
def want(client, tmp_path) -> Callable[..., Wanted]:
    """What is wanted of the hub, below `tmp_path`/models."""

    def build(row=None, known: Known | None = None, revision: str | None = None) -> Wanted:
        known = known or find_known(NAME)
        return Wanted(known, client.list_files(known.repository, revision), row, tmp_path / "models")

    return build
