"""One small file per key says what a step made: writing it is the moment at which the step is done."""

import io
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from songloom.model.document import dump_canonical
from songloom.model.record import Output, Record
from songloom.store.files import make_folder, sync_path
from songloom.store.objects import Objects

# A record may come from elsewhere, and views link by these names: a plain file name, short enough for any file system whatever its letters.
_is_name = re.compile(r"[^./\\\x00-\x1f\ud800-\udfff][^/\\\x00-\x1f\ud800-\udfff]{0,62}").fullmatch
DIGITS = 64


@dataclass(frozen=True)
class Records:
    """The folder `records/ab/cd….json`."""

    root: Path
    objects: Objects

    def path_of(self, key: str) -> Path:
        """Where the record of this key lies, or would lie."""
        return self.root / key[:2] / f"{key[2:]}.json"

    def find(self, key: str) -> Record | None:
        """The record of a key, if it can be read and all its objects are there in full size; else the step is a miss. What `gc` put
        aside is brought back."""
        # Asked of every step of a catalogue: text is joined ten times as fast as a Path.
        record = read_record(f"{self.root}/{key[:2]}/{key[2:]}.json")
        if record is None:
            self._revive(key)
            record = read_record(self.path_of(key))
        return record if record and record.key == key and self._is_whole(record) else None

    def commit(self, record: Record) -> Record:
        """Write a record whose objects are in the store; the first writer wins and a loser is handed the winner's record."""
        target = self.path_of(record.key)
        make_folder(target.parent)
        self.objects.incoming.mkdir(parents=True, exist_ok=True)
        file = self.objects.incoming / f"record-{secrets.token_hex(8)}"
        try:
            file.write_bytes(dump_canonical(record.as_json()))
            sync_path(file)
            try:
                os.link(file, target)
            except FileExistsError:
                if winner := self.find(record.key):
                    return winner
                # What lies there is damaged or has lost an object: it is no winner.
                file.replace(target)
            sync_path(target.parent)
        finally:
            with suppress(OSError):
                file.unlink()
        return record

    def paths(self) -> Iterator[Path]:
        """All record files, in the order of their keys."""
        yield from sorted(self.root.glob("??/*.json"))

    def _is_whole(self, record: Record) -> bool:
        return self.objects.has_all(record.outputs.values())

    def _revive(self, key: str) -> None:
        """The objects come back before the record: one that can be found has all it needs."""
        for path in self.objects.quarantine.find(f"records/{key[:2]}/{key[2:]}.json"):
            record = read_record(path)
            if record and record.key == key and self._is_whole(record):
                self.objects.quarantine.revive_first(path, self.path_of(key))


def read_record(path: Path | str) -> Record | None:
    """The record in a file, or None where there is none that can be read and believed."""
    try:
        with io.open(path, "rb", buffering=0) as file:  # noqa: UP020 - not always a Path; tests watch `io`
            return parse_record(file.read())
    except OSError:
        return None


def is_digest(found: object) -> bool:
    """Whether it can be a digest or a key: a record may come from elsewhere, and what is none may lead out of the store."""
    return isinstance(found, str) and _are_digests([found])


def parse_record(data: bytes) -> Record | None:
    """The record that bytes hold, or None where they hold none: another machine may have written them."""
    try:
        found = orjson.loads(data)
        outputs = {name: Output(output["digest"], output["size"]) for name, output in found["outputs"].items()}
        record = Record(found["key"], found["preimage"], outputs, found["provenance"])
        return record if _is_sane(record) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


# --------------------------------------------------------------------------------------------- private


def _is_sane(record: Record) -> bool:
    """Whether names, digests and sizes are what they must be, so that nothing leads out of the store."""
    outputs = record.outputs
    digests = [record.key, *[output.digest for output in outputs.values()]]
    sizes = [output.size for output in outputs.values()]
    return (
        isinstance(record.preimage, dict)
        and isinstance(record.provenance, dict)
        and _is_length(record.provenance.get("seconds", 0.0))
        and _are_names(tuple(outputs))
        and _are_digests(digests)
        and {*map(type, sizes)} <= {int}
        and min(sizes, default=0) >= 0
    )


def _are_digests(texts: list[str]) -> bool:
    return {*map(len, texts)} == {DIGITS} and not "".join(texts).strip("0123456789abcdef")


@lru_cache(maxsize=4096)
def _are_names(names: tuple[str, ...]) -> bool:
    """Steps of a stage have the same few sets of names, song after song."""
    return all(map(_is_name, names))


def _is_length(seconds: Any) -> bool:
    return type(seconds) in (int, float) and 0 <= seconds < float("inf")
