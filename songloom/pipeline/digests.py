"""Remembers what files hold from one run to the next, as long as nothing can have touched them since they were read."""

import json
import os
import secrets
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from songloom.store.files import hash_file

SCHEMA = "songloom digests 1"
MOST_FILES = 100_000
# A file that was touched this short a time before it was read may be touched again without its times telling: clocks of file systems
# tick in steps of up to two seconds.
SETTLED_NS = 2_000_000_000


class Digests:
    """Path → digest, trusted while device, inode, size and both times are what they were. Whoever writes last wins, and what is damaged
    or lost is found out again: the file is only there to save time."""

    def __init__(self, file: Path | None = None) -> None:
        """Without a `file` it is forgotten with the run."""
        self._file = file
        self._known: dict[str, str] = _read_known(file) if file else {}
        self._has_news = False

    def find(self, path: Path, stat: os.stat_result) -> str:
        """The digest of a file that looks as `stat` says; OSError where it cannot be read."""
        name = os.path.abspath(path)  # noqa: PTH100 - links stay as they are written, as the song names them
        mark = f"{stat.st_dev}.{stat.st_ino}.{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ctime_ns} "
        known = self._known.get(name, "")
        if known.startswith(mark):
            return known[len(mark) :]
        before_ns = time.time_ns()
        digest = hash_file(path).digest
        if max(stat.st_mtime_ns, stat.st_ctime_ns) < before_ns - SETTLED_NS:
            self._known[name] = mark + digest
            self._has_news = True
        return digest

    def save(self) -> None:
        """Keep what was found out for runs to come, where there is a store to keep it in and it can be written."""
        if not self._file or not self._has_news or not self._file.parent.is_dir():
            return
        self._has_news = False
        # Others may have written since, about other files.
        merged = {**_read_known(self._file), **self._known}
        text = json.dumps(dict(list(merged.items())[-MOST_FILES:]), separators=(",", ":")).encode()
        fresh = self._file.with_name(f".{secrets.token_hex(8)}")
        with suppress(OSError):
            fresh.write_bytes(_seal(text) + text)
            fresh.replace(self._file)
        with suppress(OSError):
            fresh.unlink()


@cache
def open_digests(root: Path) -> Digests:
    """What is remembered in the store at `root`, read once a run: a run plans again and again."""
    return Digests(root / "digests.json")


# --------------------------------------------------------------------------------------------- private


def _read_known(file: Path) -> dict[str, str]:
    """What the file holds; nothing where it is not whole, since a wrong digest would be worse than none."""
    try:
        seal, _, text = file.read_bytes().partition(b"\n")
        known = json.loads(text) if _seal(text) == seal + b"\n" else {}
    except (OSError, ValueError):
        return {}
    return known


def _seal(text: bytes) -> bytes:
    return f"{SCHEMA} {sha256(text).hexdigest()}\n".encode()
