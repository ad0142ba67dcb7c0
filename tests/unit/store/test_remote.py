import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from songloom.errors import MissingError, StoreError, UsageError
from songloom.model.record import Output, Record
from songloom.store import Store
from songloom.store.remote import Remote
from songloom.store.remote_wire import AwayError
from songloom.store.transfer import locate_object, locate_record
from tests.fixtures.shared import build_preimage, hash_preimage, make_shared


@pytest.fixture(params=["folder", "s3", "memory"])
def remote(request):
    if request.param == "memory":
        return Remote(f"memory://{os.urandom(8).hex()}/songs")
    return request.getfixturevalue(request.param)


def damage(remote, path, data):
    """Write over what the remote has, as whoever may write there can."""
    remote.wire.write(path, [data])


def test_what_one_store_gives_another_gets(remote, here, there):
    records = [make_shared(here, name, {"rhythm.json": name.encode(), "more.bin": os.urandom(300)}) for name in "abc"]
    assert [remote.push(record, here) for record in records] == [True, True, True]
    assert remote.list_keys() == {record.key for record in records}
    assert set(remote.list_objects()) == {output.digest for record in records for output in record.outputs.values()}
    pulled = remote.pull_many([*(record.key for record in records), "0" * 64], there)
    assert dict(pulled.records) == {record.key: record for record in records}
    assert pulled.missed == ("0" * 64,) and pulled.refused == ()
    assert [there.records.find(record.key) for record in records] == records
    assert (
        there.objects.path_of(records[0].outputs["more.bin"].digest).read_bytes()
        == here.objects.path_of(records[0].outputs["more.bin"].digest).read_bytes()
    )
    assert remote.take_troubles() == []


def test_an_object_larger_than_a_piece_travels_in_pieces(remote, here, there):
    data = os.urandom(17 << 20)
    record = make_shared(here, "long", {"rhythm.json": data})
    remote.push(record, here)
    assert remote.pull(record.key, there) == record
    assert there.objects.path_of(record.outputs["rhythm.json"].digest).read_bytes() == data


def test_an_empty_object_travels_too(remote, here, there):
    record = make_shared(here, "silence", {"rhythm.json": b""})
    remote.push(record, here)
    assert remote.pull(record.key, there) == record


def test_the_first_writer_wins(remote, here, there):
    first = make_shared(here, "same", {"rhythm.json": b"first"})
    second = make_shared(there, "same", {"rhythm.json": b"second"})
    assert remote.push(first, here)
    assert not remote.push(second, there)
    assert remote.find(first.key) == first


def test_of_many_writers_of_one_record_one_wins(folder, tmp_path):
    writers = [Store(tmp_path / str(number)) for number in range(8)]
    records = [make_shared(store, "same", {"rhythm.json": str(number).encode()}) for number, store in enumerate(writers)]
    start = threading.Barrier(len(writers))

    def push(number):
        start.wait()
        return folder.push(records[number], writers[number])

    with ThreadPoolExecutor(len(writers)) as threads:
        won = list(threads.map(push, range(len(writers))))
    assert sum(won) == 1
    assert folder.find(records[0].key) == records[won.index(True)]
    assert not list((tmp_path / "nas" / "tmp").iterdir())


def test_what_is_there_is_not_sent_again(s3, server, here):
    record = make_shared(here, "once")
    s3.push(record, here)
    server.asked.clear()
    s3.push(record, here)
    assert [method for method, _ in server.asked] == ["HEAD", "PUT"]


def test_after_a_listing_no_object_is_asked_for(s3, server, here):
    records = [make_shared(here, name) for name in "abc"]
    s3.push(records[0], here)
    s3.list_objects()
    server.asked.clear()
    for record in records[1:]:
        s3.push(record, here)
    assert [method for method, _ in server.asked] == ["PUT"] * 4


def test_all_keys_are_listed_a_thousand_a_request(s3, server):
    keys = {hashlib.sha256(str(number).encode()).hexdigest() for number in range(2500)}
    server.fill(s3.url.split("/")[2], [f"songs/{locate_record(key)}" for key in keys])
    server.asked.clear()
    assert s3.list_keys() == keys
    assert server.count_listings() == 3 == len(server.asked)


def test_a_cut_download_goes_on_where_it_was(s3, server, here, there):
    record = make_shared(here, "long", {"rhythm.json": os.urandom(20 << 20)})
    s3.push(record, here)
    output = record.outputs["rhythm.json"]
    left = [2]

    def cut(method, path):
        if path.endswith(output.digest[2:]):
            left[0] -= 1
        return left[0] < 0

    server.is_cut = cut
    assert s3.pull(record.key, there) is None
    assert (there.root / "tmp" / "pulls" / output.digest).stat().st_size == 16 << 20
    assert any("cannot be reached" in trouble for trouble in s3.take_troubles())
    server.is_cut = lambda method, path: False
    s3.wire.breaker.retry()
    server.asked.clear()
    assert s3.pull(record.key, there) == record
    assert [method for method, _ in server.asked] == ["GET", "GET"]
    assert not list((there.root / "tmp" / "pulls").iterdir())


