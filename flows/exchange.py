"""`push` and `pull`: from words of the command line to what is printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from flows.console import open_console, print_json
from flows.select import Asked, Site, open_site, select_requests
from flows.sharing import foresee_pull, list_current, list_whole, open_remote, pull_missing, weigh_pull, weigh_push
from songloom.errors import UsageError
from songloom.pipeline.plan import Plan, plan_run
from songloom.store import Store
from songloom.store.remote import Remote
from songloom.store.remote_pusher import Pusher
from songloom.store.remote_wire import redact_url
from songloom.store.views import write_view

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Terms:
    """How to share: with which remote instead of the machine's; all there is or what the songs need; or only say what would be moved."""

    url: str | None
    everything: bool
    dry_run: bool
    as_json: bool


def run_push(asked: Asked, terms: Terms) -> int:
    """Give the remote what it lacks; 3 where something could not be given."""
    site = open_site(asked)
    store = site.store
    remote = _need_remote(site, terms)
    remote.check()
    with store.translate_errors():
        records = list_whole(store) if terms.everything else list_current(_plan(asked, site), store)
        load = weigh_push(records, remote)
        if terms.dry_run:
            return _report(remote, terms, {"records": len(load.records), "bytes": load.bytes, "left": 0})
        with _show("giving", load.bytes, terms) as advance, Pusher(remote, store, advance) as pusher:
            pusher.add(*load.records)
            pushed = pusher.close(None)
    return _report(remote, terms, {"records": pushed.records, "bytes": load.bytes, "left": len(pushed.left)})


def run_pull(asked: Asked, terms: Terms) -> int:
    """Bring here what the songs miss, or all there is; 3 where something could not be brought, or was not what it should be."""
    site = open_site(asked)
    store = site.store
    remote = _need_remote(site, terms)
    remote.check()
    with store.translate_errors():
        if terms.dry_run:
            if terms.everything:
                load = weigh_pull(remote.find_many(_list_absent(remote, store)), store)
            else:
                load = foresee_pull(select_requests(asked), site, remote)
            return _report(remote, terms, {"records": len(load.records), "bytes": load.bytes, "left": 0})
        with _show("bringing", None, terms) as advance:
            if terms.everything:
                keys = _list_absent(remote, store)
                pulled = remote.pull_many(keys, store, advance)
            else:
                pulled = pull_missing(select_requests(asked), site, remote, progress=advance)
                _write_views(_plan(asked, site), store)
    left = len(pulled.missed if remote.is_away() else pulled.refused)
    return _report(remote, terms, {"records": len(pulled.records), "bytes": pulled.bytes, "left": left})


# --------------------------------------------------------------------------------------------- private


def _need_remote(site: Site, terms: Terms) -> Remote:
    remote = open_remote(site.machine, terms.url)
    if remote is None:
        cure = "name one with --remote, or as `remote` in configs/machines/default.yaml"
        raise UsageError("", "this machine shares its store with no other", cure)
    return remote


def _plan(asked: Asked, site: Site) -> Plan:
    return plan_run(select_requests(asked), site.store, None, {}, site.known)


def _list_absent(remote: Remote, store: Store) -> list[str]:
    return sorted(key for key in remote.list_keys() if not store.records.find(key))


def _write_views(plan: Plan, store: Store) -> None:
    """The songs that are whole now can be found by name, without a weave."""
    for (song, variant), steps in groupby(plan.steps, key=lambda step: (step.song, step.variant)):
        write_view(store, song, variant, {step.stage: step.record for step in steps if step.record})


@contextmanager
def _show(what: str, total: int | None, terms: Terms) -> Iterator[Advance]:
    columns = TextColumn("{task.description}"), BarColumn(bar_width=28), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=open_console(stderr=True), transient=True, disable=terms.as_json) as progress:
        bar = progress.add_task(what, total=total)
        yield lambda more: progress.advance(bar, more)


def _report(remote: Remote, terms: Terms, found: dict[str, Any]) -> int:
    troubles = remote.take_troubles()
    found |= {"remote": redact_url(remote.url), "dry_run": terms.dry_run, "troubles": troubles}
    if terms.as_json:
        print_json(found)
    else:
        verb = "would be moved" if terms.dry_run else "moved"
        console = open_console()
        console.print(f"{found['records']} records, {decimal(found['bytes'])} {verb} ({found['remote']})", markup=False, soft_wrap=True)
        for trouble in troubles:
            open_console(stderr=True).print(trouble, style="yellow", markup=False, soft_wrap=True)
        if found["left"]:
            console.print(f"{found['left']} records are left; the same command again goes on with them", style="yellow")
    return 3 if found["left"] or remote.is_away() else 0
