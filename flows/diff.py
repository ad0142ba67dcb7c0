"""`diff`: which songs two runs made differently, at which stage, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.account import read_account
from flows.console import open_console, print_json
from flows.manifest import read_manifest
from flows.select import Asked, open_store
from flows.wording import list_names, say_count, say_difference
from songloom.pipeline.explain import Difference, find_change
from songloom.settings.params import STAGES
from songloom.store import Store
from songloom.store.records import is_digest, read_record
from songloom.store.runs import find_run
from songloom.store.views import read_keys

# Songs named in a line for people; --json names all.
MOST_NAMED = 5

Spot = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """How a stage stands in a run or in a manifest: its key, where that is known; the digests of what it made; whether it failed."""

    key: str
    digests: Mapping[str, str] | None
    state: str
    error: str = ""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: by song and variant, each stage's standing."""

    name: str
    spots: Mapping[Spot, Mapping[str, Standing]]

    def songs(self) -> list[str]:
        """All songs, in order."""
        return list(dict.fromkeys(song for song, _ in self.spots))


@dataclass(frozen=True)
class Change:
    """At which stage a song changed first, and why. `field` is empty where the store no longer knows the reason."""

    stage: str
    field: str
    before: Any
    now: Any
    says: str


def run_diff(asked: Asked, before: str, after: str, as_json: bool) -> int:
    """Print what differs between two runs."""
    store = open_store(asked)
    sides = _read_side(store, before), _read_side(store, after)
    found = compare_sides(*sides, store)
    if as_json:
        print_json(found)
    else:
        _print_changes(found)
    return 0


def compare_sides(before: Side, after: Side, store: Store) -> dict[str, Any]:
    """The changes, equal causes together and what most songs share first; songs added and removed, newly failed, mended, not finished."""
    changes: dict[tuple[str, str, str], tuple[Change, list[Spot]]] = {}
    told: dict[str, dict[str, str]] = {"failed": {}, "mended": {}, "unfinished": {}}
    for spot in (spot for spot in after.spots if spot in before.spots):
        old, new = before.spots[spot], after.spots[spot]
        if kind := _tell_ending(old, new):
            told[kind][spot[0]] = next((standing.error for standing in new.values() if standing.error), "")
        elif stage := next((stage for stage in STAGES if _differs(old.get(stage), new.get(stage), store)), None):
            change = _explain(stage, old.get(stage), new.get(stage), _Place(store, spot))
            changes.setdefault((stage, change.field, change.says), (change, []))[1].append(spot)
    groups = [
        {**asdict(change), "songs": _list_distinct(spots, 0), "variants": _list_distinct(spots, 1)} for change, spots in changes.values()
    ]
    old_songs, new_songs = before.songs(), after.songs()
    touched = {song for group in groups for song in group["songs"]}.union(*told.values())
    return {
        "before": before.name,
        "after": after.name,
        "changes": sorted(groups, key=lambda group: -len(group["songs"])),
        "added": [song for song in new_songs if song not in set(old_songs)],
        "removed": [song for song in old_songs if song not in set(new_songs)],
        **told,
        "same": sum(song not in touched for song in new_songs if song in set(old_songs)),
    }


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Place:
    """Where records are looked up: the store, and the song and variant whose last keys it knows."""

    store: Store
    spot: Spot


def _read_side(store: Store, word: str) -> Side:
    """A run by its name, `latest`, `previous`, or a manifest by its path."""
    spots: dict[Spot, Mapping[str, Standing]] = {}
    if Path(word).is_file():
        for song, variants in read_manifest(Path(word)).songs.items():
            for variant, stages in variants.items():
                spots[song, variant] = {stage: Standing("", digests, "done") for stage, digests in stages.items()}
        return Side(word, spots)
    account = read_account(store, find_run(store, word))
    for song, variants in account.songs.items():
        for variant, stages in variants.items():
            spots[song, variant] = {stage: _build_standing(step) for stage, step in stages.items()}
    return Side(account.name, spots)


def _build_standing(step: Mapping[str, Any]) -> Standing:
    error = step.get("error") or {}
    state = {"made": "done", "reused": "done", "failed": "failed", "blocked": "failed"}.get(step["state"], "open")
    return Standing(str(step.get("key", "")), None, state, str(error.get("what", "")))


