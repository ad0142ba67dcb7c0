import hashlib
import socket

import pytest

from songloom.errors import MissingError, SongloomError, UsageError
from songloom.weights.hub import Hub, open_hub
from tests.fixtures.hub import name_blob
from tests.unit.weights.conftest import FILES, NAME, NEW, OLD, TENSORS

API = f"/api/models/{NAME}"


def test_a_branch_becomes_a_revision(client):
    listing = client.list_files(NAME, None)
    assert listing.revision == NEW and listing.licence == "mit"
    assert set(listing.files) == set(FILES)
    assert listing.files["model.safetensors"].sha256 == hashlib.sha256(TENSORS).hexdigest()
    assert listing.files["model.safetensors"].blob == ""
    assert listing.files["config.json"].blob == name_blob(FILES["config.json"])


def test_a_revision_is_that_revision(client):
    assert client.list_files(NAME, OLD).revision == OLD


@pytest.mark.parametrize(
    "card, said",
    [
        ({"license": "apache-2.0"}, "apache-2.0"),
        ({"license": "other", "license_name": "stability-ai-community"}, "stability-ai-community"),
        ({"license": ["mit", "cc-by-4.0"]}, "mit, cc-by-4.0"),
        ({}, "unknown"),
        ({"license": "a\x1b[31m\nb" + "c" * 200}, "a[31mb" + "c" * 94),
    ],
)
def test_the_licence_is_what_the_card_says(hub, client, card, said):
    hub.card = card
    assert client.list_files(NAME, None).licence == said


def test_no_token_is_sent_unless_the_user_set_one(hub, monkeypatch):
    open_hub().list_files(NAME, None)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    open_hub().list_files(NAME, None)
    assert hub.tokens == [None, "Bearer hf_secret"]


def test_the_token_is_not_shown_to_the_store_of_large_files(hub, tmp_path):
    download(Hub(hub.endpoint, "hf_secret"), tmp_path)
    assert hub.tokens == ["Bearer hf_secret", "Bearer hf_secret", None]


@pytest.mark.parametrize(
    "repository, revision, kind, said",
    [
        (NAME, "3" * 40, UsageError, "no such revision"),
        ("someone/else", None, UsageError, "no such repository"),
    ],
)
def test_what_the_hub_does_not_have_is_told(client, repository, revision, kind, said):
    with pytest.raises(kind, match=said):
        client.list_files(repository, revision)


@pytest.mark.parametrize(
    "answer, said",
    [
        ((403, {"X-Error-Code": "GatedRepo"}, b"{}"), "accepted its terms"),
        ((429, {"Retry-After": "7"}, b""), "try again in 7 s"),
        ((500, {}, b""), "answered 500"),
        ((200, {}, b"<html>"), "makes no sense"),
        ((200, {}, b"[]"), "makes no sense"),
        ((200, {}, b"[" * 100_000), "makes no sense"),
        ((200, {}, b"{}"), "lacks something"),
        ((200, {}, b'{"sha": "main", "siblings": []}'), "lacks something"),
        ((200, {}, b'{"sha": "%s", "siblings": [{"rfilename": "a", "size": -1}]}' % NEW.encode()), "lacks something"),
        ((200, {}, b'{"sha": "%s", "siblings": [{"rfilename": "a/../../b", "size": 1}]}' % NEW.encode()), "lies outside"),
        ((200, {}, b'{"sha": "%s", "siblings": [{"rfilename": "/etc/passwd", "size": 1}]}' % NEW.encode()), "lies outside"),
        ((200, {}, b'{"sha": "%s", "siblings": [{"rfilename": "..\\\\b", "size": 1}]}' % NEW.encode()), "lies outside"),
        ((307, {"Location": API}, b""), "in circles"),
    ],
)
def test_an_answer_that_is_none_is_told(hub, client, answer, said):
    hub.broken[API] = answer
    with pytest.raises(MissingError, match=said):
        client.list_files(NAME, None)


def test_another_revision_than_the_one_asked_for_is_refused(hub, client):
    hub.broken[f"{API}/revision/{OLD}"] = (200, {}, b'{"sha": "%s", "siblings": []}' % NEW.encode())
    with pytest.raises(MissingError, match="answered with revision"):
        client.list_files(NAME, OLD)


