import json

import pytest

from songloom.model.record import Record
from songloom.store import Store
from songloom.store.records import parse_record

KEY = "ab" * 32


def make_record(store, data=b"thread", seconds=1.0):
    return Record(KEY, {"stage": "audio"}, {"audio.flac": store.objects.put(data)}, {"seconds": seconds})


def test_a_record_is_found_once_it_is_committed(tmp_path):
    store = Store(tmp_path)
    assert store.records.find(KEY) is None
    record = store.records.commit(make_record(store))
    assert store.records.find(KEY) == record


def test_the_first_writer_wins_and_the_loser_gets_the_winners_record(tmp_path):
    store = Store(tmp_path)
    winner = store.records.commit(make_record(store, b"first"))
    assert store.records.commit(make_record(store, b"second")) == winner
    assert store.records.find(KEY) == winner


def test_a_record_that_lost_an_object_is_a_miss_and_the_next_writer_replaces_it(tmp_path):
    store = Store(tmp_path)
    lost = store.records.commit(make_record(store, b"first"))
    store.objects.path_of(lost.outputs["audio.flac"].digest).unlink()
    assert store.records.find(KEY) is None
    fresh = store.records.commit(make_record(store, b"second"))
    assert store.records.find(KEY) == fresh


def test_a_record_that_cannot_be_read_is_a_miss_and_the_next_writer_replaces_it(tmp_path):
    store = Store(tmp_path)
    store.records.commit(make_record(store))
    for damage in (b"", b"\0" * 40, b"[]", b'{"key": 1}', b'{"outputs": []}'):
        store.records.path_of(KEY).write_bytes(damage)
        assert store.records.find(KEY) is None
    assert store.records.commit(make_record(store)) == store.records.find(KEY)


def test_a_record_file_is_canonical_json(tmp_path):
    store = Store(tmp_path)
    store.records.commit(make_record(store))
    text = store.records.path_of(KEY).read_text()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) + "\n"


def test_no_temporary_file_stays(tmp_path):
    store = Store(tmp_path)
    store.records.commit(make_record(store, b"first"))
    store.records.commit(make_record(store, b"second"))
    assert not [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]


SANE = {"key": KEY, "preimage": {}, "outputs": {"a.bin": {"digest": "cd" * 32, "size": 3}}, "provenance": {}}


def test_a_sane_record_of_another_machine_is_read():
    assert parse_record(json.dumps(SANE).encode())


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "a/b", "/etc/passwd", "../../x", "a\\b", "a\0b", "a\nb", "\ud800", "x" * 64, "é" * 200]
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert parse_record(json.dumps(SANE | {"outputs": {name: SANE["outputs"]["a.bin"]}}).encode()) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"outputs": {"a": {"digest": "CD" * 32, "size": 3}}},
        {"outputs": {"a": {"digest": "../../../etc/passwd", "size": 3}}},
        {"outputs": {"a": {"digest": "cd" * 32 + "\n", "size": 3}}},
        {"outputs": {"a": {"digest": 3, "size": 3}}},
        {"outputs": {"a": {"digest": "cd" * 32, "size": -1}}},
        {"outputs": {"a": {"digest": "cd" * 32, "size": True}}},
        {"outputs": {"a": {"digest": "cd" * 32, "size": 3.0}}},
        {"outputs": [["a", {}]]},
        {"key": "../x"},
        {"preimage": []},
        {"provenance": 3},
        {"provenance": {"seconds": "3"}},
        {"provenance": {"seconds": -1.0}},
    ],
)
def test_a_record_that_is_not_sane_is_refused(wrong):
    assert parse_record(json.dumps(SANE | wrong).encode()) is None


def test_a_record_without_end_is_refused():
    assert parse_record(b"[" * 100_000) is None
