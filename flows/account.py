"""A run as its journal tells it: what was made, what failed, what was left, whether the run ended or was killed."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.exits import INTERRUPTED
from songloom.settings.params import STAGES
from songloom.store import Store
from songloom.store.runs import is_running, read_journal, read_plan

# Song → variant → stage → what is known of the step: its state, engine, key and error.
Songs = dict[str, dict[str, dict[str, dict[str, Any]]]]

# What a line must say to be of use; one that a later version writes otherwise is passed over.
NEEDED = {
    "run": ("started", "words", "songs", "variants"),
    "started": ("song", "variant", "stage", "key"),
    "made": ("song", "variant", "stage", "key", "seconds", "bytes"),
    "failed": ("song", "variant", "stage", "key"),
    "closed": ("songs",),
    "ended": ("code",),
}


@dataclass(frozen=True)
class Account:
    """`head` is the journal's first line; `made` what was made, each key once; `songs` the plan at the end, or as far as it is known;
    `closed` the songs of which nothing was left to do, `unreached` those of which nothing is known; `notes` the lines of other events;
    `ended` the last line of a run that ended."""

    name: str
    head: Mapping[str, Any]
    made: tuple[Mapping[str, Any], ...]
    songs: Songs
    closed: frozenset[str]
    unreached: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]
    ended: Mapping[str, Any] | None
    is_running: bool
    seconds: float
    root: str

    @property
    def state(self) -> str:
        """`running`, `killed` (no line says that it ended), `interrupted`, `stopped` (at its deadline), `broken` (by an error that ended
        it), or `done`."""
        if self.ended is None:
            return "running" if self.is_running else "killed"
        if self.ended["code"] == INTERRUPTED or self.ended.get("stopped") == "interrupted":
            return "interrupted"
        if self.ended.get("error"):
            return "broken"
        return "stopped" if self.ended.get("stopped") else "done"

    @property
    def command(self) -> str:
        """The words that started the run, as one would type them."""
        return shlex.join(["songloom", *map(str, self.head["words"])])

    def list_notes(self, *events: str) -> list[Mapping[str, Any]]:
        """The lines of these events, in order."""
        return [line for line in self.notes if line["event"] in events]


def read_account(store: Store, name: str) -> Account:
    """The account of a run, also of one that was killed."""
    lines = [line for line in read_journal(store, name) if all(field in line for field in NEEDED.get(line["event"], ()))]
    head = next((line for line in lines if line["event"] == "run"), {"started": "", "words": [], "songs": [], "variants": []})
    plan = read_plan(store, name)
    songs = _arrange(plan["songs"] if plan else _rebuild_songs(lines), head)
    closed = songs if plan else [song for line in lines if line["event"] == "closed" for song in line["songs"]]
    return Account(
        name,
        head,
        tuple({line["key"]: line for line in lines if line["event"] == "made"}.values()),
        songs,
        frozenset(closed),
        tuple(song for song in head["songs"] if song not in songs),
        tuple(line for line in lines if line["event"] not in NEEDED),
        next((line for line in reversed(lines) if line["event"] == "ended"), None),
        is_running(store, name),
        max((float(line.get("at_s", 0)) for line in lines), default=0.0),
        str(plan.get("root", "")) if plan else "",
    )


# --------------------------------------------------------------------------------------------- private


def _arrange(songs: Songs, head: Mapping[str, Any]) -> Songs:
    """In the order of the catalogue and of the graph, which canonical JSON does not keep."""
    order, variants = _number(head["songs"]), _number(head["variants"])
    arranged: Songs = {}
    for song in sorted(songs, key=lambda song: (order.get(song, len(order)), song)):
        found = songs[song]
        arranged[song] = {
            variant: dict(sorted(found[variant].items(), key=lambda item: STAGES.index(item[0]) if item[0] in STAGES else len(STAGES)))
            for variant in sorted(found, key=lambda variant: (variants.get(variant, len(variants)), variant))
        }
    return arranged


def _number(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _rebuild_songs(lines: Iterable[Mapping[str, Any]]) -> Songs:
    """The plan of a run that wrote none: songs that were closed as they stood then, others as far as their steps went."""
    songs: Songs = {}
    for line in lines:
        if line["event"] == "closed":
            songs.update(line["songs"])
        elif line["event"] == "lost":
            # A step whose worker was lost did not fail for good: it is tried again.
            for stages in _list_stages(songs):
                stages.update(
                    {stage: step | {"state": "missing"} for stage, step in stages.items() if step.get("key") in line.get("keys", ())}
                )
        elif line["event"] in ("started", "made", "failed"):
            told = {name: line[name] for name in ("key", "engine", "error") if name in line}
            state = {"started": "missing"}.get(line["event"], line["event"])
            songs.setdefault(line["song"], {}).setdefault(line["variant"], {})[line["stage"]] = {"state": state, **told}
    return songs


def _list_stages(songs: Songs) -> Iterator[dict[str, dict[str, Any]]]:
    for variants in songs.values():
        yield from variants.values()
