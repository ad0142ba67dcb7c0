"""Moves one object between the store and a remote: every byte is hashed on its way, and what is not right never arrives."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from songloom.errors import StoreError
from songloom.model.record import Output
from songloom.store import Store
from songloom.store.remote_wire import Wire

BLOCK = 1 << 20
# What nobody came back for is thrown away after a week.
KEPT_S = 7 * 86400
# Told of bytes as they move; it may raise HaltedError to end the transfer.
Progress = Callable[[int], None]


def ignore(more: int) -> None:
    """Nobody looks on."""


def locate_object(digest: str) -> str:
    """The path of an object below a remote's root."""
    return f"objects/{digest[:2]}/{digest[2:]}"


def locate_record(key: str) -> str:
    """The path of a record below a remote's root."""
    return f"records/{key[:2]}/{key[2:]}.json"


def download_object(wire: Wire, output: Output, store: Store, progress: Progress = ignore) -> bool:
    """Bring an object into the store; False where the remote has none, or another, under that name.

    It waits in `tmp/pulls` until it is whole: a download that was cut goes on there the next time. Of two at a time, one waits.
    """
    path = store.root / "tmp" / "pulls" / output.digest
    while not store.objects.has(output):
        with _hold(path) as stream:
            if stream is None:
                continue
            have = _fill(wire, output, stream, progress)
            if have is None:
                return False
            stream.flush()
            is_right = have == output.digest
            # Hashed once more from the disk while it is adopted; under a wrong digest it would be another object, and no harm.
            if not is_right or store.objects.adopt(path) != output:
                path.unlink(missing_ok=True)
                wire.damaged.add(output.digest)
                wire.tell(f"object {output.digest[:12]} is not what its name says; it was not taken")
                return False
    return True


def upload_object(wire: Wire, output: Output, store: Store, progress: Progress = ignore) -> None:
    """Send an object unless it is there in full size; StoreError where the store's own copy is damaged, and then nothing is sent."""
    path = locate_object(output.digest)
    if output.digest not in wire.damaged and wire.find_size(path) == output.size:
        return
    wire.write(path, _read_checked(store, output, wire.throttle.block, progress))
    wire.damaged.discard(output.digest)


def sweep_pulls(store: Store) -> None:
    """Throw away what was cut a week ago."""
    for stale in (store.root / "tmp" / "pulls").glob("*"):
        with suppress(OSError):
            if time.time() - stale.stat().st_mtime > KEPT_S:
                stale.unlink()


# --------------------------------------------------------------------------------------------- private


@contextmanager
def _hold(path: Path) -> Iterator[BinaryIO | None]:
    """The partial file, locked; None where whoever held it before has moved it away meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        try:
            is_same = os.path.samestat(os.fstat(stream.fileno()), path.stat())
        except FileNotFoundError:
            is_same = False
        yield stream if is_same else None


def _fill(wire: Wire, output: Output, stream: BinaryIO, progress: Progress) -> str | None:
    """Go on from what is there until the file is whole: the digest of what it is then; None where the remote has no such object."""
    stream.seek(0)
    digest, at = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        at += len(block)
    progress(min(at, output.size))
    if not at and not output.size:
        return digest.hexdigest()
    while at < output.size:
        data = wire.read(locate_object(output.digest), at, min(at + wire.throttle.block, output.size))
        if data is None:
            return None
        if not data:
            return "cut short"
        stream.write(data)
        digest.update(data)
        at += len(data)
        progress(len(data))
    return digest.hexdigest()


def _read_checked(store: Store, output: Output, size: int, progress: Progress) -> Iterator[bytes]:
    """The blocks of a local object. The last is held back until all of them are known to be right."""
    path, digest, held = store.objects.path_of(output.digest), hashlib.sha256(), b""
    try:
        with path.open("rb") as stream:
            while block := stream.read(size):
                digest.update(block)
                if held:
                    yield held
                    progress(len(held))
                held = block
    except OSError as error:
        raise StoreError(str(path), f"cannot be read ({error.strerror})", "run `songloom verify`, then weave again") from error
    if digest.hexdigest() != output.digest:
        raise StoreError(str(path), "the store's copy is damaged", "run `songloom verify`, then weave again")
    if held:
        yield held
        progress(len(held))
