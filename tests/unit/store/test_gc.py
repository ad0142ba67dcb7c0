import json
import os
import time

import pytest

from songloom.errors import InputError, StoreError, UsageError
from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store, gc
from songloom.store.gc import LEFT_OVER, Price, Terms, collect_garbage
from songloom.store.roots import read_roots
from songloom.store.runs import list_runs, open_run
from songloom.store.views import write_view

DAY = 86400.0
NOW = float(int(time.time()))


def commit(store, stage, data, seconds=1.0, inputs=None, parts=None, **more):
    """A record whose outputs are named a, b, …"""
    files = data if isinstance(data, list) else [data]
    outputs = {f"{name}.bin": store.objects.put(part) for name, part in zip("abcdef", files, strict=False)}
    preimage = {"stage": stage, "inputs": inputs or {}, "options": {"number": repr(files), **more}}
    provenance = {"seconds": seconds} | ({"parts": parts} if parts else {})
    return store.records.commit(Record(hash_preimage(preimage), preimage, outputs, provenance))


def make_old(store, days=30.0):
    """All files of the store were written so long before NOW."""
    for path in store.root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (NOW - days * DAY,) * 2)


def collect(store, days_from_now=0.0, grace=14 * DAY, **terms):
    return collect_garbage(store, Terms(NOW + days_from_now * DAY, grace, **terms))


def list_files(store, kind="*"):
    return sorted(path.name for path in store.root.glob(f"{kind}/??/*"))


def test_what_a_song_claims_stays_and_what_nobody_claims_is_put_aside(tmp_path):
    store = Store(tmp_path)
    theme = store.objects.put(b"theme")
    claimed = commit(store, "images", b"picture", inputs={"theme/pictures": theme.digest})
    nobodys = commit(store, "images", b"other picture", seconds=7.0)
    write_view(store, "song", "main", {"images": claimed})
    make_old(store)
    swept = collect(store)
    assert (swept.kept.records, swept.kept.objects) == (1, 2)
    assert swept.aside == {"images": Price(records=1, objects=1, bytes=13, seconds=7.0)}
    assert store.records.path_of(claimed.key).is_file()
    assert store.objects.path_of(theme.digest).is_file(), "`why` reads the inputs of what stays"
    assert not store.records.path_of(nobodys.key).exists()


def test_what_was_put_aside_is_deleted_by_a_later_gc_and_not_before_the_grace_is_over(tmp_path):
    store = Store(tmp_path)
    commit(store, "images", b"picture", seconds=3.0)
    make_old(store)
    collect(store)
    assert collect(store, 13.9).deleted.objects == 0
    swept = collect(store, 14.1)
    assert (swept.deleted.objects, swept.deleted.records, swept.deleted.seconds) == (1, 1, 3.0)
    assert swept.deleted.bytes > 7
    assert not list((tmp_path / "quarantine").iterdir())


def test_whoever_needs_what_was_put_aside_has_it_back_young(tmp_path):
    store = Store(tmp_path)
    record = commit(store, "images", [b"one", b"two"])
    lone = store.objects.put(b"lone")
    make_old(store)
    collect(store)
    assert list_files(store, "objects") == list_files(store, "records") == []
    assert store.records.find(record.key) == record
    assert store.objects.read(lone) == b"lone"
    assert store.objects.has(lone)
    collect(store, 0.001)
    assert len(list_files(store, "objects")) == 3, "they are young again"


def test_everything_young_stays(tmp_path):
    store = Store(tmp_path)
    picture = store.objects.put(b"an old object that a young record needs")
    make_old(store)
    preimage = {"stage": "images", "inputs": {}}
    store.records.commit(Record(hash_preimage(preimage), preimage, {"a": picture}, {}))
    young = store.objects.put(b"an object whose record is still to come")
    for path in (store.records.path_of(hash_preimage(preimage)), store.objects.path_of(young.digest)):
        os.utime(path, (NOW - 1, NOW - 1))
    assert collect(store).aside == {}
    assert len(list_files(store, "objects")) == 2


