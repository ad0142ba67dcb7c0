import hashlib
from dataclasses import replace

import pytest

from songloom.errors import MissingError, UsageError
from songloom.model.weights import FileDigest
from songloom.weights.fetch import fetch_weights
from songloom.weights.folder import find_missing, locate_weights
from songloom.weights.incoming import INCOMING, hold_incoming
from songloom.weights.known import Known
from tests.unit.weights.conftest import FILES, NAME, NEW, OLD, TENSORS


def fetch(client, wanted):
    return fetch_weights(client, wanted, lambda _: None)


def test_weights_are_pinned_with_every_file(client, want):
    wanted = want()
    weights = fetch(client, wanted)
    assert (weights.name, weights.repository, weights.revision, weights.licence) == (NAME, NAME, NEW, "mit")
    assert weights.files == {
        name: FileDigest(hashlib.sha256(FILES[name]).hexdigest(), len(FILES[name]))
        for name in ("config.json", "model.safetensors", "vocab.json")
    }
    assert not find_missing(weights, wanted.root)
    assert sorted(file.name for file in wanted.folder.rglob("*")) == ["config.json", "model.safetensors", "vocab.json"]
    assert (wanted.folder / "model.safetensors").read_bytes() == TENSORS


def test_the_second_time_nothing_is_downloaded(hub, client, want):
    first = fetch(client, want())
    hub.asked.clear()
    assert fetch(client, want()) == first
    assert hub.downloads() == []


def test_only_what_is_missing_or_damaged_is_downloaded(hub, client, want):
    first = fetch(client, want())
    folder = want().folder
    (folder / "vocab.json").unlink()
    (folder / "model.safetensors").write_bytes(TENSORS[:-1] + b"?")
    hub.asked.clear()
    assert fetch(client, want(row=first)) == first
    assert hub.downloads() == ["model.safetensors", "vocab.json"]
    assert (folder / "model.safetensors").read_bytes() == TENSORS


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_file_that_was_tampered_with_is_refused(hub, client, want, name):
    hub.tampered[name] = FILES[name][:-1] + b"?"
    with pytest.raises(MissingError, match=f"{NAME}: {name}: its bytes are not those that were promised"):
        fetch(client, want())
    assert not want().folder.exists()
    hub.tampered.clear()
    assert fetch(client, want()).files[name].sha256 == hashlib.sha256(FILES[name]).hexdigest()


def test_what_the_lock_says_is_a_promise_too(client, want):
    row = fetch(client, want(revision=OLD))
    other = replace(row, files={**row.files, "config.json": FileDigest("f" * 64, 2)})
    with pytest.raises(MissingError, match=r"config\.json: its bytes"):
        fetch(client, want(row=other, revision=OLD))


def test_a_row_of_the_lock_keeps_its_files(hub, client, want):
    known = Known(NAME, NAME, files=("model.safetensors", "config.json"))
    row = fetch(client, want(known=known, revision=NEW))
    (want().folder / "config.json").unlink()
    assert fetch(client, want(row=row, revision=NEW)) == row, "whatever patterns say today"
    hub.repositories[NAME] = {NEW: {"model.safetensors": TENSORS}}
    with pytest.raises(MissingError, match=r"config\.json: is in models\.lock, and the hub does not list it"):
        want(row=row, revision=NEW).files  # noqa: B018 - it is what raises


def test_what_is_known_beforehand_is_a_promise_of_its_revision(client, want):
    known = Known(NAME, NAME, revision=NEW, digests={"model.safetensors": "f" * 64})
    with pytest.raises(MissingError, match=r"model\.safetensors: its bytes"):
        fetch(client, want(known=known))
    assert fetch(client, want(known=known, revision=OLD)).revision == OLD


def test_what_only_looks_like_plain_tensors_is_refused(hub, client, want):
    for disguised in ("model.safetensors", "model.bin"):
        hub.repositories[NAME] = {NEW: {disguised: b"PK\x03\x04 an archive that runs when it is read"}}
        with pytest.raises(UsageError, match="may run code when it is read"):
            fetch(client, want())
        assert not want().folder.exists()


def test_the_model_of_ctranslate2_is_taken(hub, client, want):
    hub.repositories[NAME] = {NEW: {"model.bin": b"\x06\0\0\0" + bytes(50), "config.json": b"{}", "vocabulary.txt": b"a"}}
    assert set(fetch(client, want()).files) == {"model.bin", "config.json", "vocabulary.txt"}


def test_two_at_a_time_do_not_mix(client, want):
    wanted = want()
    with (
        pytest.raises(MissingError, match="another songloom is fetching it"),
        hold_incoming(wanted.root, wanted.folder),
    ):
        fetch(client, wanted)


def test_a_full_disk_is_told_before(client, want, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(MissingError, match="make room"):
        fetch(client, want())


def test_a_cut_download_leaves_no_folder_and_goes_on(hub, client, want):
    hub.cuts[:] = [1000, 0, 0, 0, 0, 0]
    with pytest.raises(MissingError, match="goes on from here"):
        fetch(client, want())
    assert not want().folder.exists()
    hub.asked.clear()
    (want().root / INCOMING / f"{want().folder.parent.name}--{NEW}" / "adapter_config.json").write_text("{}")
    fetch(client, want())
    assert not (want().folder / "adapter_config.json").exists(), "nothing pins it"
    assert hub.ranges() == ["bytes=1000-"] and locate_weights(fetch(client, want()), want().root).is_dir()
