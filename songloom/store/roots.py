"""What is claimed: the keys and digests that somebody needs, and all that a record needs to be whole and explained."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from songloom.errors import StoreError, UsageError
from songloom.model.record import Output, Record
from songloom.store import Store
from songloom.store.records import parse_record

# A stage and all digests that it made: what a manifest says of a step.
Made = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Roots:
    """What is claimed by name: keys of steps, and what manifests say that stages made."""

    keys: frozenset[str]
    made: frozenset[Made] = frozenset()


@dataclass(frozen=True)
class Entry:
    """What `gc` needs to know of a record. `seconds` is what making it took; parts are counted where they are, not with their whole."""

    key: str
    stage: str
    outputs: tuple[Output, ...]
    inputs: tuple[str, ...]
    seconds: float
    is_part: bool
    has_parts: bool

    def digests(self) -> set[str]:
        """Its outputs, and its inputs, which `why` and `diff` read."""
        return {*(output.digest for output in self.outputs), *self.inputs}


def read_roots(store: Store, manifests: Iterable[Path], runs: Iterable[Path]) -> Roots:
    """What songs, the runs given and manifests claim. A root that is there and cannot be read is an error: nothing may be freed then."""
    keys: set[str] = set()
    for file in sorted((store.root / "songs").glob("*/*/keys.json")):
        keys |= _find_keys(_read_root(file))
    for run in runs:
        if (run / "plan.json").is_file():
            keys |= _find_keys(_read_root(run / "plan.json"))
    return Roots(frozenset(keys), frozenset(made for file in manifests for made in _read_manifest(file)))


def build_entry(record: Record) -> Entry:
    """A record as `gc` sees it."""
    inputs = record.preimage.get("inputs")
    named = inputs if isinstance(inputs, dict) else {}
    return Entry(
        key=record.key,
        stage=str(record.preimage.get("stage", "")),
        outputs=tuple(record.outputs.values()),
        inputs=tuple(digest for digest in named.values() if isinstance(digest, str)),
        seconds=float(record.provenance.get("seconds", 0.0)),
        is_part="slice" in named,
        has_parts="parts" in record.provenance,
    )


def read_entry(path: Path) -> Entry | None:
    """The entry of a record's file; None where it is gone or holds no record; OSError where it cannot be read, since what it claims would
    seem to be nobody's."""
    try:
        record = parse_record(path.read_bytes())
    except FileNotFoundError:
        return None
    return build_entry(record) if record else None


def find_kept(entries: Iterable[Entry], young: frozenset[str], roots: Roots) -> dict[str, Entry]:
    """The records that stay, by key: those claimed, those that are young, and the parts that these show."""
    entries = list(entries)
    kept = {entry.key: entry for entry in entries if entry.key in roots.keys or entry.key in young or _name_made(entry) in roots.made}
    shown = {(entry.stage, output.digest) for entry in kept.values() for output in entry.outputs}
    parts = (entry for entry in entries if entry.is_part and all((entry.stage, output.digest) in shown for output in entry.outputs))
    return kept | {entry.key: entry for entry in parts}


def list_claimed(kept: Iterable[Entry], roots: Roots) -> set[str]:
    """The digests of all objects that stay for the sake of a record or a manifest."""
    claimed = {digest for _, digests in roots.made for digest in digests}
    for entry in kept:
        claimed |= entry.digests()
    return claimed


# --------------------------------------------------------------------------------------------- private


def _read_root(file: Path) -> Any:
    try:
        data = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        what = "says which results are needed and cannot be read, so nothing may be freed"
        raise StoreError(str(file), what, "weave that song again, or remove the file if it is no longer needed") from error
    return data


def _find_keys(data: Any) -> set[str]:
    """Every `key` in a tree of plain data: `keys.json` and a run's `plan.json` differ in depth only."""
    if not isinstance(data, dict):
        return set()
    own = {data["key"]} if isinstance(data.get("key"), str) else set()
    return own.union(*(_find_keys(value) for value in data.values()))


def _read_manifest(file: Path) -> Iterator[Made]:
    try:
        songs = json.loads(file.read_bytes())["songs"]
        stages = [(stage, files) for variants in songs.values() for made in variants.values() for stage, files in made.items()]
        yield from [(str(stage), frozenset(map(str, files.values()))) for stage, files in stages]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        cure = "name one that weave --manifest wrote"
        raise UsageError(str(file), "is no manifest that can be read, so nothing may be freed", cure) from error


def _name_made(entry: Entry) -> Made:
    return entry.stage, frozenset(output.digest for output in entry.outputs)
