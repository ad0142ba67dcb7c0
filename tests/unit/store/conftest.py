"""Remotes to share with: a bucket on a server of one's own, a folder; and two stores."""

import pytest

from songloom.store import Store
from songloom.store.remote import Remote
from tests.fixtures.bucket import S3Server


@pytest.fixture(scope="session")
def running():
    server = S3Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(running):
    running.is_cut = lambda method, path: False
    running.asked.clear()
    return running


@pytest.fixture
def s3(server, monkeypatch):
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return Remote(f"s3://{server.make_bucket()}/songs")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nas").mkdir()
    return Remote(f"file://{tmp_path}/nas")


@pytest.fixture
def here(tmp_path):
    return Store(tmp_path / "here")


@pytest.fixture
def there(tmp_path):
    return Store(tmp_path / "there")
