"""The morning report: what happened in the night, as a page for people and as JSON for machines."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from flows.account import Account, read_account
from flows.console import open_console, print_json
from flows.contact import Sheet, lay_out_sheet
from flows.export import write_file
from flows.ranking import rank
from flows.select import Asked, open_store
from flows.tally import is_gpu, tally_songs, tally_stages
from flows.wording import say_count, say_seconds
from songloom.model.document import dump_document
from songloom.model.quality import Verdict
from songloom.settings.workspace import find_workspace
from songloom.store import Store
from songloom.store.runs import find_run

SCHEMA = 1
PAGE, DATA = "index.html", "report.json"
# Songs named as the slowest.
SLOWEST = 10


@dataclass(frozen=True)
class Report:
    """`data` is what report.json holds; the page shows the same, with the pictures of `sheet`."""

    account: Account
    data: dict[str, Any]
    sheet: Sheet


def run_report(asked: Asked, run: str, output: Path | None, price_per_hour: float | None, as_json: bool) -> int:
    """Write the report of a run, or print it as JSON."""
    store = open_store(asked)
    name = find_run(store, run)
    if as_json:
        print_json(build_report(store, name, price_per_hour).data)
        return 0
    page = write_report(store, name, output or find_report_folder(asked), price_per_hour)
    open_console().print(f"report: {page}", soft_wrap=True, markup=False)
    return 0


def write_report(store: Store, name: str, folder: Path, price_per_hour: float | None = None) -> Path:
    """Write `index.html` and `report.json` of a run into a folder; the page's path."""
    from flows.page import render_page

    report = build_report(store, name, price_per_hour)
    write_file(folder / DATA, dump_document(report.data))
    write_file(folder / PAGE, render_page(report).encode())
    return folder / PAGE


def find_report_folder(asked: Asked) -> Path:
    """`report/` of the workspace, else of the current folder."""
    return (find_workspace((asked.catalogue or Path.cwd() / "_").parent).root or Path.cwd()) / "report"


def build_report(store: Store, name: str, price_per_hour: float | None = None) -> Report:
    """All that is told of a run; the same from the same journal and store."""
    account = read_account(store, name)
    songs, stages = tally_songs(account, store), tally_stages(account, price_per_hour)
    sheet = lay_out_sheet(account, store)
    totals = _sum_costs(account, price_per_hour)
    counts = _count_songs(songs)
    data = {
        "schema": SCHEMA,
        "headline": _tell_headline(account, counts),
        "run": _describe_run(account),
        "counts": counts,
        "totals": totals,
        "look_first": rank(account, songs, store),
        "songs": songs,
        "stages": stages,
        "slowest": _list_slowest(songs),
        "workers": _tell_workers(account),
        "sharing": _tell_sharing(account),
        "pictures": {"shown": len(sheet.pictures), "left_out": sheet.left_out},
    }
    return Report(account, data, sheet)


# --------------------------------------------------------------------------------------------- private


def _describe_run(account: Account) -> dict[str, Any]:
    head, ended = account.head, account.ended or {}
    told = {name: head.get(name) for name in ("started", "variants", "machine", "remote", "versions", "commit")}
    why = ended.get("error") or ended.get("stopped")
    known = {"name": account.name, "state": account.state, "why": why, "exit_code": ended.get("code"), "seconds": account.seconds}
    return {**told, **known, "command": account.command, "root": account.root}


def _count_songs(songs: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Songs by state, and by verdict; `all` of them, `done` with those that were done before."""
    states, verdicts = Counter(song["state"] for song in songs), Counter(song["verdict"] for song in songs)
    return {
        "all": states.total(),
        "done": states["done"] + states["reused"],
        "reused": states["reused"],
        "failed": states["failed"],
        "unfinished": states["unfinished"] + states["unreached"],
        **{verdict: verdicts[verdict] for verdict in get_args(Verdict)},
    }


def _tell_headline(account: Account, counts: Mapping[str, int]) -> str:
    """One sentence: how many songs are done, what is wrong, how long it took."""
    doubtful = counts["look_again"] + counts["bad"]
    said = [f"{counts['done']:,} of {say_count(counts['all'], 'song')} done"]
    said += [f"{counts['failed']:,} failed"] if counts["failed"] else []
    said += [f"{counts['unfinished']:,} not finished"] if counts["unfinished"] else []
    said += [f"{doubtful:,} to look at"] if doubtful else []
    took = say_seconds(account.seconds)
    ending = {
        "killed": f"the run was cut off after {took}",
        "broken": f"the run broke off after {took}",
        "interrupted": f"interrupted after {took}",
        "running": f"still running, {took} so far",
    }
    return f"{', '.join(said)}; {ending.get(account.state, took)}"


def _sum_costs(account: Account, price_per_hour: float | None) -> dict[str, Any]:
    """What the run cost: seconds of workers, those on a GPU apart, bytes made, and a price where an hour has one."""
    seconds = sum(line["seconds"] for line in account.made)
    gpu = sum(line["seconds"] for line in account.made if is_gpu(line))
    told = {"steps": len(account.made), "seconds": seconds, "cpu_hours": (seconds - gpu) / 3600, "gpu_hours": gpu / 3600}
    told = {name: round(value, 3) for name, value in told.items()} | {"bytes": sum(line["bytes"] for line in account.made)}
    return told | ({} if price_per_hour is None else {"price": round(seconds / 3600 * price_per_hour, 2)})


def _list_slowest(songs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    made = sorted((song for song in songs if song["made"]), key=lambda song: -song["seconds"])
    return [{"song": song["song"], "seconds": song["seconds"], "most": song["slowest"]} for song in made[:SLOWEST]]


def _tell_workers(account: Account) -> dict[str, Any]:
    """Workers that were lost, when and with what; how often the flow was restarted, and damage was found and mended."""
    usual = {"at_s": 0.0, "stage": "", "songs": [], "error": "no word of why"}
    told = [{name: line.get(name, other) for name, other in usual.items()} for line in account.list_notes("lost")]
    return {"lost": told, "restarts": len(account.list_notes("restarted")), "damaged": len(account.list_notes("damaged"))}


def _tell_sharing(account: Account) -> dict[str, Any]:
    """What went to and came from the store that machines share, and what was wrong with it."""
    sums = {event: _sum_shared(account.list_notes(event)) for event in ("pulled", "pushed")}
    left = [f"not pushed: {line['left']}" for line in account.list_notes("pushed") if line.get("left")]
    return {**sums, "troubles": [*(str(line.get("says", "")) for line in account.list_notes("remote")), *left]}


def _sum_shared(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found = list(lines)
    return {name: sum(int(line.get(name) or 0) for line in found) for name in ("records", "bytes")}
