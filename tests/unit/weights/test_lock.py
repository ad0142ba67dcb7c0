import json

import pytest

from songloom.errors import UsageError
from songloom.model.weights import FileDigest, Weights
from songloom.weights.lock import read_lock, write_lock

ROW = Weights(
    "tiny", "someone/tiny-model", "a" * 40, "mit", {"model.safetensors": FileDigest("b" * 64, 12), "config.json": FileDigest("c" * 64, 3)}
)


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "models.lock"


def damage(lock, change):
    """Write the lock, changed as plain data."""
    write_lock(lock, {"tiny": ROW})
    data = json.loads(lock.read_text())
    change(data)
    lock.write_text(json.dumps(data))
    return lock


def test_what_is_written_is_read(lock):
    write_lock(lock, {"tiny": ROW})
    assert read_lock(lock) == {"tiny": ROW}
    assert list(lock.parent.iterdir()) == [lock]


def test_without_a_file_nothing_is_locked(lock):
    assert read_lock(lock) == {}


def test_the_same_rows_are_the_same_bytes(lock, tmp_path):
    other = Weights("other", "someone/other", "d" * 40, "apache-2.0", {"model.bin": FileDigest("e" * 64, 1)})
    write_lock(lock, {"tiny": ROW, "other": other})
    write_lock(tmp_path / "again.lock", {"other": other, "tiny": ROW})
    assert lock.read_bytes() == (tmp_path / "again.lock").read_bytes()
    assert lock.read_text().endswith("}\n")


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda data: data["tiny"].update(revision="main"), "40 hex digits, got 'main'"),
        (lambda data: data["tiny"].update(revision="A" * 40), "40 hex digits"),
        (lambda data: data["tiny"].update(repository="someone/.."), "expected a repository"),
        (lambda data: data["tiny"].update(repository="tiny"), "expected a repository"),
        (lambda data: data["tiny"].update(licence=""), "expected a licence"),
        (lambda data: data["tiny"].update(licence=None), "expected a licence"),
        (lambda data: data["tiny"].update(files={}), "at least one file"),
        (lambda data: data["tiny"].update(files=[]), "expected names with digests"),
        (lambda data: data["tiny"].update(branch="main"), "unknown key 'branch'"),
        (lambda data: data["tiny"].pop("licence"), "licence is missing"),
        (lambda data: data["tiny"]["files"].update({"../evil": {"sha256": "b" * 64, "size": 1}}), "'../evil'"),
        (lambda data: data["tiny"]["files"].update({"/etc/passwd": {"sha256": "b" * 64, "size": 1}}), "'/etc/passwd'"),
        (lambda data: data["tiny"]["files"].update({"a/./b": {"sha256": "b" * 64, "size": 1}}), "'a/./b'"),
        (lambda data: data["tiny"]["files"].update({".hidden": {"sha256": "b" * 64, "size": 1}}), "'.hidden'"),
        (lambda data: data["tiny"]["files"]["config.json"].update(sha256="c" * 63), "64 hex digits"),
        (lambda data: data["tiny"]["files"]["config.json"].update(size=-1), "size in bytes"),
        (lambda data: data["tiny"]["files"]["config.json"].update(size=True), "size in bytes"),
        (lambda data: data["tiny"]["files"]["config.json"].update(md5=""), "unknown key 'md5'"),
        (lambda data: data["tiny"]["files"].update({"config.json": 3}), "config.json: expected sha256, size"),
        (lambda data: data.update({"../tiny": data.pop("tiny")}), "expected a name"),
        (lambda data: data.update(tiny=[]), "expected repository"),
    ],
)
def test_a_lock_that_is_none_says_where(lock, change, said):
    with pytest.raises(UsageError) as caught:
        read_lock(damage(lock, change))
    assert said in str(caught.value) and str(lock) in caught.value.where


@pytest.mark.parametrize("text", ["", "[]", "{", '{"tiny": 1, "tiny": 2}', "\xff", "[" * 100_000])
def test_what_is_no_json_object_is_told(lock, text):
    lock.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"models\.lock"):
        read_lock(lock)


def test_a_name_that_stands_there_twice_is_told(lock):
    write_lock(lock, {"tiny": ROW})
    row = lock.read_text().strip().removeprefix("{").removesuffix("}")
    lock.write_text(f"{{{row}, {row}}}")
    with pytest.raises(UsageError, match="stands there twice"):
        read_lock(lock)
