"""What makes a file whole, and its name last: hashing, forcing to the disk, taking a place in one step."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from songloom.model.record import Output

BLOCK = 1 << 20


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
    """Make a folder whose name survives a power cut, and those above it."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_path(path.parent)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step that survives a power cut: a reader sees the old bytes or the new ones."""
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    try:
        fresh.write_bytes(data)
        sync_path(fresh)
        fresh.replace(path)
    finally:
        with suppress(OSError):
            fresh.unlink()