def test_a_download_goes_on_from_a_damaged_piece_only_to_be_refused(folder, here, there):
    record = make_shared(here, "a", {"rhythm.json": b"x" * 1000})
    folder.push(record, here)
    partial = there.root / "tmp" / "pulls" / record.outputs["rhythm.json"].digest
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"y" * 500)
    assert folder.pull(record.key, there) is None
    assert folder.pull(record.key, there) == record


@pytest.mark.parametrize("bad", [b"beats of B", b"beats", b"", b"beats of a and more"], ids=["flipped", "cut", "empty", "longer"])
def test_a_damaged_object_is_refused_made_again_and_healed(remote, here, there, bad):
    record = make_shared(here, "a")
    remote.push(record, here)
    output = record.outputs["rhythm.json"]
    damage(remote, locate_object(output.digest), bad)
    if bad.startswith(b"beats of a"):
        # Only as much as the record says is read: it is right as far as it matters.
        assert remote.pull(record.key, there) == record
        return
    pulled = remote.pull_many([record.key], there)
    assert pulled.refused == (record.key,)
    assert not there.objects.has(output) and there.records.find(record.key) is None
    assert [trouble for trouble in remote.take_troubles() if output.digest[:12] in trouble]
    assert not [path for path in there.objects.root.rglob("*") if path.is_file()]
    again = make_shared(there, "a", {"rhythm.json": b"another machine's beats"})
    assert remote.push(again, there)
    assert remote.pull(record.key, Store(there.root.parent / "third")) == again


def test_a_lost_object_makes_its_record_a_miss(folder, here, there):
    record = make_shared(here, "a")
    folder.push(record, here)
    folder.wire.remove(locate_object(record.outputs["rhythm.json"].digest))
    assert folder.pull_many([record.key], there).refused == (record.key,)
    assert folder.push(record, here)
    assert folder.pull(record.key, there) == record


def make_hostile(**fields):
    preimage = build_preimage("hostile")
    output = {"digest": "ab" * 32, "size": 5}
    plain = {"key": hash_preimage(preimage), "preimage": preimage, "outputs": {"rhythm.json": output}, "provenance": {"seconds": 1}}
    return plain | fields


