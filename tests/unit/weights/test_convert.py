import os
from pathlib import Path

import pytest

from songloom.errors import MissingError, UsageError
from songloom.model.weights import FileDigest
from songloom.weights.convert import convert_weights
from songloom.weights.fetch import fetch_weights
from songloom.weights.known import Known
from tests.unit.weights.conftest import NAME, NEW

torch = pytest.importorskip("torch")
TORCH = Known(NAME, NAME, files=("model.safetensors", "config.json"), convert="pytorch_model.bin")


class Trap:
    """Runs something when it is read the careless way."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self):
        return os.mkdir, (str(self.sprung),)


@pytest.fixture
def weights(tmp_path):
    file = tmp_path / "pytorch_model.bin"
    tensor = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    torch.save({"b": tensor.T, "a": tensor[:, 1:], "half": tensor.half()}, file)
    return file


def test_the_same_tensors_are_the_same_bytes(weights, tmp_path):
    from safetensors.torch import load_file

    for name in ("one", "two"):
        convert_weights(weights, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    before, after = torch.load(weights, weights_only=True), load_file(tmp_path / "one")
    assert before.keys() == after.keys() and all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("old", [False, True])
def test_what_would_run_is_not_run(tmp_path, old):
    sprung, file = tmp_path / "sprung", tmp_path / "pytorch_model.bin"
    torch.save({"a": torch.zeros(2), "trap": Trap(sprung)}, file, _use_new_zipfile_serialization=not old)
    with pytest.raises(UsageError, match="is not plain tensors"):
        convert_weights(file, tmp_path / "out")
    assert not sprung.exists() and not (tmp_path / "out").exists()
    torch.load(file, weights_only=False)
    assert sprung.exists(), "the trap works"


def test_what_is_fetched_is_converted_and_pinned_as_such(hub, client, want, weights):
    hub.repositories[NAME] = {NEW: {"pytorch_model.bin": weights.read_bytes(), "config.json": b"{}"}}
    found = fetch_weights(client, want(known=TORCH), lambda _: None)
    assert set(found.files) == {"config.json", "model.safetensors"}
    assert sorted(file.name for file in want(known=TORCH).folder.iterdir()) == ["config.json", "model.safetensors"]
    hub.asked.clear()
    assert fetch_weights(client, want(known=TORCH, row=found), lambda _: None) == found
    assert hub.downloads() == []
    (want(known=TORCH).folder / "model.safetensors").unlink()
    other = type(found)(found.name, found.repository, found.revision, found.licence, {"model.safetensors": FileDigest("f" * 64, 1)})
    with pytest.raises(MissingError, match="converted into other bytes"):
        fetch_weights(client, want(known=TORCH, row=other), lambda _: None)
