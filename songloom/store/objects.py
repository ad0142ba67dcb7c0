"""Bytes by their SHA-256: written once, read-only from then on."""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from songloom.model.record import Output
from songloom.store.damage import DamagedError
from songloom.store.files import BLOCK, hash_file, make_folder, sync_path
from songloom.store.quarantine import Quarantine

# How often a reader looks again whose object `gc` put aside between looking and opening.
TRIES = 5


@dataclass(frozen=True)
class Objects:
    """The folder `objects/ab/cd…`. `incoming` is where bytes wait, on the same file system, until they are whole. Whoever needs an object
    that `gc` put aside brings it back."""

    root: Path
    incoming: Path
    quarantine: Quarantine

    def path_of(self, digest: str) -> Path:
        """Where the object of this digest lies, or would lie."""
        return self.root / digest[:2] / digest[2:]

    def has(self, output: Output) -> bool:
        """Whether the object is there in full size; only `verify`, and whoever uses it, reads its bytes."""
        if self.are_here((output,)):
            return True
        # Another may bring it back, and delete the ward, or a second `gc` put it aside again, between our looking here and there.
        for _ in range(TRIES):
            self._revive(output.digest)
            if self.are_here((output,)):
                return True
        return False

    def has_all(self, outputs: Collection[Output]) -> bool:
        """Whether all these objects are there in full size."""
        return self.are_here(outputs) or all(self.has(output) for output in outputs)

    def are_here(self, outputs: Iterable[tuple[str, int]]) -> bool:
        """Whether these objects lie in their places in full size, and none of them was put aside."""
        # Asked of every output of a catalogue: text is joined ten times as fast as a Path.
        root, stat = str(self.root), os.stat
        try:
            for digest, size in outputs:
                if stat(f"{root}/{digest[:2]}/{digest[2:]}").st_size != size:
                    return False
        except OSError:
            return False
        return True

    def locate(self, digest: str) -> Path:
        """Where the object is to be read, right away; it may still not be there."""
        path = self.path_of(digest)
        if not path.is_file():
            self._revive(digest)
        return path

    def read(self, output: Output) -> bytes:
        """An object's bytes, checked; DamagedError where they are not what they were."""
        for _ in range(TRIES):
            try:
                with self.path_of(output.digest).open("rb") as file:
                    data, inode = file.read(), os.fstat(file.fileno()).st_ino
            except FileNotFoundError:
                self._revive(output.digest)
                continue
            if hashlib.sha256(data).hexdigest() == output.digest:
                return data
            self.give_up(output.digest, inode)
        raise refuse_damaged(self.path_of(output.digest))

    def copy_out(self, output: Output, target: Path) -> None:
        """Copy an object out of the store, to the disk, checking every byte on its way; DamagedError, and what was copied is to be
        thrown away, where they are not what they were."""
        for _ in range(TRIES):
            digest = hashlib.sha256()
            try:
                source = self.locate(output.digest).open("rb")
            except FileNotFoundError:
                continue
            with source, target.open("wb") as copy:
                while block := source.read(BLOCK):
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
                inode = os.fstat(source.fileno()).st_ino
            if digest.hexdigest() == output.digest:
                return
            self.give_up(output.digest, inode)
        raise refuse_damaged(self.path_of(output.digest))

    def lend(self, digest: str, folder: Path) -> Path:
        """An object for a step to read for as long as it runs: a link in the step's own folder, which no `gc` takes away, with its bytes
        checked; DamagedError where they are not what they were."""
        lent = folder / digest
        for _ in range(TRIES):
            with suppress(FileNotFoundError):
                with suppress(FileExistsError):
                    os.link(self.locate(digest), lent)
                if hash_file(lent).digest == digest:
                    return lent
                self.give_up(digest, lent.stat().st_ino)
                lent.unlink()
        raise refuse_damaged(self.path_of(digest))

    def give_up(self, digest: str, inode: int | None = None) -> bool:
        """Put a damaged object aside, so that the step that made it is a miss; `inode` is the file that was read."""
        return self.quarantine.keep_damaged(self.path_of(digest), digest, inode)

    def put(self, data: bytes) -> Output:
        """Keep bytes."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        file = self.incoming / f"object-{secrets.token_hex(8)}"
        try:
            file.write_bytes(data)
            return self.adopt(file)
        finally:
            with suppress(OSError):
                file.unlink()

    def adopt(self, file: Path) -> Output:
        """Keep a file: it is moved into the store. Renaming over an object that is already there heals a damaged one and makes it young."""
        output = hash_file(file)
        target = self.path_of(output.digest)
        os.utime(file)
        file.chmod(0o444)
        sync_path(file)
        make_folder(target.parent)
        file.replace(target)
        sync_path(target.parent)
        return output

    def paths(self) -> Iterator[Path]:
        """All object files, in the order of their digests; OSError where a folder cannot be read, since what is not seen seems lost."""
        folders = sorted(folder for folder in self.root.iterdir() if folder.is_dir()) if self.root.is_dir() else []
        for folder in folders:
            yield from (path for path in sorted(folder.iterdir()) if not path.is_dir())

    def _revive(self, digest: str) -> bool:
        target = self.path_of(digest)
        return self.quarantine.revive(f"objects/{digest[:2]}/{digest[2:]}", target)


def refuse_damaged(path: Path) -> DamagedError:
    """The error of an object whose bytes are gone or not what they were."""
    cure = "weave again: it is made anew; `songloom verify` looks for more"
    return DamagedError(str(path), "the store's copy was damaged or lost", cure)
