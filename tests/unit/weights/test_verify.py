import pytest

from songloom.model.weights import FileDigest
from songloom.weights.fetch import fetch_weights
from songloom.weights.folder import find_missing
from songloom.weights.verify import verify_weights
from tests.unit.weights.conftest import TENSORS


@pytest.fixture
def here(client, want):
    """Weights that are here, and where."""
    wanted = want()
    return fetch_weights(client, wanted, lambda _: None), wanted


def test_what_is_right_stays(here):
    weights, wanted = here
    read = []
    assert verify_weights(weights, wanted.root, read.append) == {}
    assert sum(read) == weights.size


def test_one_changed_byte_is_found_put_aside_and_healed(here, client, want):
    weights, wanted = here
    (wanted.folder / "model.safetensors").write_bytes(TENSORS[:-1] + b"?")
    (wanted.folder / "vocab.json").unlink()
    assert find_missing(weights, wanted.root) != []
    found = verify_weights(weights, wanted.root, lambda _: None)
    assert found == {"model.safetensors": "damaged", "vocab.json": "missing"}
    assert find_missing(weights, wanted.root) == ["model.safetensors", "vocab.json"]
    assert len(list((wanted.root / ".quarantine").rglob("model.safetensors"))) == 1
    assert fetch_weights(client, want(row=weights), lambda _: None) == weights
    assert verify_weights(weights, wanted.root, lambda _: None) == {}


def test_a_file_cut_short_is_damaged(here):
    weights, wanted = here
    (wanted.folder / "config.json").write_bytes(b"{")
    assert weights.files["config.json"] != FileDigest(weights.files["config.json"].sha256, 1)
    assert verify_weights(weights, wanted.root, lambda _: None) == {"config.json": "damaged"}
