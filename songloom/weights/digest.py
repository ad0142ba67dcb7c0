"""What a file of weights is, and whether it is what it says: its digest, and its first bytes."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from songloom.errors import UsageError
from songloom.model.weights import FileDigest

BLOCK = 1 << 20
# The header of a safetensors file is JSON; this is more than the largest models need.
MOST_HEADER = 100 << 20
MOST_VERSION = 100

Progress = Callable[[int], None]


def hash_file(file: Path, progress: Progress) -> FileDigest:
    """SHA-256 and size of a file; `progress` is told how many bytes more were read."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
            progress(len(block))
    return FileDigest(digest.hexdigest(), size)


def hash_blob(file: Path) -> str:
    """The name that git gives to a file's bytes: how the hub names small files, for which it knows no SHA-256."""
    digest = hashlib.sha1(f"blob {file.stat().st_size}\0".encode(), usedforsecurity=False)
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_format(file: Path) -> None:
    """UsageError where a file's first bytes are not what its name promises: plain tensors, and nothing that runs when it is read."""
    with file.open("rb") as stream:
        head = stream.read(9)
    if file.name.endswith(".safetensors"):
        plain = len(head) == 9 and head[8:] == b"{" and 0 < int.from_bytes(head[:8], "little") <= MOST_HEADER
        kind = "safetensors"
    elif file.name == "model.bin":
        # CTranslate2 begins with the version of its format, four bytes.
        plain = len(head) >= 4 and 0 < int.from_bytes(head[:4], "little") <= MOST_VERSION
        kind = "CTranslate2's format"
    else:
        return
    if not plain:
        raise UsageError(file.name, f"expected {kind}, got something else, which may run code when it is read", "do not use these weights")
