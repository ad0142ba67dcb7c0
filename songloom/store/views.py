"""Readable names over the store: `songs/<song>/<variant>/<stage>/<file>` links to the objects, `keys.json` says which step each is."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from songloom.model.document import dump_canonical
from songloom.model.record import Record
from songloom.store import Store
from songloom.store.files import make_folder, replace_file


def write_view(store: Store, song: str, variant: str, records: Mapping[str, Record]) -> None:
    """Link the outputs of each stage's record; `previous` keeps the key before the last change, for `why`.

    The keys come first: from then on `gc` leaves alone what the links lead to, and what it put aside before comes back with its link.
    """
    folder = store.root / "songs" / song / variant
    make_folder(folder)
    known = read_keys(store, song, variant)
    changed = {stage: record.key for stage, record in records.items() if known.get(stage, {}).get("key") != record.key}
    if changed:
        fresh = {stage: {"key": key, "previous": known.get(stage, {}).get("key")} for stage, key in changed.items()}
        replace_file(folder / "keys.json", dump_canonical({**known, **fresh}))
    for stage, record in records.items():
        _link_outputs(store, folder / stage, record)


def list_views(store: Store) -> list[tuple[str, str]]:
    """The songs and variants that have readable names, in order."""
    return [(file.parent.parent.name, file.parent.name) for file in sorted((store.root / "songs").glob("*/*/keys.json"))]


def find_view(store: Store, song: str, variant: str, stage: str, name: str) -> Path:
    """The readable name of an output."""
    return store.root / "songs" / song / variant / stage / name


def read_keys(store: Store, song: str, variant: str) -> dict[str, dict[str, str | None]]:
    """Stage → its key when the song was last woven, and the one before; empty where there is none."""
    try:
        keys = json.loads((store.root / "songs" / song / variant / "keys.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {stage: known for stage, known in keys.items() if isinstance(known, dict)} if isinstance(keys, dict) else {}


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
            store.objects.has(output)
            fresh = folder / f".{secrets.token_hex(8)}"
            try:
                fresh.symlink_to(target)
                fresh.replace(link)
            finally:
                fresh.unlink(missing_ok=True)


def _leads_to(link: Path, target: str) -> bool:
    try:
        return str(link.readlink()) == target
    except OSError:
        return False
