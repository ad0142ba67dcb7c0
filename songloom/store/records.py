"""One small file per key says what a step made: writing it is the moment at which the step is done."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from songloom.model.document import dump_canonical
from songloom.model.record import Output, Record
from songloom.store.objects import Objects, make_folder, sync_path


@dataclass(frozen=True)
class Records:
    """The folder `records/ab/cd….json`."""

    root: Path
    objects: Objects

    def path_of(self, key: str) -> Path:
        """Where the record of this key lies, or would lie."""
        return self.root / key[:2] / f"{key[2:]}.json"

    def find(self, key: str) -> Record | None:
        """The record of a key, if it can be read and all its objects are there in full size; else the step is a miss."""
        record = read_record(self.path_of(key))
        return record if record and all(self.objects.has(output) for output in record.outputs.values()) else None

    def commit(self, record: Record) -> Record:
        """Write a record whose objects are in the store; the first writer wins and a loser is handed the winner's record."""
        target = self.path_of(record.key)
        make_folder(target.parent)
        self.objects.incoming.mkdir(parents=True, exist_ok=True)
        file = self.objects.incoming / f"record-{secrets.token_hex(8)}"
        file.write_bytes(dump_canonical(asdict(record)))
        sync_path(file)
        try:
            os.link(file, target)
        except FileExistsError:
            if winner := self.find(record.key):
                return winner
            # What lies there is damaged or has lost an object: it is no winner.
            file.replace(target)
        finally:
            file.unlink(missing_ok=True)
        sync_path(target.parent)
        return record

    def paths(self) -> Iterator[Path]:
        """All record files, in the order of their keys."""
        yield from sorted(self.root.glob("??/*.json"))


def read_record(path: Path) -> Record | None:
    """The record in a file, or None where there is none that can be read."""
    try:
        data = json.loads(path.read_bytes())
        outputs = {name: Output(**output) for name, output in data["outputs"].items()}
        return Record(data["key"], data["preimage"], outputs, data["provenance"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
