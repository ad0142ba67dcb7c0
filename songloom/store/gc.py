"""Frees what nobody claims: first put aside, where whoever needs it finds it, then deleted by a later `gc` if nobody came."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from songloom.store import Store
from songloom.store.quarantine import Ward
from songloom.store.roots import Entry, Roots, find_kept, list_claimed, read_entry, read_roots
from songloom.store.tidy import Tidied, find_oldest_start, is_younger, list_recent_runs, tidy_store

# The stage under which objects are counted that no record shows any more.
LEFT_OVER = "(left over)"
# A run looks at what is here this long, at most, before it makes its first step and can be seen to be under way.
PLANNING_S = 3600.0


@dataclass(frozen=True)
class Terms:
    """When `gc` runs and what it may touch: nothing younger than `grace_s`, nothing that `manifests` list. A dry run changes nothing."""

    now_s: float
    grace_s: float
    manifests: tuple[Path, ...] = ()
    dry_run: bool = False


@dataclass
class Price:
    """Results, the bytes that they hold, and the seconds that making them again would take."""

    records: int = 0
    objects: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Swept:
    """What stays; what was put aside, by stage; what had been put aside before and is deleted; how many of those came back; the rest."""

    kept: Price
    aside: dict[str, Price]
    deleted: Price
    revived: int
    tidied: Tidied


@dataclass
class _Census:
    """The store as it is found: every record's entry by its key, each file read once; those that are young; those that wait in wards."""

    store: Store
    terms: Terms
    entries: dict[str, Entry | None] = field(default_factory=dict)
    young: set[str] = field(default_factory=set)
    waiting: dict[str, Entry] = field(default_factory=dict)

    def read_roots(self) -> Roots:
        """What is claimed now, with the records that came since the last look."""
        terms = self.terms
        roots = read_roots(self.store, terms.manifests, list_recent_runs(self.store, terms.grace_s, terms.now_s))
        for path in self.store.records.paths():
            key = path.parent.name + path.stem
            if key not in self.entries:
                self.entries[key] = _check_key(read_entry(path), key)
            if self.is_young(path):
                self.young.add(key)
        for ward in self.store.quarantine.wards():
            for path in ward.paths("records"):
                if entry := _check_key(read_entry(path), path.parent.name + path.stem):
                    self.waiting[entry.key] = entry
        return roots

    def find_kept(self, roots: Roots) -> dict[str, Entry]:
        """The records that stay."""
        known = {**self.waiting, **{key: entry for key, entry in self.entries.items() if entry}}
        return find_kept(known.values(), frozenset(self.young), roots)

    def is_young(self, path: Path) -> bool:
        """Whether the grace protects a file."""
        return is_younger(path, self.terms.grace_s, self.terms.now_s)


def collect_garbage(store: Store, terms: Terms) -> Swept:
    """Put aside what nobody claims, delete what was put aside long ago. No lock is needed: whoever needs what is put aside brings it
    back, and what came to be claimed while we swept is brought back in the end."""
    census = _Census(store, terms)
    roots = census.read_roots()
    kept = census.find_kept(roots)
    ward = store.quarantine.open_ward(terms.now_s)
    aside = _put_records_aside(census, kept, ward)
    stays = _put_objects_aside(census, list_claimed(kept.values(), roots), ward, aside)
    stays.records, stays.seconds = len(kept), _sum_seconds(kept.values())
    old = _list_old(census, ward)
    roots = census.read_roots()
    needed = _find_needed(census, roots)
    if not terms.dry_run:
        _bring_back(census, needed)
    deleted = _delete_old(census, old, needed)
    tidied = tidy_store(store, terms.grace_s, terms.now_s, roots.keys, terms.dry_run)
    return Swept(stays, dict(sorted(aside.items())), deleted, len(needed), tidied)


# --------------------------------------------------------------------------------------------- private


def _check_key(entry: Entry | None, key: str) -> Entry | None:
    """A record under a key that is not its own stands for nothing."""
    return entry if entry and entry.key == key else None


def _put_records_aside(census: _Census, kept: dict[str, Entry], ward: Ward) -> dict[str, Price]:
    """Records go first, so that none is in place whose objects we took."""
    aside: dict[str, Price] = defaultdict(Price)
    gone = []
    for key, entry in sorted(census.entries.items()):
        path = census.store.records.path_of(key)
        if key not in kept and _put_aside(census, path, ward, f"records/{key[:2]}/{key[2:]}.json"):
            aside[entry.stage if entry else LEFT_OVER].records += 1
            gone += [entry] if entry else []
    for stage in {entry.stage for entry in gone}:
        aside[stage].seconds = _sum_seconds(entry for entry in gone if entry.stage == stage)
    return aside


