"""Bytes by their SHA-256: written once, read-only from then on."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from songloom.model.record import Output

BLOCK = 1 << 20


@dataclass(frozen=True)
class Objects:
    """The folder `objects/ab/cd…`. `incoming` is where bytes wait, on the same file system, until they are whole."""

    root: Path
    incoming: Path

    def path_of(self, digest: str) -> Path:
        """Where the object of this digest lies, or would lie."""
        return self.root / digest[:2] / digest[2:]

    def has(self, output: Output) -> bool:
        """Whether the object is there in full size; only `verify` reads its bytes."""
        try:
            return self.path_of(output.digest).stat().st_size == output.size
        except OSError:
            return False

    def put(self, data: bytes) -> Output:
        """Keep bytes."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        file = self.incoming / f"object-{secrets.token_hex(8)}"
        file.write_bytes(data)
        return self.adopt(file)

    def adopt(self, file: Path) -> Output:
        """Keep a file: it is moved into the store. Renaming over an object that is already there heals a damaged one."""
        output = hash_file(file)
        target = self.path_of(output.digest)
        sync_path(file)
        file.chmod(0o444)
        make_folder(target.parent)
        file.replace(target)
        sync_path(target.parent)
        return output


def hash_file(path: Path) -> Output:
    """SHA-256 and size of a file's bytes."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
    return Output(digest.hexdigest(), size)


def sync_path(path: Path) -> None:
    """Force a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder whose name survives a power cut."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        sync_path(path.parent)