def test_parts_stay_with_the_whole_that_shows_them(tmp_path):
    store = Store(tmp_path)
    slices = [store.objects.put(f"slice {number}".encode()).digest for number in range(3)]
    parts = [commit(store, "segments", f"segment {number}".encode(), inputs={"slice": digest}) for number, digest in enumerate(slices)]
    whole = commit(store, "segments", [b"segment 0", b"segment 1"], seconds=2.5, parts={"made": 2, "reused": 0}, inputs={"x": "0" * 64})
    write_view(store, "song", "main", {"segments": whole})
    make_old(store)
    collect(store)
    assert [store.records.path_of(part.key).is_file() for part in parts] == [True, True, False]
    assert [store.objects.path_of(digest).is_file() for digest in slices] == [True, True, False]


def test_a_whole_is_not_priced_beside_its_parts(tmp_path):
    store = Store(tmp_path)
    commit(store, "segments", b"segment 0", seconds=2.0, inputs={"slice": "0" * 64})
    commit(store, "segments", [b"segment 0"], seconds=2.1, parts={"made": 1, "reused": 0})
    make_old(store)
    assert collect(store, dry_run=True).aside["segments"].seconds == 2.0


def test_what_manifests_and_recent_runs_claim_stays(tmp_path):
    store = Store(tmp_path / "store")
    listed, run_made, nobodys = (commit(store, "video", data) for data in (b"listed", b"run", b"nobody"))
    run = open_run(store)
    run.write({"event": "started"})
    run.write_plan({"root": "", "songs": {"song": {"main": {"video": {"state": "done", "key": run_made.key}}}}})
    run.close()
    make_old(store)
    for file in (store.root / "runs").glob("*/*"):
        os.utime(file, (NOW - DAY, NOW - DAY))
    manifest = tmp_path / "manifest.json"
    digests = {name: output.digest for name, output in listed.outputs.items()}
    manifest.write_text(json.dumps({"root": "", "songs": {"song": {"main": {"video": digests}}}}))
    swept = collect(store, manifests=(manifest,))
    assert (swept.kept.records, swept.tidied.runs) == (2, 0)
    assert not store.records.path_of(nobodys.key).exists()
    assert collect(store, 14).tidied.runs == 1


@pytest.mark.parametrize("damage", ["", "[", '{"songs": 3}', "{}"])
def test_a_manifest_that_cannot_be_read_frees_nothing(tmp_path, damage):
    store = Store(tmp_path)
    commit(store, "video", b"video")
    make_old(store)
    (tmp_path / "manifest.json").write_text(damage)
    with pytest.raises(UsageError, match="no manifest that can be read"):
        collect(store, manifests=(tmp_path / "manifest.json",))
    assert len(list_files(store, "objects")) == 1


def test_keys_that_cannot_be_read_free_nothing(tmp_path):
    store = Store(tmp_path)
    write_view(store, "song", "main", {"video": commit(store, "video", b"video")})
    make_old(store)
    (tmp_path / "songs/song/main/keys.json").write_text("{")
    with pytest.raises(StoreError, match="says which results are needed and cannot be read"):
        collect(store)
    assert len(list_files(store, "objects")) == 1


def test_a_dry_run_prices_and_changes_nothing(tmp_path):
    store = Store(tmp_path)
    commit(store, "stems", b"v" * 1000, seconds=60.0)
    commit(store, "images", b"i" * 10, seconds=2.0)
    store.objects.put(b"left")
    store.failures.keep("ab" * 32, "audio", InputError("song", "is broken"))
    make_old(store)
    before = sorted(map(str, store.root.rglob("*")))
    dry = collect(store, dry_run=True)
    assert sorted(map(str, store.root.rglob("*"))) == before
    assert {stage: (price.objects, price.bytes, price.seconds) for stage, price in dry.aside.items()} == {
        LEFT_OVER: (1, 4, 0.0),
        "images": (1, 10, 2.0),
        "stems": (1, 1000, 60.0),
    }
    real = collect(store)
    assert (real.aside, real.kept, real.tidied) == (dry.aside, dry.kept, dry.tidied)
    assert (dry.tidied.failures, list(store.failures.keys())) == (1, [])