def _list_distinct(spots: Iterable[Spot], part: int) -> list[str]:
    return list(dict.fromkeys(spot[part] for spot in spots))


def _tell_ending(old: Mapping[str, Standing], new: Mapping[str, Standing]) -> str | None:
    """`failed`, `mended` or `unfinished`, where the two ended differently; what failed alike twice is told as failed again."""
    before, now = ({standing.state for standing in stages.values()} for stages in (old, new))
    if "failed" in now:
        return "failed"
    if "open" in now or "open" in before:
        return "unfinished"
    return "mended" if "failed" in before else None


def _differs(old: Standing | None, new: Standing | None, store: Store) -> bool:
    if old is None or new is None:
        return old is not new
    if old.key and new.key:
        return old.key != new.key
    return _find_digests(old, store) != _find_digests(new, store)


def _find_digests(standing: Standing, store: Store) -> Mapping[str, str] | None:
    if standing.digests is not None:
        return standing.digests
    record = read_record(store.records.path_of(standing.key)) if standing.key else None
    return {name: output.digest for name, output in record.outputs.items()} if record else None


def _explain(stage: str, old: Standing | None, new: Standing | None, place: _Place) -> Change:
    if old is None or new is None:
        return Change(stage, "stage", old and old.key, new and new.key, "the stage is left out" if new is None else "the stage is new")
    found = find_change(_find_key(new, stage, place), _find_key(old, stage, place), place.store)
    if found is None:
        return Change(stage, "", old.key or None, new.key or None, _say_unknown(old, new, place.store))
    found = Difference(found.field.removeprefix("inputs."), found.before, found.now)
    # The files of songs differ from one another: they are told as one cause.
    if is_digest(found.before) and is_digest(found.now):
        return Change(stage, found.field, None, None, f"{found.field} has other content")
    return Change(stage, found.field, found.before, found.now, say_difference(found))


def _find_key(standing: Standing, stage: str, place: _Place) -> str:
    """The step's key; a manifest names none, but one of the song's last two may have made just what it lists."""
    if standing.key:
        return standing.key
    known = read_keys(place.store, *place.spot).get(stage, {})
    candidates = [key for key in (known.get("key"), known.get("previous")) if key]
    return next((key for key in candidates if _find_digests(Standing(key, None, "done"), place.store) == standing.digests), "")


def _say_unknown(old: Standing, new: Standing, store: Store) -> str:
    if old.digests is not None and new.digests is not None:
        files = sorted(name for name in {*old.digests, *new.digests} if old.digests.get(name) != new.digests.get(name))
        return (
            f"{list_names(files)} differ, and the store does not know why"
            if len(files) > 1
            else f"{files[0]} differs, and the store does not know why"
        )
    gone = " and ".join(side for side, standing in (("before", old), ("after", new)) if _find_digests(standing, store) is None)
    return f"the record from {gone} is no longer in the store" if gone else "the store does not know why"


def _print_changes(found: Mapping[str, Any]) -> None:
    lines = [_say_change(change) for change in found["changes"]]
    lines += _say_songs(found["added"], "added") + _say_songs(found["removed"], "removed")
    lines += [f"{song}: failed: {error}" if error else f"{song}: failed" for song, error in found["failed"].items()]
    lines += _say_songs(list(found["mended"]), "no longer failed") + _say_songs(list(found["unfinished"]), "not finished in both")
    lines.append(
        f"{say_count(found['same'], 'song')} the same" if lines else f"nothing differs: {say_count(found['same'], 'song')} the same"
    )
    for line in (f"{found['before']} → {found['after']}", *lines):
        open_console().print(line, soft_wrap=True, markup=False)


def _say_change(change: Mapping[str, Any]) -> str:
    variants = f" in {list_names(change['variants'])}" if change["variants"] != ["main"] else ""
    return f"{_say_who(change['songs'])}{variants}: {change['stage']}, {change['says']}"


def _say_songs(songs: list[str], what: str) -> list[str]:
    return [f"{_say_who(songs)}: {what}"] if songs else []


def _say_who(songs: Iterable[str]) -> str:
    names = list(songs)
    return names[0] if len(names) == 1 else f"{say_count(len(names), 'song')} ({list_names(names, MOST_NAMED)})"
