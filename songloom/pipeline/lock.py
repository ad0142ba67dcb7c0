"""`stages.lock`: the version of every engine, and the source that it was given for."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import songloom
from songloom.engines import load_family
from songloom.errors import MissingError, UsageError
from songloom.pipeline.source import hash_source
from songloom.pipeline.stages import SONG

PACKAGE = Path(songloom.__file__).parent
FILE = PACKAGE / "stages.lock"

State = Literal["unchanged", "changed", "new"]


@dataclass(frozen=True)
class Locked:
    """A row of the lock. `version` is the meaning of the code, `source` the hash of it, `why` the last reason for which a
    change of the source was accepted as one without meaning."""

    version: int
    source: str
    why: str = ""


def in_checkout() -> bool:
    """Whether this package runs from a checkout: only there can the code differ from the lock."""
    return (PACKAGE.parent / "pyproject.toml").is_file()


@cache
def read_lock() -> dict[str, Locked]:
    """`stage.engine` → its row; a checkout may be without a lock, an installed package is broken without one."""
    try:
        return {name: Locked(**row) for name, row in json.loads(FILE.read_text(encoding="utf-8")).items()}
    except FileNotFoundError as error:
        if in_checkout():
            return {}
        raise MissingError(str(FILE), "the lock is missing from this installation", "install songloom again") from error
    except (ValueError, TypeError) as error:
        raise UsageError(str(FILE), f"is no lock ({error})", "take the committed one: git checkout songloom/stages.lock") from error


def list_engines() -> list[str]:
    """`stage.engine` of every engine there is."""
    return [f"{stage.name}.{alias}" for stage in SONG for alias in load_family(stage.name).engines]


@cache
def find_state(name: str) -> State:
    """Whether the source of `stage.engine` is what the lock says."""
    row = read_lock().get(name)
    if row is None:
        return "new"
    return "unchanged" if row.source == find_source(name) else "changed"


@cache
def find_version(name: str) -> str:
    """The version that enters keys: the lock's, and in a checkout, where the code differs from it, that of the very code."""
    row = read_lock().get(name, Locked(0, ""))
    if not in_checkout() or find_state(name) == "unchanged":
        return str(row.version)
    return f"{row.version}+{find_source(name)[:16]}"


def find_locked_version(name: str) -> str:
    """The version that the lock gives, whatever the code is."""
    return str(read_lock().get(name, Locked(0, "")).version)


@cache
def find_source(name: str) -> str:
    """The hash of an engine's source and of its stage's task, which reads its inputs and writes its outputs."""
    stage, _, alias = name.partition(".")
    module = load_family(stage).engines[alias].partition(":")[0]
    return hash_source(PACKAGE.parent, (module, f"tasks.{stage}"))


def bump_engine(name: str) -> Locked:
    """Say that results change: a new version, for the source as it is."""
    row = read_lock().get(_known(name), Locked(0, ""))
    return _write_row(name, Locked(row.version + 1, find_source(name)))


def accept_engine(name: str, why: str) -> Locked:
    """Say that results stay: the same version, for the source as it is, and the reason."""
    row = read_lock().get(_known(name))
    if row is None:
        raise UsageError(name, "this engine has no version yet", f"give it one: songloom stage bump {name}")
    return _write_row(name, Locked(row.version, find_source(name), why))


# --------------------------------------------------------------------------------------------- private


def _known(name: str) -> str:
    if name not in list_engines():
        raise UsageError(name, "there is no such engine", f"known: {', '.join(list_engines())}")
    return name


def _write_row(name: str, row: Locked) -> Locked:
    rows = read_lock() | {name: row}
    plain = {key: asdict(row) for key, row in sorted(rows.items())}
    FILE.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
    read_lock.cache_clear()
    find_state.cache_clear()
    find_version.cache_clear()
    return row
