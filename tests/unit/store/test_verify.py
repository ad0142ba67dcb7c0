from pathlib import Path

import pytest

from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store
from songloom.store.verify import verify_store


def commit(store, data):
    preimage = {"stage": "audio", "inputs": {"song/audio": data.hex()}}
    return store.records.commit(Record(hash_preimage(preimage), preimage, {"a": store.objects.put(data)}, {}))


def test_a_sound_store_has_nothing_bad(tmp_path):
    store = Store(tmp_path)
    commit(store, b"thread")
    findings = verify_store(store, lambda share: None)
    assert (findings.objects, findings.records, findings.bad_objects, findings.bad_records) == (1, 1, (), ())


def test_a_flipped_bit_in_any_object_is_found_and_its_step_is_a_miss(tmp_path):
    store = Store(tmp_path)
    records = [commit(store, bytes([number]) * 100) for number in range(8)]
    for record in records:
        path = store.objects.path_of(record.outputs["a"].digest)
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        data[50] ^= 1
        path.write_bytes(data)
    findings = verify_store(store, lambda share: None)
    assert len(findings.bad_objects) == len(findings.bad_records) == 8
    assert all(store.records.find(record.key) is None for record in records)
    assert len(list((tmp_path / "quarantine" / "damaged").iterdir())) == 16


def test_a_record_under_another_key_is_found(tmp_path):
    store = Store(tmp_path)
    record = commit(store, b"thread")
    path = store.records.path_of("cd" * 32)
    path.parent.mkdir()
    path.write_bytes(store.records.path_of(record.key).read_bytes())
    assert verify_store(store, lambda share: None).bad_records == ("cd" * 32 + ".json",)


def test_objects_that_cannot_be_seen_condemn_no_record(tmp_path, monkeypatch):
    """Permissions do not bind root, so the folder is made unreadable by hand."""
    store = Store(tmp_path)
    commit(store, b"thread")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(PermissionError):
        verify_store(store, lambda share: None)
    assert len(list(store.records.paths())) == 1
