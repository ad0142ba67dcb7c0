import json

import pytest

from songloom.errors import UsageError
from songloom.pipeline import lock

NAME = "stems.centre"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A lock of its own, empty at first."""
    monkeypatch.setattr(lock, "FILE", tmp_path / "stages.lock")
    forget()
    yield tmp_path / "stages.lock"
    forget()


def forget():
    for cached in (lock.read_lock, lock.find_state, lock.find_version):
        cached.cache_clear()


def test_an_engine_without_a_version_uses_its_source(file):
    assert lock.find_state(NAME) == "new"
    assert lock.find_version(NAME) == f"0+{lock.find_source(NAME)[:16]}"


def test_a_bumped_engine_has_the_locks_version(file):
    lock.bump_engine(NAME)
    assert (lock.find_state(NAME), lock.find_version(NAME)) == ("unchanged", "1")
    lock.bump_engine(NAME)
    assert lock.find_version(NAME) == "2"


def test_changed_code_is_seen_until_it_is_accepted(file):
    file.write_text(json.dumps({NAME: {"version": 3, "source": "of another code"}}))
    assert lock.find_state(NAME) == "changed"
    assert lock.find_version(NAME).startswith("3+")
    assert lock.find_locked_version(NAME) == "3"
    lock.accept_engine(NAME, "renamed a variable")
    assert (lock.find_state(NAME), lock.find_version(NAME)) == ("unchanged", "3")
    assert json.loads(file.read_text())[NAME]["why"] == "renamed a variable"


def test_an_installed_package_trusts_the_lock(file, monkeypatch):
    file.write_text(json.dumps({NAME: {"version": 3, "source": "of another code"}}))
    monkeypatch.setattr(lock, "in_checkout", lambda: False)
    assert lock.find_version(NAME) == "3"


def test_unknown_engines_are_refused(file):
    with pytest.raises(UsageError, match="there is no such engine"):
        lock.bump_engine("stems.magic")
    with pytest.raises(UsageError, match="has no version yet"):
        lock.accept_engine(NAME, "why not")
