import json

from songloom.model.record import Record
from songloom.store import Store

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
