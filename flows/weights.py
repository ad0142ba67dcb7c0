"""`models fetch|list|verify`: which weights there are, what they cost and allow, and how they get here."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from flows.commands import print_json
from flows.console import open_console
from songloom.errors import UsageError
from songloom.model.weights import Weights, is_revision
from songloom.settings.workspace import find_workspace
from songloom.weights.adopt import Brought, adopt_weights
from songloom.weights.fetch import Wanted, fetch_weights
from songloom.weights.folder import find_missing, locate_weights, models_root
from songloom.weights.hub import Hub, open_hub
from songloom.weights.known import LOCAL, UNKNOWN, find_known, find_own, is_noncommercial, list_known
from songloom.weights.lock import read_lock, write_lock
from songloom.weights.verify import QUARANTINE, verify_weights


@dataclass(frozen=True)
class Agreed:
    """What a person said on the command line: yes to the download, yes to licences that allow no commercial use."""

    yes: bool
    noncommercial: bool


def run_fetch(names: Sequence[str], revision: str | None, source: Path | None, agreed: Agreed) -> int:
    """Get weights and pin them in the lock; what is here already is not touched, and then no network is needed."""
    _check_words(names, revision, source)
    rows, root = read_lock(find_lock_file()), models_root()
    if source is not None:
        row = rows.get(names[0])
        _adopt(Brought(find_own(names[0], row), source, revision, _keep(row, revision)), root, agreed)
        return 0
    absent = []
    for name in dict.fromkeys(names):
        row = _keep(rows.get(name), revision)
        if row and not find_missing(row, root):
            open_console().print(f"{name}: is here, {locate_weights(row, root)}", soft_wrap=True, markup=False)
        else:
            absent.append(name)
    hub = open_hub() if absent else None
    wanted = [_look_up(hub, name, revision, rows.get(name)) for name in absent if hub]
    if hub and wanted:
        _ask(wanted, agreed)
        for one in wanted:
            _fetch(hub, one)
    return 0


def run_list(as_json: bool) -> int:
    """Print all weights that have a name: what for, licence, size, pinned revision, and whether they are here."""
    rows, root = read_lock(find_lock_file()), models_root()
    found = [_describe(name, rows.get(name), root) for name in dict.fromkeys((*list_known(), *rows))]
    if as_json:
        print_json({"folder": str(root), "lock": str(find_lock_file()), "models": found})
        return 0
    table = Table("name", "for", "licence", "size", "revision", "here")
    for one in found:
        licence = f"[yellow]{one['licence']}[/]" if one["noncommercial"] else one["licence"]
        here = "[green]yes[/]" if one["here"] else "no"
        table.add_row(one["name"], one["purpose"], licence, decimal(one["size"]), (one["revision"] or "")[:12], here)
    open_console().print(table)
    open_console().print(f"folder: {root}\nlock: {find_lock_file()}", soft_wrap=True, markup=False)
    return 0


def run_verify(names: Sequence[str], as_json: bool) -> int:
    """Read all pinned weights again; 4 where a file is missing or damaged: damaged ones are put aside, and fetching heals."""
    rows, root = read_lock(find_lock_file()), models_root()
    if unknown := [name for name in names if name not in rows]:
        raise UsageError(unknown[0], f"is not in {find_lock_file()}", f"get it with: songloom models fetch {unknown[0]}")
    # Without names: those that somebody fetched here; a row of the lock may belong to another machine.
    chosen = names or [name for name, row in rows.items() if locate_weights(row, root).is_dir()]
    with Progress(console=open_console(stderr=True), transient=True, disable=as_json) as progress:
        bar = progress.add_task("reading every byte", total=sum(rows[name].size for name in chosen))
        found = {name: verify_weights(rows[name], root, lambda read: progress.advance(bar, read)) for name in chosen}
    bad = {name: files for name, files in found.items() if files}
    if as_json:
        print_json({"verified": sorted(set(chosen) - set(bad)), "wrong": bad})
        return 4 if bad else 0
    console = open_console()
    console.print(f"{len(chosen) - len(bad)} of {len(chosen)} are what {find_lock_file()} says", soft_wrap=True, markup=False)
    for name, files in bad.items():
        for file, state in files.items():
            console.print(f"  {state}: {name}: {file}", style="red", soft_wrap=True, markup=False)
        console.print(f"  get it again: songloom models fetch {name}", soft_wrap=True, markup=False)
    if any("damaged" in files.values() for files in bad.values()):
        console.print(f"damaged files were moved to {root / QUARANTINE}", soft_wrap=True, markup=False)
    return 4 if bad else 0


def find_lock_file() -> Path:
    """The lock of the workspace here; outside any workspace the user's own, beside the weights."""
    return find_workspace(Path()).lock_of_weights()


