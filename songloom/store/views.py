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


def find_views(store: Store, song: str, variant: str, stage: str) -> Path:
    """The folder of the readable names of a stage's outputs."""
    return store.root / "songs" / song / variant / stage


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
    for name in os.listdir(folder):  # noqa: PTH208
        # A name with a dot in front is another writer's link in the making.
        if name not in record.outputs and not name.startswith("."):
            (folder / name).unlink(missing_ok=True)
    # Asked of every output of a catalogue: text is joined ten times as fast as a Path.
    objects = os.path.relpath(store.objects.root, folder)
    for name, output in record.outputs.items():
        target = f"{objects}/{output.digest[:2]}/{output.digest[2:]}"
        if not _leads_to(f"{folder}/{name}", target):
            store.objects.has(output)
            _link(folder / name, target)


def _leads_to(link: str, target: str) -> bool:
    try:
        return os.readlink(link) == target  # noqa: PTH115
    except OSError:
        return False


def _link(link: Path, target: str) -> None:
    fresh = link.with_name(f".{secrets.token_hex(8)}")
    try:
        fresh.symlink_to(target)
        fresh.replace(link)
    finally:
        fresh.unlink(missing_ok=True)
