"""The content-addressed store: the only judge of whether a step is done."""

import errno
import fcntl
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from songloom.errors import StoreError
from songloom.store.objects import Objects
from songloom.store.records import Records

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNUSABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}
LEAST_FREE_BYTES = 1 << 20
STALE_S = 3600


class Store:
    """A folder of objects, records, readable names, and what is in the making."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects = Objects(root / "objects", root / "tmp" / "incoming")
        self.records = Records(root / "records", self.objects)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder of one's own for a step in the making, gone afterwards; after a kill, `sweep` finds it unlocked and removes it."""
        with self.translate_errors():
            folder = self.root / "tmp" / f"step-{secrets.token_hex(8)}"
            folder.mkdir(parents=True)
            with (folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                try:
                    yield folder
                finally:
                    shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed runs left: scratch folders that nobody holds locked, and files that never became objects."""
        for folder in (self.root / "tmp").glob("step-*"):
            try:
                with (folder / "lock").open("r+") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue
        for file in self.objects.incoming.glob("*"):
            with suppress(OSError):
                if time.time() - file.stat().st_mtime > STALE_S:
                    file.unlink()

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
            if isinstance(error, OSError) and code in UNUSABLE:
                cure = "make it writable, or name another store with --store"
                raise StoreError(str(self.root), f"the store cannot be written ({error.strerror})", cure) from error
            raise

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self.root).free < LEAST_FREE_BYTES
        except OSError:
            return False


# --------------------------------------------------------------------------------------------- private


def _find_errno(error: BaseException | None) -> int | None:
    while error is not None:
        code = getattr(error, "errno", None)
        if isinstance(code, int):
            return code
        error = error.__cause__ or error.__context__
    return None
