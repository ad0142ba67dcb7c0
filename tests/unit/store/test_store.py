import errno
import os
import threading

import pytest

from songloom.errors import InputError, StoreError
from songloom.store import Store


def test_scratch_is_gone_afterwards_even_after_an_error(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(InputError), store.scratch() as folder:
        (folder / "half.flac").write_bytes(b"half")
        raise InputError("song", "is broken")
    assert not folder.exists()


def test_sweep_removes_what_killed_runs_left_and_nothing_that_is_in_use(tmp_path):
    store = Store(tmp_path)
    dead = tmp_path / "tmp" / "step-dead"
    dead.mkdir(parents=True)
    stale = tmp_path / "tmp" / "incoming" / "object-stale"
    stale.parent.mkdir()
    stale.touch()
    os.utime(stale, (0, 0))
    with store.scratch() as alive:
        store.sweep()
        assert alive.exists()
    assert not dead.exists()
    assert not stale.exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_one_clear_error(tmp_path, code):
    with pytest.raises(StoreError, match="the disk is full; free some space") as caught, Store(tmp_path).translate_errors():
        raise OSError(code, os.strerror(code))
    assert caught.value.exit_code == 3


def test_a_full_disk_is_recognised_behind_a_codecs_own_error(tmp_path):
    with pytest.raises(StoreError, match="the disk is full"), Store(tmp_path).translate_errors():
        try:
            raise OSError(errno.ENOSPC, "no space")
        except OSError as error:
            raise RuntimeError("could not write header") from error


def test_a_store_that_cannot_be_written_is_one_clear_error(tmp_path):
    with pytest.raises(StoreError, match="cannot be written"), Store(tmp_path).translate_errors():
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "objects"))


def test_other_errors_pass(tmp_path):
    with pytest.raises(ValueError, match="a defect"), Store(tmp_path).translate_errors():
        raise ValueError("a defect")


def test_sweeping_beside_working_writers_takes_nothing_from_them(tmp_path):
    store = Store(tmp_path)
    stop = threading.Event()

    def sweep_on():
        while not stop.is_set():
            store.sweep()

    sweeper = threading.Thread(target=sweep_on)
    sweeper.start()
    try:
        for number in range(300):
            with store.scratch() as folder:
                (folder / "made").write_text(str(number))
                assert (folder / "made").read_text() == str(number)
    finally:
        stop.set()
        sweeper.join()
