"""What machines share: the remote of a machine, what is missing here and there, and the loop that brings it here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.foreseen import Foreseen
from flows.select import Site
from songloom.model.record import Record
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, plan_run
from songloom.pipeline.stages import GRAPHS, split_input
from songloom.settings.machine import Machine
from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.remote import Remote
from songloom.store.remote_pulling import Pulled
from songloom.store.remote_wire import AwayError

# So many keys are asked for one by one; for more, all of the remote's are listed: a page of a listing tells 1,000.
ONE_BY_ONE = 64
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Load:
    """What would be moved: records by key, and the bytes of the objects that lack on the other side."""

    records: dict[str, Record]
    bytes: int


def open_remote(machine: Machine, url: str | None = None) -> Remote | None:
    """The remote of this machine, or at this URL; None where there is none. Nothing is asked of it yet."""
    address = url or machine.remote
    return Remote(address, machine.bandwidth_mbit, _list_needed()) if address else None


def pull_missing(
    requests: Sequence[Request], site: Site, remote: Remote, until: str | None = None, progress: Progress = lambda more: None
) -> Pulled:
    """Bring here what the songs' plan misses and the remote has; what came tells what else is missing, and so on to the end.

    It never fails for the remote's sake: what it does not give is made here.
    """
    came: list[Pulled] = []

    def bring(keys: list[str]) -> set[str]:
        came.append(remote.pull_many(keys, site.store, progress))
        return set(came[-1].records)

    with suppress(AwayError):
        _follow(requests, lambda some: _plan(some, site, site.store, until), remote, bring)
    records = {key: record for pulled in came for key, record in pulled.records.items()}
    missed = tuple(key for pulled in came for key in pulled.missed)
    refused = tuple(key for pulled in came for key in pulled.refused)
    return Pulled(records, sum(pulled.bytes for pulled in came), missed, refused)


def foresee_pull(requests: Sequence[Request], site: Site, remote: Remote) -> Load:
    """What `pull_missing` would bring: records are read and planned with as if they were here; AwayError."""
    with TemporaryDirectory() as folder:
        foreseen = Foreseen(site.store, remote, Path(folder))
        _follow(requests, lambda some: _plan(some, site, foreseen, None), remote, foreseen.learn)
        return weigh_pull(foreseen.found, site.store)


def weigh_pull(records: Mapping[str, Record], store: Store) -> Load:
    """What it takes to bring these here."""
    lacking = {output for record in records.values() for output in record.outputs.values() if not store.objects.has(output)}
    return Load(dict(records), sum(output.size for output in lacking))


def weigh_push(records: Iterator[Record], remote: Remote) -> Load:
    """What the remote lacks of these, by two listings of it; AwayError."""
    known, objects = remote.list_keys(), remote.list_objects()
    absent = {record.key: record for record in records if record.key not in known}
    lacking = {output for record in absent.values() for output in record.outputs.values() if objects.get(output.digest) != output.size}
    return Load(absent, sum(output.size for output in lacking))


def list_whole(store: Store) -> Iterator[Record]:
    """All records of a store that have all their objects, in order."""
    for path in store.records.paths():
        record = read_record(path)
        if record and store.records.find(record.key) == record:
            yield record


def list_current(plan: Plan, store: Store) -> Iterator[Record]:
    """The records that a plan stands on, and those of the parts that their files came from."""
    digests = {output.digest for step in plan.steps if step.record for output in step.record.outputs.values()}
    for record in list_whole(store):
        if {output.digest for output in record.outputs.values()} <= digests:
            yield record


# --------------------------------------------------------------------------------------------- private


def _list_needed() -> tuple[tuple[str, str], ...]:
    """Stage and file, for every file that another stage must have, or a person looks for: a record without it would break the plan."""
    names = {name for row in GRAPHS["song"] for reads in (row.consumes, *row.by_engine.values()) for name in reads}
    stages = {row.name for row in GRAPHS["song"]}
    found = (split_input(name) for name in names)
    parts = sorted((stage, file) for stage, file, may_lack in found if stage in stages and file != "*" and not may_lack)
    return (*parts, ("sound", "sound.*"), ("sound", "loudness.json"), ("video", "thumbnail.jpg"), ("video", "video.*"))


def _plan(requests: Sequence[Request], site: Site, store: Store, until: str | None) -> Plan:
    """Failures of ours are no reason not to take what another machine made."""
    return plan_run(requests, store, until, {}, replace(site.known, retry_failed=True))


def _follow(
    requests: Sequence[Request], plan: Callable[[Sequence[Request]], Plan], remote: Remote, bring: Callable[[list[str]], set[str]]
) -> None:
    """Plan, bring what is missing and there, and plan again those songs of which something came, until nothing comes; AwayError."""
    todo, asked, listed = list(requests), set[str](), None
    while todo:
        planned = plan(todo)
        wanted = [step.key for step in planned.missing() if step.key not in asked]
        asked.update(wanted)
        if listed is None and len(wanted) > ONE_BY_ONE:
            listed = remote.list_keys()
        came = bring([key for key in wanted if listed is None or key in listed])
        advanced = {(step.song, step.variant) for step in planned.steps if step.key in came}
        todo = [request for request in todo if (request.song.id, request.variant) in advanced]
