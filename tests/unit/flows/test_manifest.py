"""A manifest is believed only as far as its digests go."""

import json

import pytest

from flows.manifest import read_manifest, read_object
from songloom.errors import StoreError, UsageError
from songloom.model.document import dump_canonical, dump_document
from songloom.model.quality import Quality
from songloom.store import Store
from tests.fixtures.claims import put, write_manifest


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def claim(tmp_path, files):
    return write_manifest(tmp_path / "manifest.json", {"song": {"tall": {"quality": files}}})


def test_an_object_is_read_by_its_digest_from_whatever_variant_there_is(store, tmp_path):
    quality = Quality("good", {"words": 3.0}, ())
    manifest = read_manifest(claim(tmp_path, {"quality.json": put(store, dump_document(quality))}))
    assert read_object(manifest, "song", "quality/quality.json", Quality, store) == quality
    assert read_object(manifest, "song", "timing/timing.json", Quality, store) is None


def test_a_lost_a_damaged_and_a_strange_object_are_told(store, tmp_path):
    digest = put(store, dump_document(Quality("good", {}, ())))
    manifest, file = read_manifest(claim(tmp_path, {"quality.json": digest})), store.objects.path_of(digest)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"good", b"look"))
    with pytest.raises(StoreError, match=r"song: quality/quality.json: the store's copy is damaged; run `songloom verify`"):
        read_object(manifest, "song", "quality/quality.json", Quality, store)
    file.unlink()
    with pytest.raises(StoreError, match=r"is not in the store .*; weave, or pull it"):
        read_object(manifest, "song", "quality/quality.json", Quality, store)
    manifest = read_manifest(claim(tmp_path, {"quality.json": put(store, b"{}")}))
    with pytest.raises(UsageError, match="another version"):
        read_object(manifest, "song", "quality/quality.json", Quality, store)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"root": 1, "songs": {"a": []}}',
        '{"root": "", "songs": {"a": {"main": {"x": {"y": "../../../etc/passwd"}}}}}',
        '{"root": "", "songs": {"a": {"main": {"x": {"y": 3}}}}}',
    ],
)
def test_what_is_no_manifest_is_said_in_a_sentence(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match="is no manifest; write it anew"):
        read_manifest(tmp_path / "manifest.json")


def test_a_manifest_that_somebody_changed_is_refused(tmp_path):
    file = claim(tmp_path, {"quality.json": "0" * 64})
    data = json.loads(file.read_bytes())
    data["songs"]["song"]["tall"]["quality"]["quality.json"] = "1" * 64
    file.write_bytes(dump_canonical(data))
    with pytest.raises(UsageError, match="root is not the digest"):
        read_manifest(file)
    with pytest.raises(UsageError, match="cannot be read"):
        read_manifest(tmp_path / "absent.json")
