"""Remotes to share with: a bucket on a server of one's own, a folder; and two stores."""

import pytest

from songloom.store import Store
from songloom.store.remote import Remote
from tests.fixtures.bucket import running, server  # noqa: F401 - fixtures


@pytest.fixture
def s3(server, monkeypatch):  # noqa: F811 - a fixture
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
