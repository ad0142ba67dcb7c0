"""What a remote store must be able to do with files, and how a plain folder (a share of the network, another disk) does it."""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from songloom.store.objects import make_folder, sync_path


class Files(Protocol):
    """Files by their path below the remote's root, such as `records/ab/cd….json`. What is not there is a FileNotFoundError."""

    def check(self) -> None:
        """Whether the root is there at all; FileNotFoundError where it is not."""

    def list_sizes(self, folder: str) -> dict[str, int]:
        """Path → bytes of every file below a folder, in one listing; none where there is no such folder."""
        ...

    def find_size(self, path: str) -> int | None:
        """How many bytes a file has; None where it is not there."""

    def read(self, path: str, start: int, end: int) -> bytes:
        """The bytes from `start` to before `end`, fewer where the file is shorter."""
        ...

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """Write a file whole, over whatever is there: where `blocks` raises, or this is killed, nothing of it is seen."""

    def create(self, path: str, data: bytes) -> bool:
        """Write a file unless one is there already; whether it was written."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""


@dataclass(frozen=True)
class Folder:
    """A remote store in a folder. Its root is never made: where a share is not mounted, nothing may fill the place below it."""

    root: Path

    def check(self) -> None:
        """FileNotFoundError where the folder is not there, so that it is told from one that is empty."""
        if not self.root.is_dir():
            raise FileNotFoundError(str(self.root))

    def list_sizes(self, folder: str) -> dict[str, int]:
        """One walk; FileNotFoundError where the root itself is not there."""
        self.check()
        found = {}
        for place, _, names in os.walk(self.root / folder):
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):
                    found[path.relative_to(self.root).as_posix()] = path.stat().st_size
        return found

    def find_size(self, path: str) -> int | None:
        """One look."""
        try:
            return (self.root / path).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, path: str, start: int, end: int) -> bytes:
        """A piece of a file."""
        with (self.root / path).open("rb") as stream:
            stream.seek(start)
            return stream.read(end - start)

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """Beside its place first, then renamed over it."""
        fresh = self._write_fresh(blocks)
        try:
            make_folder((self.root / path).parent)
            fresh.replace(self.root / path)
            sync_path((self.root / path).parent)
        finally:
            fresh.unlink(missing_ok=True)

    def create(self, path: str, data: bytes) -> bool:
        """A hard link fails where the name is taken; where a share knows none, two writers of one moment may both win."""
        target = self.root / path
        if target.exists():
            return False
        fresh = self._write_fresh([data])
        try:
            make_folder(target.parent)
            try:
                os.link(fresh, target)
            except FileExistsError:
                return False
            except OSError:
                fresh.replace(target)
            sync_path(target.parent)
            return True
        finally:
            fresh.unlink(missing_ok=True)

    def remove(self, path: str) -> None:
        """Unlink."""
        (self.root / path).unlink(missing_ok=True)

    def _write_fresh(self, blocks: Iterable[bytes]) -> Path:
        self.check()
        make_folder(self.root / "tmp")
        fresh = self.root / "tmp" / f"remote-{secrets.token_hex(8)}"
        try:
            with fresh.open("xb") as stream:
                for block in blocks:
                    stream.write(block)
                stream.flush()
                os.fsync(stream.fileno())
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        return fresh
