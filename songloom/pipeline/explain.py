"""Why a step runs, or last ran: the first field of its key that differs from the record before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from songloom.model.record import Record
from songloom.pipeline.outside import Input
from songloom.store import Store
from songloom.store.records import read_record

ORDER = ("schema", "engine", "version", "options", "models", "inputs")


@dataclass(frozen=True)
class Difference:
    """One field of a key: its place ("options.crf", "inputs.theme/frames.ink.sung"), what it was, what it is."""

    field: str
    before: Any
    now: Any


def find_difference(before: Record, preimage: Mapping[str, Any], inputs: Mapping[str, Input], store: Store) -> Difference | None:
    """The first field in which a key differs from an older record's; for documents among the inputs, the field inside them."""
    for part in ORDER:
        found = _compare(part, before.preimage.get(part), preimage.get(part))
        if found and part == "inputs":
            name = found.field.removeprefix("inputs.")
            return _look_inside(found, inputs.get(name), store)
        if found:
            return found
    return None


def find_change(key: str, previous: str | None, store: Store) -> Difference | None:
    """The first field in which two records differ, by their keys."""
    now = read_record(store.records.path_of(key))
    before = read_record(store.records.path_of(previous)) if previous else None
    if now is None or before is None:
        return None
    return find_difference(before, now.preimage, {name: Input(digest) for name, digest in now.preimage["inputs"].items()}, store)


# --------------------------------------------------------------------------------------------- private


def _compare(place: str, before: Any, now: Any) -> Difference | None:
    if before == now:
        return None
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            if found := _compare(f"{place}.{key}", before.get(key), now.get(key)):
                return found
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (old, new) in enumerate(zip(before, now, strict=True)):
            if found := _compare(f"{place}.{index}", old, new):
                return found
    return Difference(place, before, now)


def _look_inside(found: Difference, item: Input | None, store: Store) -> Difference:
    """Where both digests name JSON documents, the field in which these differ."""
    before = _read_json(store, found.before)
    now = json.loads(item.data) if item and item.data else _read_json(store, found.now)
    if isinstance(before, dict) and isinstance(now, dict):
        return _compare(found.field, before, now) or found
    return found


def _read_json(store: Store, digest: Any) -> Any:
    if not isinstance(digest, str):
        return None
    path = store.objects.path_of(digest)
    try:
        return json.loads(path.read_bytes()) if path.stat().st_size < 1 << 22 else None
    except (OSError, ValueError):
        return None