def test_a_repository_that_moved_is_followed(hub, client):
    hub.broken["/api/models/old/name"] = (307, {"Location": API}, b"")
    assert client.list_files("old/name", None).revision == NEW


def test_without_a_network_nothing_hangs():
    with socket.socket() as held:
        # Bound and not listening: whoever connects is refused.
        held.bind(("127.0.0.1", 0))
        with pytest.raises(MissingError, match=r"cannot be reached .* --from FOLDER"):
            Hub(f"http://127.0.0.1:{held.getsockname()[1]}", "").list_files(NAME, None)


@pytest.mark.parametrize("endpoint", ["ftp://hub", "hub", "http://", "http://a b", "http://hub/?x", "file:///etc"])
def test_an_address_that_is_none_is_told(monkeypatch, endpoint):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(UsageError, match="HF_ENDPOINT"):
        open_hub()


def test_a_proxy_of_no_known_kind_is_told(client, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "gopher://me:secret@proxy")
    with pytest.raises(MissingError, match="a proxy or certificates that the environment names cannot be used") as raised:
        client.list_files(NAME, None)
    assert "secret" not in str(raised.value)


def test_offline_by_decree(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MissingError, match="HF_HUB_OFFLINE"):
        open_hub()


def download(client, tmp_path):
    client.download(client.list_files(NAME, None), "model.safetensors", tmp_path / "model.safetensors", lambda _: None)
    return (tmp_path / "model.safetensors").read_bytes()


def test_a_line_that_drops_is_taken_up_again(hub, client, tmp_path):
    hub.cuts[:] = [1000, 500]
    assert download(client, tmp_path) == TENSORS
    assert hub.ranges() == ["bytes=1000-", "bytes=1500-"]


def test_a_file_cut_short_is_gone_on_with_the_next_time(hub, client, tmp_path):
    hub.cuts[:] = [1000, 0, 0, 0, 0, 0]
    with pytest.raises(MissingError, match="goes on from here"):
        download(client, tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == TENSORS[:1000]
    hub.asked.clear()
    assert download(client, tmp_path) == TENSORS
    assert hub.ranges() == ["bytes=1000-"]


def test_a_server_that_cannot_go_on_begins_again(hub, client, tmp_path):
    (tmp_path / "config.json").write_bytes(b"xx")
    read = []
    client.download(client.list_files(NAME, None), "config.json", tmp_path / "config.json", read.append)
    assert (tmp_path / "config.json").read_bytes() == FILES["config.json"]
    assert sum(read) == len(FILES["config.json"])


def test_more_bytes_than_listed_are_not_kept(hub, client, tmp_path):
    hub.tampered["model.safetensors"] = TENSORS * 2
    with pytest.raises(MissingError, match="is longer"):
        download(client, tmp_path)
    assert (tmp_path / "model.safetensors").stat().st_size == 0


def test_the_hub_of_these_tests_is_like_the_real_one(hub, tmp_path, monkeypatch):
    """The hub's own library finds there what it finds on the real one."""
    library = pytest.importorskip("huggingface_hub")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    info = library.HfApi(endpoint=hub.endpoint, token=False).model_info(NAME, files_metadata=True)
    ours = Hub(hub.endpoint, "").list_files(NAME, None)
    assert (info.sha, info.card_data["license"]) == (ours.revision, ours.licence)
    for file in info.siblings:
        assert (file.size, file.lfs.sha256 if file.lfs else "") == (ours.files[file.rfilename].size, ours.files[file.rfilename].sha256)
    for name in ("model.safetensors", "config.json"):
        where = {"revision": NEW, "endpoint": hub.endpoint, "local_dir": tmp_path / "real", "cache_dir": tmp_path / "cache", "token": False}
        library.hf_hub_download(NAME, name, **where)
        assert (tmp_path / "real" / name).read_bytes() == FILES[name]
    with pytest.raises(library.errors.RevisionNotFoundError):
        library.HfApi(endpoint=hub.endpoint, token=False).model_info(NAME, revision="3" * 40)
    with pytest.raises(SongloomError):
        Hub(hub.endpoint, "").list_files(NAME, "3" * 40)
