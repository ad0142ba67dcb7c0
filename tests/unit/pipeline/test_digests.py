"""What is remembered of files: trusted only where nobody can have touched them since."""

import os
import time

import pytest

from songloom.pipeline import digests
from songloom.pipeline.digests import SETTLED_NS, Digests
from songloom.store.files import hash_file


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "song.opus"
    path.write_bytes(b"thread")
    return path


@pytest.fixture
def later(monkeypatch):
    """The clock stands well behind everything that the test writes."""
    now = time.time_ns() + 10 * SETTLED_NS
    monkeypatch.setattr(digests.time, "time_ns", lambda: now)


@pytest.fixture
def hashed(monkeypatch):
    seen = []
    monkeypatch.setattr(digests, "hash_file", lambda path: seen.append(path) or hash_file(path))
    return seen


def find(known, path):
    return known.find(path, path.stat())


def test_a_file_that_nobody_touched_is_read_once_in_many_runs(file, tmp_path, later, hashed):
    first = Digests(tmp_path / "digests.json")
    assert find(first, file) == find(first, file) == hash_file(file).digest
    first.save()
    assert find(Digests(tmp_path / "digests.json"), file) == hash_file(file).digest
    assert hashed == [file]


def test_bytes_changed_in_place_are_noticed_though_size_and_time_are_put_back(file, tmp_path, later):
    known = Digests(tmp_path / "digests.json")
    find(known, file)
    before = file.stat()
    with file.open("r+b") as stream:
        stream.write(b"TH")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    # Clocks of file systems tick coarsely: what is tried here is that another tick is seen.
    while file.stat().st_ctime_ns == before.st_ctime_ns:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert find(known, file) == hash_file(file).digest


def test_a_file_just_written_is_not_trusted(file, tmp_path, hashed):
    known = Digests(tmp_path / "digests.json")
    find(known, file)
    find(known, file)
    known.save()
    assert hashed == [file, file]
    assert not (tmp_path / "digests.json").exists()


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data.replace(b"a", b"b"), lambda data: b"", lambda data: b"\xff" * 99]
)
def test_a_damaged_cache_is_none(file, tmp_path, later, hashed, damage):
    kept = tmp_path / "digests.json"
    known = Digests(kept)
    find(known, file)
    known.save()
    kept.write_bytes(damage(kept.read_bytes()))
    assert find(Digests(kept), file) == hash_file(file).digest
    assert hashed == [file, file]


def test_two_who_write_keep_what_both_found(tmp_path, later, hashed):
    files = [tmp_path / name for name in ("one", "two")]
    both = [Digests(tmp_path / "digests.json") for _ in files]
    for known, path in zip(both, files, strict=True):
        path.write_text(path.name)
        find(known, path)
        known.save()
    after = Digests(tmp_path / "digests.json")
    assert [find(after, path) for path in files] == [hash_file(path).digest for path in files]
    assert hashed == files


def test_where_nothing_can_be_written_nothing_fails(file, tmp_path, later):
    known = Digests(tmp_path / "nowhere" / "digests.json")
    assert find(known, file)
    known.save()
    assert not (tmp_path / "nowhere").exists()
