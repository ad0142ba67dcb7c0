"""Reads every byte again: what is damaged is put aside, and the next run makes it again."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from songloom.model.document import dump_canonical
from songloom.store import Store
from songloom.store.files import BLOCK, make_folder
from songloom.store.records import parse_record

DAMAGED = "damaged"
SOUND = "sound"


@dataclass(frozen=True)
class Share:
    """One of so many shares of a store, by digest: share 2 of 7 holds the same objects on every machine.

    >>> Share(2, 7).holds("f" * 64), Share(1, 1).holds("f" * 64)
    (True, True)
    """

    number: int = 1
    of: int = 1

    def holds(self, digest: str) -> bool:
        """Whether an object or a record belongs to it; what bears no digest for a name belongs to the first."""
        try:
            return int(digest[:16], 16) % self.of == self.number - 1
        except ValueError:
            return self.number == 1


@dataclass(frozen=True)
class Findings:
    """How many were looked at, how many of those an interrupted verify had looked at before, and which files were put aside."""

    objects: int
    records: int
    resumed: int
    bad_objects: tuple[str, ...]
    bad_records: tuple[str, ...]


def verify_store(store: Store, progress: Callable[[float], None], share: Share = Share(), restart: bool = False) -> Findings:
    """Re-hash every object of the share, then check every record against its key and its objects. One that was interrupted goes on
    where it stopped, unless it is to `restart`."""
    store.sweep()
    log = store.root / "verify" / f"{share.number}-of-{share.of}.log"
    if restart:
        log.unlink(missing_ok=True)
    known = _read_log(log)
    objects = [path for path in store.objects.paths() if share.holds(_digest_of(path))]
    todo = [path for path in objects if known.get(_digest_of(path)) != SOUND]
    with _open_log(log) as note:
        bytes_, done = sum(map(_measure, todo)), 0
        for path in todo:
            digest, size = _digest_of(path), _measure(path)
            state = _check_object(store, path, digest)
            known[digest] = state
            note(f"{digest} {state}")
            done += size
            progress(done / max(1, bytes_))
        records = [path for path in store.records.paths() if share.holds(_digest_of(path))]
        for path in records:
            if _check_record(store, path) == DAMAGED:
                known[f"{_digest_of(path)}.json"] = DAMAGED
                note(f"{_digest_of(path)}.json {DAMAGED}")
    log.unlink(missing_ok=True)
    bad = sorted(name for name, state in known.items() if state == DAMAGED)
    bad_records = tuple(name for name in bad if name.endswith(".json"))
    bad_objects = tuple(name for name in bad if not name.endswith(".json"))
    here = {_digest_of(path) for path in objects}
    return Findings(len(here.union(bad_objects)), len(records), len(objects) - len(todo), bad_objects, bad_records)


# --------------------------------------------------------------------------------------------- private


def _digest_of(path: Path) -> str:
    return path.parent.name + path.stem


def _read_log(log: Path) -> dict[str, str]:
    """Name → what an interrupted verify found; a line that was cut off is none."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return {}
    return {name: state for name, _, state in (line.partition(" ") for line in lines) if state in (SOUND, DAMAGED)}


@contextmanager
def _open_log(log: Path) -> Iterator[Callable[[str], None]]:
    """Notes lines, each at once: a verify that is killed has lost none but the last."""
    make_folder(log.parent)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        if os.fstat(handle).st_size:
            # The last line of one that was killed may be torn.
            _write_all(handle, b"\n")
        yield lambda line: _write_all(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _check_object(store: Store, path: Path, digest: str) -> str:
    """What an object is; one that cannot be read where everything else can be is damaged, and one that is gone was taken by a `gc`."""
    hashed, inode = hashlib.sha256(), None
    try:
        with path.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            while block := file.read(BLOCK):
                hashed.update(block)
        is_sound = hashed.hexdigest() == digest
    except FileNotFoundError:
        is_sound = True
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        is_sound = False
    return SOUND if is_sound or not store.objects.give_up(digest, inode) else DAMAGED


def _check_record(store: Store, path: Path) -> str:
    """What a record is: it must bear the key that it is made of, and all its objects must be there."""
    inode, is_sound = None, False
    try:
        with path.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            record = parse_record(file.read())
        if record:
            is_sound = record.key == _digest_of(path) == hashlib.sha256(dump_canonical(record.preimage)).hexdigest()
            is_sound = is_sound and all(store.objects.has(output) for output in record.outputs.values())
    except FileNotFoundError:
        is_sound = True
    except (ValueError, RecursionError):
        is_sound = False
    except OSError as error:
        if error.errno != errno.EIO:
            raise
    return SOUND if is_sound or not store.quarantine.keep_damaged(path, f"{_digest_of(path)}.json", inode) else DAMAGED
