import threading

from songloom.model.record import Record
from songloom.store import Store
from songloom.store.views import find_views, read_keys, write_view


def make_record(store, key, **files):
    return Record(key * 64, {}, {name.replace("_", "."): store.objects.put(data) for name, data in files.items()}, {})


def test_names_lead_to_the_objects_and_follow_them(tmp_path):
    store = Store(tmp_path)
    write_view(store, "song", "main", {"timing": make_record(store, "a", timing_json=b"one", old_json=b"gone")})
    write_view(store, "song", "main", {"timing": make_record(store, "b", timing_json=b"two")})
    assert (find_views(store, "song", "main", "timing") / "timing.json").read_bytes() == b"two"
    assert not (find_views(store, "song", "main", "timing") / "old.json").exists()


def test_the_key_before_the_last_change_is_kept(tmp_path):
    store = Store(tmp_path)
    for key in ("a", "b", "b"):
        write_view(store, "song", "main", {"timing": make_record(store, key, timing_json=b"one")})
    assert read_keys(store, "song", "main") == {"timing": {"key": "b" * 64, "previous": "a" * 64}}


def test_a_store_can_be_moved(tmp_path):
    store = Store(tmp_path / "here")
    write_view(store, "song", "main", {"timing": make_record(store, "a", timing_json=b"one")})
    (tmp_path / "here").rename(tmp_path / "there")
    assert (find_views(Store(tmp_path / "there"), "song", "main", "timing") / "timing.json").read_bytes() == b"one"


def test_keys_that_cannot_be_read_are_none(tmp_path):
    folder = tmp_path / "songs" / "song" / "main"
    folder.mkdir(parents=True)
    for damage in (b"", b"[]", b"\0"):
        (folder / "keys.json").write_bytes(damage)
        assert read_keys(Store(tmp_path), "song", "main") == {}


def test_two_writers_of_one_view_do_not_disturb_each_other(tmp_path):
    store = Store(tmp_path)
    records = [make_record(store, key, timing_json=key.encode(), other_json=b"same") for key in "ab"]
    failed = []

    def write(record):
        try:
            for _ in range(150):
                write_view(store, "song", "main", {"timing": record})
        except OSError as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(record,)) for record in records]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert (find_views(store, "song", "main", "timing") / "timing.json").read_bytes() in (b"a", b"b")