def test_what_is_claimed_again_comes_back_by_the_next_gc(tmp_path):
    store = Store(tmp_path)
    record = commit(store, "video", b"video")
    make_old(store)
    collect(store)
    folder = tmp_path / "songs" / "song" / "main"
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text(json.dumps({"video": {"key": record.key, "previous": None}}))
    swept = collect(store, 20)
    assert (swept.revived, swept.deleted.objects) == (2, 0)
    assert store.records.path_of(record.key).is_file()
    assert (folder / "keys.json").is_file()


def test_a_run_that_is_under_way_keeps_what_was_put_aside_since_it_began(tmp_path):
    store = Store(tmp_path)
    record = commit(store, "video", b"video")
    run = open_run(store)
    run.write({"event": "started"})
    make_old(store)
    collect(store)
    assert collect(store, 20, grace=0.0).deleted.objects == 0
    run.close()
    assert collect(store, 20, grace=0.0).deleted.objects == 1
    assert store.records.find(record.key) is None


def test_a_run_that_ends_while_gc_looks_has_what_it_claims_last(tmp_path, monkeypatch):
    store = Store(tmp_path)
    record = commit(store, "images", b"picture")
    make_old(store)
    run = open_run(store)
    run.write({"event": "run"})
    assert collect(store, grace=0.0).aside["images"].records == 1
    looks = []

    def end_behind_the_last_look(*words):
        roots = read_roots(*words)
        looks.append(roots)
        if len(looks) == 2:
            write_view(store, "song", "main", {"images": record})
            run.close()
        return roots

    monkeypatch.setattr(gc, "read_roots", end_behind_the_last_look)
    assert collect(store, grace=0.0).deleted.records == 0
    assert len(looks) == 2
    assert store.records.find(record.key) == record


def test_what_others_write_at_this_moment_stays_however_short_the_grace(tmp_path):
    store = Store(tmp_path)
    write_view(store, "song", "main", {"images": commit(store, "images", b"picture")})
    (tmp_path / "verify").mkdir()
    at_work = [tmp_path / "songs/song/main/images/.0123", tmp_path / "songs/song/main/.4567", tmp_path / "verify/1-of-1.log"]
    for path, days in [(path, days) for days in (0.01, 1.0) for path in at_work]:
        path.touch()
        os.utime(path, (NOW - days * DAY,) * 2)
        collect(store, grace=0.0)
        assert path.exists() == (days < 1)


def test_old_runs_go_but_for_one_that_goes_on(tmp_path):
    store = Store(tmp_path)
    runs = [open_run(store) for _ in range(3)]
    for number, run in enumerate(runs):
        run.name = f"2026110{number + 1}T000000-0000"
        run._folder = store.root / "runs" / run.name
        run.write({"event": "run"})
    for run in runs[1:]:
        run.close()
    make_old(store)
    newest = store.root / "runs" / runs[2].name / "journal.jsonl"
    os.utime(newest, (NOW - DAY, NOW - DAY))
    assert collect(store, dry_run=True).tidied.runs == 1
    assert len(list_runs(store)) == 3
    assert collect(store).tidied.runs == 1
    assert list_runs(store) == [runs[0].name, runs[2].name]
    runs[0].close()


def test_failures_and_traces_go_when_they_are_old_and_no_recent_run_names_them(tmp_path):
    store = Store(tmp_path)
    for key in ("aa" * 32, "bb" * 32):
        store.failures.keep(key, "audio", InputError("song", "is broken"))
    (tmp_path / "traces").mkdir()
    (tmp_path / "traces" / f"{'aa' * 32}.txt").write_text("trace")
    run = open_run(store)
    run.write({"event": "started"})
    run.write_plan({"songs": {"song": {"main": {"audio": {"state": "failed", "key": "bb" * 32}}}}})
    make_old(store)
    for file in (store.root / "runs").glob("*/*"):
        os.utime(file, (NOW, NOW))
    swept = collect(store)
    assert (swept.tidied.failures, swept.tidied.traces) == (1, 1)
    assert list(store.failures.keys()) == ["bb" * 32]
