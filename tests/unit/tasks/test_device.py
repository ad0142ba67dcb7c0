"""The device that a machine names must be there."""

import pytest

from songloom.errors import MissingError
from tasks import _device
from tasks._device import find_device


@pytest.fixture
def devices(monkeypatch):
    """What torch would find."""
    pytest.importorskip("torch", reason="the extra is not installed")

    def plant(*found):
        monkeypatch.setattr(_device, "_list_devices", lambda: list(found))
        find_device.cache_clear()

    yield plant
    find_device.cache_clear()


def test_auto_is_the_best_there_is(devices):
    for found, best in ((("cuda:0", "cuda:1", "cpu"), "cuda"), (("mps", "cpu"), "mps"), (("cpu",), "cpu")):
        devices(*found)
        assert find_device("auto") == best


def test_what_is_here_is_taken_by_its_name(devices):
    devices("cuda:0", "cuda:1", "cpu")
    assert [find_device(name) for name in ("cuda", "cuda:1", "cpu")] == ["cuda", "cuda:1", "cpu"]


@pytest.mark.parametrize("wanted", ["cuda", "cuda:7", "mps"])
def test_what_is_not_here_is_told_with_what_is(devices, wanted):
    devices("cpu") if wanted == "cuda" else devices("cuda:0", "cpu")
    with pytest.raises(MissingError, match=f"device: {wanted}: there is no such device here, but .*cpu; name one of them, or auto"):
        find_device(wanted)


def test_this_machine_has_a_processor():
    find_device.cache_clear()
    assert find_device("cpu") == "cpu"
