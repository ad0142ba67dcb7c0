"""Readable names over the store: `songs/<song>/<variant>/<stage>/<file>` links to the objects, `keys.json` says which step each is."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from songloom.model.document import dump_canonical
from songloom.model.record import Record
from songloom.store import Store


def write_view(store: Store, song: str, variant: str, records: Mapping[str, Record]) -> None:
    """Link the outputs of each stage's record; `previous` keeps the key before the last change, for `why`."""
    folder = store.root / "songs" / song / variant
    folder.mkdir(parents=True, exist_ok=True)
    known = read_keys(store, song, variant)
    keys = dict(known)
    for stage, record in records.items():
        before = known.get(stage, {})
        if before.get("key") != record.key:
            keys[stage] = {"key": record.key, "previous": before.get("key")}
        _link_outputs(store, folder / stage, record)
    if keys != known:
        _replace_file(folder / "keys.json", dump_canonical(keys))


def find_view(store: Store, song: str, variant: str, stage: str, name: str) -> Path:
    """The readable name of an output."""
    return store.root / "songs" / song / variant / stage / name


def read_keys(store: Store, song: str, variant: str) -> dict[str, dict[str, str | None]]:
    """Stage → its key when the song was last woven, and the one before; empty where there is none."""
    try:
        keys = json.loads((store.root / "songs" / song / variant / "keys.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return keys if isinstance(keys, dict) else {}


# --------------------------------------------------------------------------------------------- private


def _link_outputs(store: Store, folder: Path, record: Record) -> None:
    folder.mkdir(exist_ok=True)
    for link in folder.iterdir():
        # A name with a dot in front is another writer's link in the making.
        if link.name not in record.outputs and not link.name.startswith("."):
            link.unlink(missing_ok=True)
    for name, output in record.outputs.items():
        target = os.path.relpath(store.objects.path_of(output.digest), folder)
        link = folder / name
        if not _leads_to(link, target):
            fresh = folder / f".{secrets.token_hex(8)}"
            fresh.symlink_to(target)
            fresh.replace(link)


def _leads_to(link: Path, target: str) -> bool:
    try:
        return str(link.readlink()) == target
    except OSError:
        return False


def _replace_file(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    fresh.write_bytes(data)
    fresh.replace(path)
