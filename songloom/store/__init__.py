"""The content-addressed store: the only judge of whether a step is done."""

import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from songloom.errors import StoreError
from songloom.store.failures import Failures
from songloom.store.objects import Objects
from songloom.store.quarantine import Quarantine
from songloom.store.records import Records

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BROKEN_DISK = {errno.EIO}
UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}
LEAST_FREE_BYTES = 1 << 20
STALE_S = 3600


class Store:
    """A folder of objects, records, failures, readable names, and what is in the making."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.quarantine = Quarantine(root / "quarantine")
        self.objects = Objects(root / "objects", root / "tmp" / "incoming", self.quarantine)
        self.records = Records(root / "records", self.objects)
        self.failures = Failures(root / "failures", self.objects.incoming)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder of one's own for a step in the making, gone afterwards; after a kill, `sweep` finds it unlocked and removes it."""
        with self.translate_errors():
            # It is locked before it takes the name by which `sweep` would find it.
            fresh = self.root / "tmp" / f".{secrets.token_hex(8)}"
            fresh.mkdir(parents=True)
            with _open_folder(fresh) as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                folder = fresh.rename(fresh.with_name(f"step-{secrets.token_hex(8)}"))
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed runs left: scratch folders that nobody holds locked, and what never came to be an object."""
        for folder in (self.root / "tmp").glob("step-*"):
            with suppress(OSError), _open_folder(folder) as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        for stale in (*self.objects.incoming.glob("*"), *(self.root / "tmp").glob(".*")):
            with suppress(OSError):
                if time.time() - stale.stat().st_mtime > STALE_S:
                    stale.rmdir() if stale.is_dir() else stale.unlink()

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """A full disk, whoever met it, or a store that cannot be written is a StoreError."""
        try:
            yield
        except Exception as error:
            code = _find_errno(error)
            # Codecs report a short write in words of their own: what tells then is whether there is room.
            if code in FULL_DISK or self._is_full():
                cure = "free some space, or name a store on another disk with --store"
                raise StoreError(str(self.root), "the disk is full", cure) from error
            if isinstance(error, OSError) and code in BROKEN_DISK and self._may_be_ours(error):
                cure = "look at that disk; what is there is checked by `songloom verify`, and the next run goes on from there"
                raise StoreError(str(self.root), "the disk failed (input/output error)", cure) from error
            if isinstance(error, OSError) and code in UNUSABLE and error.filename is not None and self._may_be_ours(error):
                cure = "make it writable, or name another store with --store"
                raise StoreError(str(self.root), f"the store cannot be written ({error.strerror})", cure) from error
            raise

    def _may_be_ours(self, error: OSError) -> bool:
        """Whether an error is about a file of the store; one that names no file was met while writing: reading has cures of its own."""
        names = [Path(str(name)) for name in (error.filename, error.filename2) if name is not None]
        return not names or any(name.is_relative_to(self.root) for name in names)

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self.root).free < LEAST_FREE_BYTES
        except OSError:
            return False


# --------------------------------------------------------------------------------------------- private


@contextmanager
def _open_folder(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _find_errno(error: BaseException | None) -> int | None:
    while error is not None:
        code = getattr(error, "errno", None)
        if isinstance(code, int):
            return code
        error = error.__cause__ or error.__context__
    return None
