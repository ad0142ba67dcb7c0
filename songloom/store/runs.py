"""What happened in each run, kept so that a run which was killed can still be told: `runs/<run>/`, a journal and the plan at its end."""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from songloom.errors import UsageError
from songloom.model.document import dump_canonical
from songloom.store import Store
from songloom.store.files import sync_path

JOURNAL = "journal.jsonl"
PLAN = "plan.json"

_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")


class Run:
    """A run under way. Its folder is made with the first line: a run of which there is nothing to tell leaves none. While it is open,
    the journal is locked, which tells a run that goes on from one that was killed."""

    def __init__(self, store: Store, name: str) -> None:
        self.name = name
        self._store = store
        self._folder = _folder_of(store, name)
        self._handle: int | None = None
        self._is_torn = False
        self._lock = Lock()

    def write(self, line: dict[str, Any]) -> None:
        """Append one line: whole, or torn at the end of the file, where it is not read."""
        with self._lock, self._store.translate_errors():
            if self._handle is None:
                self._handle = _open_journal(self._folder)
            # What a full disk cut off must not swallow the line that follows once there is room.
            data = b"\n" * self._is_torn + dump_canonical(line)
            self._is_torn = True
            while data:
                data = data[os.write(self._handle, data) :]
            self._is_torn = False

    def write_plan(self, plan: dict[str, Any]) -> None:
        """Keep the plan as it stands: the whole file, or the one before."""
        with self._store.translate_errors():
            fresh = self._folder / f".{secrets.token_hex(8)}"
            try:
                fresh.write_bytes(dump_canonical(plan))
                sync_path(fresh)
                fresh.replace(self._folder / PLAN)
            finally:
                fresh.unlink(missing_ok=True)

    def close(self) -> None:
        """Force the journal to the disk and let it go."""
        with self._lock, self._store.translate_errors():
            handle, self._handle = self._handle, None
            if handle is not None:
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def open_run(store: Store) -> Run:
    """A run that begins now; nothing is written yet."""
    return Run(store, f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}")


def list_runs(store: Store) -> list[str]:
    """The names of all runs that have a journal, the oldest first."""
    return sorted(file.parent.name for file in (store.root / "runs").glob(f"*/{JOURNAL}") if _NAME.fullmatch(file.parent.name))


def find_run(store: Store, asked: str) -> str:
    """The name of the run asked for, which may be `latest` or `previous`; UsageError where there is none."""
    runs = list_runs(store)
    if not runs:
        raise UsageError(str(store.root), "knows no run", "weave first: every run that makes something is kept")
    if asked in ("latest", "previous"):
        place = 1 if asked == "latest" else 2
        if len(runs) < place:
            raise UsageError(str(store.root), "knows one run only, so none is previous", f"the one is {runs[0]}")
        return runs[-place]
    if asked not in runs:
        raise UsageError(asked, "there is no such run", f"the newest are {', '.join(reversed(runs[-3:]))}; latest and previous name two")
    return asked


def read_journal(store: Store, name: str) -> list[dict[str, Any]]:
    """All lines of a run's journal that are whole, in order."""
    return list(_parse_lines((_folder_of(store, name) / JOURNAL).read_bytes()))


def read_plan(store: Store, name: str) -> dict[str, Any] | None:
    """The plan at the end of a run; None where it has none, having been cut off."""
    try:
        plan = json.loads((_folder_of(store, name) / PLAN).read_bytes())
    except (OSError, ValueError):
        return None
    return plan if isinstance(plan, dict) and isinstance(plan.get("songs"), dict) else None


def is_running(store: Store, name: str) -> bool:
    """Whether somebody still writes the run's journal."""
    with suppress(OSError), _open_locked(_folder_of(store, name) / JOURNAL, fcntl.LOCK_SH):
        return False
    return (_folder_of(store, name) / JOURNAL).exists()


# --------------------------------------------------------------------------------------------- private


def _folder_of(store: Store, name: str) -> Path:
    return store.root / "runs" / name


def _open_journal(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    # Held until the process ends, however it ends. A file system without locks has none to show.
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


@contextmanager
def _open_locked(path: Path, how: int) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
        yield handle
    finally:
        os.close(handle)


def _parse_lines(data: bytes) -> Iterator[dict[str, Any]]:
    # What follows the last newline is torn, or nothing.
    for line in data.split(b"\n")[:-1]:
        with suppress(ValueError):
            parsed = json.loads(line)
            if isinstance(parsed, dict) and isinstance(parsed.get("event"), str):
                yield parsed
