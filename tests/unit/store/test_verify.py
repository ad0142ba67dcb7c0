import time
from pathlib import Path

import pytest

from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store
from songloom.store.gc import Terms, collect_garbage
from songloom.store.verify import Share, verify_store


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


def test_shares_hold_every_object_once(tmp_path):
    store = Store(tmp_path)
    for number in range(30):
        commit(store, bytes([number]))
    found = [verify_store(store, lambda share: None, Share(number, 7)) for number in range(1, 8)]
    assert sum(findings.objects for findings in found) == sum(findings.records for findings in found) == 30
    assert max(findings.objects for findings in found) < 30


def test_a_verify_that_was_interrupted_goes_on_where_it_stopped_and_forgets_nothing_it_found(tmp_path):
    store = Store(tmp_path)
    records = [commit(store, bytes([number]) * 10) for number in range(10)]
    damaged = min(record.outputs["a"].digest for record in records)
    store.objects.path_of(damaged).chmod(0o644)
    store.objects.path_of(damaged).write_bytes(b"0" * 10)
    looked = []

    def interrupt(share):
        looked.append(share)
        if len(looked) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_store(store, interrupt)
    findings = verify_store(store, lambda share: None)
    assert (findings.objects, findings.resumed, findings.bad_objects) == (10, 3, (damaged,))
    assert verify_store(store, lambda share: None).resumed == 0
    with pytest.raises(KeyboardInterrupt):
        looked.clear()
        verify_store(store, interrupt)
    assert verify_store(store, lambda share: None, restart=True).resumed == 0


def test_what_gc_put_aside_is_not_damaged(tmp_path):
    store = Store(tmp_path)
    record = commit(store, b"thread")
    collect_garbage(store, Terms(time.time() + 100, 0.0))
    findings = verify_store(store, lambda share: None)
    assert (findings.objects, findings.records, findings.bad_objects, findings.bad_records) == (0, 0, (), ())
    assert store.records.find(record.key) == record


def test_a_broken_sector_is_damage(tmp_path, monkeypatch):
    store = Store(tmp_path)
    record = commit(store, b"thread")
    path, real = store.objects.path_of(record.outputs["a"].digest), Path.open

    def refuse(self, *words, **named):
        if self == path:
            raise OSError(5, "Input/output error", str(self))
        return real(self, *words, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert verify_store(store, lambda share: None).bad_objects == (record.outputs["a"].digest,)
