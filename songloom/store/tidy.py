"""What gathers beside results and is of use for a while only: failures, traces, runs, what killed commands left."""

import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from songloom.store import STALE_S, Store
from songloom.store.runs import JOURNAL, PLAN, is_running, list_runs


@dataclass(frozen=True)
class Tidied:
    """How many were removed."""

    failures: int
    traces: int
    runs: int


def is_younger(path: Path, age_s: float, now_s: float) -> bool:
    """Whether a file was written less than so many seconds ago, or is gone, and is no business of ours."""
    try:
        return now_s - path.lstat().st_mtime < age_s
    except FileNotFoundError:
        return True


def list_recent_runs(store: Store, grace_s: float, now_s: float) -> list[Path]:
    """The runs that are under way, and those that ended within the grace."""
    return [path for path in _list_runs(store) if is_running(store, path.name) or _is_recent(path, grace_s, now_s)]


def find_oldest_start(store: Store) -> float:
    """When the oldest run that is still under way began, in seconds since the epoch; infinity where there is none."""
    starts = (datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) for name in list_runs(store) if is_running(store, name))
    return min((start.timestamp() for start in starts), default=float("inf"))


def tidy_store(store: Store, grace_s: float, now_s: float, claimed: Collection[str], dry_run: bool) -> Tidied:
    """Remove what is older than the grace. A failure whose key is `claimed` stays: its song would only fail again."""
    recent = set(list_recent_runs(store, grace_s, now_s))
    runs = [path for path in _list_runs(store) if path not in recent]
    failures = [store.failures.path_of(key) for key in store.failures.keys() if key not in claimed]  # noqa: SIM118 - a folder, no dict
    traces = sorted((store.root / "traces").glob("*"))
    if not dry_run:
        store.sweep()

    def remove(paths: Iterable[Path], how: Callable[[Path], None], age_s: float = grace_s) -> int:
        old = [path for path in paths if not is_younger(path, age_s, now_s)]
        for path in () if dry_run else old:
            how(path)
        return len(old)

    def forget(path: Path) -> None:
        path.unlink(missing_ok=True)

    # What verifies and writers of names left that were killed: whatever the grace, one that goes on is not robbed of it.
    left = [*(store.root / "verify").glob("*"), *(store.root / "songs").glob("*/*/.*"), *(store.root / "songs").glob("*/*/*/.*")]
    remove(left, forget, max(grace_s, STALE_S))
    if not dry_run:
        for path in runs:
            shutil.rmtree(path, ignore_errors=True)
    return Tidied(remove(failures, forget), remove(traces, forget), len(runs))


# --------------------------------------------------------------------------------------------- private


def _list_runs(store: Store) -> list[Path]:
    return [store.root / "runs" / name for name in list_runs(store)]


def _is_recent(run: Path, grace_s: float, now_s: float) -> bool:
    return any(is_younger(run / name, grace_s, now_s) for name in (JOURNAL, PLAN) if (run / name).exists())
