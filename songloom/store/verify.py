"""Reads every byte again: what is damaged goes to quarantine, and the next run makes it again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from songloom.model.document import dump_canonical
from songloom.model.record import Record
from songloom.store import Store
from songloom.store.objects import hash_file, make_folder
from songloom.store.records import read_record


@dataclass(frozen=True)
class Findings:
    """How many were looked at, and which files were moved to quarantine."""

    objects: int
    records: int
    bad_objects: tuple[str, ...]
    bad_records: tuple[str, ...]


def verify_store(store: Store, progress: Callable[[float], None]) -> Findings:
    """Re-hash every object, then check every record against its key and its objects."""
    store.sweep()
    objects = _list_objects(store)
    bad_objects = []
    for done, path in enumerate(objects, start=1):
        if hash_file(path).digest != path.parent.name + path.name:
            bad_objects.append(_quarantine(store, path, path.parent.name + path.name))
        progress(done / len(objects))
    records = list(store.records.paths())
    bad_records = []
    for path in records:
        record = read_record(path)
        if record is None or not _is_sound(store, record, path.parent.name + path.stem):
            bad_records.append(_quarantine(store, path, f"{path.parent.name}{path.stem}.json"))
    return Findings(len(objects), len(records), tuple(bad_objects), tuple(bad_records))


# --------------------------------------------------------------------------------------------- private


def _list_objects(store: Store) -> list[Path]:
    """All objects; OSError where a folder cannot be read, since an object that is not seen would condemn its records."""
    root = store.objects.root
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir()) if root.is_dir() else []
    return [path for folder in folders for path in sorted(folder.iterdir())]


def _is_sound(store: Store, record: Record, key: str) -> bool:
    made_of = hashlib.sha256(dump_canonical(record.preimage)).hexdigest()
    return record.key == key == made_of and all(store.objects.has(output) for output in record.outputs.values())


def _quarantine(store: Store, path: Path, name: str) -> str:
    folder = store.root / "quarantine"
    make_folder(folder)
    path.replace(folder / name)
    return name