# --------------------------------------------------------------------------------------------- private


def _check_words(names: Sequence[str], revision: str | None, source: Path | None) -> None:
    if len(set(names)) > 1 and (revision or source):
        raise UsageError(", ".join(names), "--revision and --from are of one model", "fetch them one by one")
    if revision is not None and not is_revision(revision):
        cure = "a branch or a tag moves; look the commit up on the repository's page, under Files, History"
        raise UsageError(f"--revision {revision}", "expected 40 hex digits", cure)


def _keep(row: Weights | None, revision: str | None) -> Weights | None:
    """The row of the lock, unless another revision is asked for."""
    return row if row and revision in (None, row.revision) else None


def _look_up(hub: Hub, name: str, revision: str | None, row: Weights | None) -> Wanted:
    known, kept = find_known(name, row), _keep(row, revision)
    repository = kept.repository if kept else known.repository
    if repository.startswith(f"{LOCAL}/"):
        raise UsageError(name, "came from a folder, and is on no hub", f"songloom models fetch {name} --from FOLDER")
    listing = hub.list_files(repository, kept.revision if kept else revision or known.revision)
    return Wanted(known, listing, kept, models_root())


def _ask(wanted: Sequence[Wanted], agreed: Agreed) -> None:
    console = open_console()
    for one in wanted:
        console.print(f"{one.known.name}: {one.listing.repository} at {one.listing.revision}", soft_wrap=True, markup=False)
        if one.known.purpose:
            console.print(f"  for       {one.known.purpose}", soft_wrap=True, markup=False)
        _show_licence(one.licence)
        console.print(f"  download  {decimal(one.size)} in {len(one.files)} files, into {one.folder}", soft_wrap=True, markup=False)
    for one in wanted:
        _check_licence(one.known.name, one.licence, agreed)
    if agreed.yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("", f"nobody is here to say yes to {decimal(sum(one.size for one in wanted))}", "say --yes")
    if not typer.confirm("Download?"):
        raise UsageError("", "nothing was downloaded", "there is no other way to use these weights than to agree")


def _show_licence(licence: str) -> None:
    note = ": nobody says what is allowed; ask its makers" if licence == UNKNOWN else ""
    open_console().print(f"  licence   {licence}{note}", style="yellow" if note else None, soft_wrap=True, markup=False)
    if is_noncommercial(licence):
        open_console().print("  It allows no commercial use, and so do videos made with it.", style="yellow")


def _check_licence(name: str, licence: str, agreed: Agreed) -> None:
    if is_noncommercial(licence) and not agreed.noncommercial:
        raise UsageError(name, f"its licence, {licence}, allows no commercial use", "say --accept-noncommercial if yours is none")


def _fetch(hub: Hub, wanted: Wanted) -> None:
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(*columns, console=open_console(stderr=True), transient=True) as progress:
        bar = progress.add_task(wanted.known.name, total=wanted.size)
        _pin(fetch_weights(hub, wanted, lambda more: progress.advance(bar, more)), wanted.root)


def _adopt(brought: Brought, root: Path, agreed: Agreed) -> None:
    _check_licence(brought.known.name, brought.row.licence if brought.row else brought.known.licence, agreed)
    weights = adopt_weights(brought, root)
    _pin(weights, root)
    _show_licence(weights.licence)


def _pin(weights: Weights, root: Path) -> None:
    file = find_lock_file()
    # Read again: the download took its time, and somebody may have fetched something else meanwhile.
    rows: Mapping[str, Weights] = read_lock(file)
    if rows.get(weights.name) != weights:
        write_lock(file, {**rows, weights.name: weights})
    console = open_console()
    console.print(f"{weights.name}: is here, {locate_weights(weights, root)}", soft_wrap=True, markup=False)
    console.print(f"  pinned to {weights.repository} at {weights.revision} in {file}", soft_wrap=True, markup=False)


def _describe(name: str, row: Weights | None, root: Path) -> dict[str, Any]:
    known = find_known(name, row)
    licence = row.licence if row else known.licence
    return {
        "name": name,
        "purpose": known.purpose,
        "repository": row.repository if row else known.repository,
        "licence": licence,
        "noncommercial": is_noncommercial(licence),
        "size": row.size if row else known.size,
        "revision": row.revision if row else None,
        "here": bool(row) and not find_missing(row, root),
        "folder": str(locate_weights(row, root)) if row else None,
    }