GOOD = {"digest": "ab" * 32, "size": 5}
HOSTILE = {
    "no-json": b"\xff\xfe{",
    "deep": b"[" * 100_000,
    "list": b"[]",
    "huge": b" " * (5 << 20),
    "climbs": make_hostile(outputs={"../../../evil.json": GOOD}),
    "absolute": make_hostile(outputs={"/etc/cron.d/evil": GOOD}),
    "hidden": make_hostile(outputs={"..": GOOD}),
    "terminal": make_hostile(outputs={"a\x1b[2Jb": GOOD}),
    "backslash": make_hostile(outputs={"a\\b": GOOD}),
    "digest-path": make_hostile(outputs={"rhythm.json": {"digest": "../" * 21 + "x", "size": 5}}),
    "digest-short": make_hostile(outputs={"rhythm.json": {"digest": "ab", "size": 5}}),
    "size-negative": make_hostile(outputs={"rhythm.json": {"digest": "ab" * 32, "size": -1}}),
    "size-huge": make_hostile(outputs={"rhythm.json": {"digest": "ab" * 32, "size": 1 << 50}}),
    "size-true": make_hostile(outputs={"rhythm.json": {"digest": "ab" * 32, "size": True}}),
    "many": make_hostile(outputs={f"{number}.json": GOOD for number in range(10_001)}),
    "lacks-a-file": make_hostile(outputs={"other.json": GOOD}),
    "wrong-key": make_hostile(key="cd" * 32),
    "wrong-preimage": make_hostile(preimage=build_preimage("something else")),
    "no-seconds": make_hostile(provenance={}),
    "endless-seconds": make_hostile(provenance={"seconds": float("inf")}),
    "text-seconds": make_hostile(provenance={"seconds": "long"}),
    "no-parts": make_hostile(provenance={"seconds": 1, "parts": {"made": "all"}}),
    "drives-terminal": make_hostile(provenance={"seconds": 1, "machine": "\x1b]0;evil\x07"}),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_record_that_is_none_is_refused(folder, there, hostile):
    key = hash_preimage(build_preimage("hostile"))
    damage(folder, locate_record(key), hostile if isinstance(hostile, bytes) else json.dumps(hostile).encode())
    damage(folder, locate_object("ab" * 32), b"12345")
    strict = Remote(folder.url, 0, (("rhythm", "rhythm.json"),))
    assert strict.pull_many([key], there).refused == (key,)
    assert [trouble for trouble in strict.take_troubles() if "not taken" in trouble and "\x1b" not in trouble]
    assert not list(there.root.rglob("*.json")) and there.records.find(key) is None
    # Whoever makes the step puts a sound record in its place.
    own = make_shared(there, "hostile")
    assert own.key == key and strict.push(own, there) and strict.find(key) == own


def test_a_record_without_its_file_is_refused_whatever_else_is_right(folder, here):
    """The base of the hostile ones is sound: each of them is refused for what is wrong in it alone."""
    key = hash_preimage(build_preimage("hostile"))
    damage(folder, locate_record(key), json.dumps(make_hostile()).encode())
    assert folder.find(key) == Record(key, build_preimage("hostile"), {"rhythm.json": Output("ab" * 32, 5)}, {"seconds": 1})


def test_a_damaged_object_of_ours_is_never_given(remote, here):
    record = make_shared(here, "a", {"rhythm.json": os.urandom(9 << 20), "more.bin": b"fine"})
    path = here.objects.path_of(record.outputs["rhythm.json"].digest)
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        remote.push(record, here)
    assert record.outputs["rhythm.json"].digest not in remote.list_objects()
    assert remote.list_keys() == set()


def test_one_object_is_fetched_by_its_digest(remote, here, there):
    record = make_shared(here, "a")
    remote.push(record, here)
    output = record.outputs["rhythm.json"]
    assert remote.fetch_object(output, there) and there.objects.has(output)
    assert not remote.fetch_object(Output("0" * 64, 3), there)


def test_a_server_that_is_away_is_a_miss_told_once_and_asked_again_later(s3, server, here, there):
    record = make_shared(here, "a")
    s3.push(record, here)
    server.stop()
    try:
        assert s3.pull(record.key, there) is None
        assert s3.is_away()
        assert not s3.fetch_object(record.outputs["rhythm.json"], there)
        assert s3.pull_many([record.key, "0" * 64], there).records == {}
        with pytest.raises(AwayError, match="cannot be reached"):
            s3.list_keys()
        assert len(s3.take_troubles()) == 1
    finally:
        server.start()
    s3.wire.breaker.retry()
    assert s3.pull(record.key, there) == record
    assert not s3.is_away()
    assert ["answers again" in trouble for trouble in s3.take_troubles()] == [True]


def test_a_remote_is_plain_data_that_a_worker_opens_itself(folder, here, there, tmp_path):
    record = make_shared(here, "a")
    folder.push(record, here)
    copy = pickle.loads(pickle.dumps(folder))  # noqa: S301 - as a worker gets it
    assert copy == folder and copy.pull(record.key, there) == record
    code = "import pickle, sys; r, k, s = pickle.load(sys.stdin.buffer); print(r.pull(k, s) is not None, 'fsspec' in sys.modules)"
    data = pickle.dumps((folder, record.key, Store(tmp_path / "elsewhere")))
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, cwd=Path.cwd())
    assert done.stdout.split() == [b"True", b"False"], done.stderr


def test_a_process_that_forked_opens_its_own(s3, here, there):
    record = make_shared(here, "a")
    s3.push(record, here)
    wire = s3.wire
    child = os.fork()
    if not child:
        os._exit(0 if s3.wire is not wire and s3.pull(record.key, there) == record else 1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("bucket/songs", UsageError, "is no URL"),
        ("gopher://host/songs", UsageError, "nobody knows gopher://"),
        ("s3://", UsageError, "names no bucket"),
        ("file://songs", UsageError, "is no absolute path"),
        ("ssh://ann:secret@host/songs", MissingError, "needs a library"),
        ("hdfs://ann:secret@host/songs", MissingError, "needs a library"),
    ],
)
def test_a_url_that_cannot_be_used_is_said_in_a_sentence(url, error, said):
    with pytest.raises(error, match=said) as raised:
        Remote(url).check()
    assert "\n" not in str(raised.value) and "secret" not in str(raised.value)
    assert "secret" not in repr(Remote(url))


def test_a_folder_that_is_not_mounted_is_not_filled(tmp_path, here):
    remote = Remote(f"file://{tmp_path}/share")
    record = make_shared(here, "a")
    with pytest.raises(AwayError, match="no such bucket or folder"):
        remote.check()
    with pytest.raises(AwayError):
        remote.push(record, here)
    assert not (tmp_path / "share").exists()


def test_a_bucket_that_is_not_there_is_said(s3, here):
    with pytest.raises(AwayError, match="no such bucket or folder"):
        Remote(s3.url.replace("songs-", "none-")).check()


def test_without_credentials_it_says_so(s3, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    remote = Remote(s3.url + "/other")
    with pytest.raises(AwayError, match="no credentials"):
        remote.check()