def _put_objects_aside(census: _Census, claimed: set[str], ward: Ward, aside: dict[str, Price]) -> Price:
    """Objects that nobody claims are put aside, and counted under the stage that made them; the price of those that stay."""
    stages = {output.digest: entry.stage for entry in census.entries.values() if entry for output in entry.outputs}
    stays = Price()
    for path in census.store.objects.paths():
        digest = path.parent.name + path.name
        size = _measure(path)
        is_gone = digest not in claimed and _put_aside(census, path, ward, f"objects/{digest[:2]}/{digest[2:]}")
        price = aside[stages.get(digest, LEFT_OVER)] if is_gone else stays
        price.objects += 1
        price.bytes += size
    return stays


def _put_aside(census: _Census, path: Path, ward: Ward, name: str) -> bool:
    """Whether a file went, or would go. It may have become young a moment ago."""
    if census.is_young(path):
        return False
    return census.terms.dry_run or ward.admit(path, name)


def _find_needed(census: _Census, roots: Roots) -> set[str]:
    """The names of files that wait in wards and are claimed after all."""
    kept = census.find_kept(roots)
    claimed = list_claimed(kept.values(), roots)
    needed = set()
    for ward in census.store.quarantine.wards():
        for path in ward.paths():
            digest = path.parent.name + path.stem
            if digest in (kept if path.suffix == ".json" else claimed):
                needed.add(str(path.relative_to(ward.root)))
    return needed


def _bring_back(census: _Census, needed: set[str]) -> None:
    """Objects first: a record that can be found has all it needs."""
    for name in sorted(needed):
        digest = name.partition("/")[2].replace("/", "").removesuffix(".json")
        if name.startswith("objects/"):
            census.store.objects.locate(digest)
        else:
            census.store.records.find(digest)


def _list_old(census: _Census, own: Ward) -> dict[Ward, list[Path]]:
    """The files of wards that are older than the grace, and than every run under way: such a run may have found something in place that
    was put aside after it, and come back for it as late as its last song.

    The order is what keeps them safe, and that what is claimed is read after this: whoever saw one of these files in place is a run that
    still goes on when runs are looked at, or one that had said by then what it claims. Whoever comes later looks for them here.
    """
    terms = census.terms
    wards = [ward for ward in census.store.quarantine.wards() if ward.root != own.root and terms.now_s - ward.at_s >= terms.grace_s]
    files = {ward: list(ward.paths()) for ward in wards}
    oldest = find_oldest_start(census.store)
    return {ward: paths for ward, paths in files.items() if ward.at_s < oldest - PLANNING_S}


def _delete_old(census: _Census, old: dict[Ward, list[Path]], needed: set[str]) -> Price:
    """Delete these files but for those that are needed and could not be brought back; what else came into their wards meanwhile stays."""
    deleted, entries = Price(), []
    for ward, paths in old.items():
        for path in paths:
            name = str(path.relative_to(ward.root))
            is_needed = name in needed
            if not is_needed:
                deleted.bytes += _measure(path)
                deleted.records += path.suffix == ".json"
                deleted.objects += path.suffix != ".json"
                entries += [entry] if (entry := census.waiting.get(path.parent.name + path.stem)) else []
            if not census.terms.dry_run and (not is_needed or (census.store.root / name).is_file()):
                ward.delete(path)
        if not census.terms.dry_run:
            ward.close()
    deleted.seconds = _sum_seconds(entries)
    return deleted


def _sum_seconds(entries: Iterable[Entry]) -> float:
    """What making these again takes. A whole's time includes that of the parts which it made, so it counts only where they are not here."""
    entries = list(entries)
    parts = {(entry.stage, output.digest) for entry in entries if entry.is_part for output in entry.outputs}
    return round(sum(entry.seconds for entry in entries if not _has_parts_here(entry, parts)), 3)


def _has_parts_here(entry: Entry, parts: set[tuple[str, str]]) -> bool:
    return entry.has_parts and any((entry.stage, output.digest) in parts for output in entry.outputs)


def _measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
