"""`weave`: from words of the command line to what is printed."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from rich.table import Table

from flows.console import open_console, print_json
from flows.export import export_outputs, write_manifest
from flows.journal import Several, open_journal
from flows.orders import Orders, Woven
from flows.progress import Bars, Silence
from flows.report import report_run, sum_seconds
from flows.select import Asked, Site, open_site, select_requests
from flows.weave import weave
from songloom.errors import UsageError
from songloom.model.quality import Verdict
from songloom.settings.params import STAGES

# Reasons told of a song in a run's report; all of them are in its quality.json.
SHOWN_REASONS = 2


@dataclass(frozen=True)
class Delivery:
    """Where results go: copies into the folder `output`, digests into the file `manifest`, the report as text, as JSON or nowhere."""

    output: Path | None
    manifest: Path | None
    is_quiet: bool
    as_json: bool


def run_weave(asked: Asked, orders: Orders, delivery: Delivery) -> int:
    """Weave; 0, or 1 where a song failed or the run stopped before all was done."""
    _check_stage(orders.until)
    started = time.perf_counter()
    site, requests = open_site(asked), select_requests(asked)
    journal = open_journal(site, requests, orders.runner or site.machine.runner)
    with Silence() if delivery.as_json or delivery.is_quiet else Bars(open_console(stderr=True)) as watcher, journal:
        woven = weave(requests, site, orders, Several((watcher, journal)))
        code = 1 if woven.stopped or any(step.error for step in woven.plan.steps) else 0
        journal.end(woven.plan, code, woven.stopped)
    report = _deliver(woven, site, orders.until, delivery)
    if journal.has_begun and len({request.song.id for request in requests}) > 1:
        # Its template engine is not imported for a run that made nothing.
        from flows.morning import find_report_folder, write_report

        report["report"] = str(write_report(site.store, journal.run.name, find_report_folder(asked)))
    report["seconds"] = round(time.perf_counter() - started, 3)
    if delivery.as_json:
        print_json(report)
    elif delivery.is_quiet:
        _print_failures(report["failed"])
    else:
        _print_report(report)
    return code


# --------------------------------------------------------------------------------------------- private


def _deliver(woven: Woven, site: Site, until: str | None, delivery: Delivery) -> dict[str, Any]:
    """Lay the results where they were asked for; the report of it all."""
    report: dict[str, Any] = report_run(woven.plan, woven.made, site.store) | {"exported": [], "stopped": woven.stopped}
    if delivery.output:
        report["exported"] = [str(file) for file in export_outputs(woven.plan, site.store, delivery.output, until)]
    if delivery.manifest:
        report["root"] = write_manifest(woven.plan, delivery.manifest)
    return report


def _check_stage(stage: str | None) -> None:
    if stage is not None and stage not in STAGES:
        raise UsageError(f"--until {stage}", "there is no such stage", f"known: {', '.join(STAGES)}")


def _print_report(report: dict[str, Any]) -> None:
    console = open_console()
    table = Table("stage", "made", "reused", "seconds")
    for stage, (made, reused, seconds) in sum_seconds(report).items():
        table.add_row(stage, str(made or ""), str(reused or ""), f"{seconds:.1f}" if made else "")
    console.print(table)
    videos = [file for file in report["exported"] if Path(file).stem == "video"] or _list_videos(report)
    for video in videos:
        console.print(f"video: {video}", soft_wrap=True, markup=False)
    _print_verdicts(report["quality"])
    _print_failures(report["failed"])
    if report["stopped"]:
        console.print(f"stopped before all was done: {report['stopped']}; the next run goes on from there", style="yellow")
    if "report" in report:
        console.print(f"report: {report['report']}", soft_wrap=True, markup=False)
    console.print(f"{report['seconds']:.1f} s in all")


def _print_verdicts(songs: Mapping[str, Any]) -> None:
    """What is not good, the worst first, with its first reasons; then how many songs are what."""
    console, verdicts = open_console(), get_args(Verdict)
    for verdict in reversed(verdicts[1:]):
        for song, judged in songs.items():
            if judged["verdict"] == verdict:
                why = [reason["message"] for reason in judged["reasons"]]
                why[SHOWN_REASONS:] = [f"{len(why) - SHOWN_REASONS} more in quality.json"] if len(why) > SHOWN_REASONS else []
                console.print(f"{verdict.replace('_', ' ')}: {song}: {'; '.join(why)}", style="yellow", soft_wrap=True, markup=False)
    counts = Counter(judged["verdict"] for judged in songs.values())
    if counts:
        console.print("quality: " + ", ".join(f"{counts[verdict]} {verdict.replace('_', ' ')}" for verdict in verdicts if counts[verdict]))


def _print_failures(failed: Mapping[str, str]) -> None:
    for song, error in failed.items():
        open_console(stderr=True).print(f"failed: {song}: {error}", style="red", soft_wrap=True, markup=False)


def _list_videos(report: dict[str, Any]) -> list[str]:
    found = [stages.get("video", {}).get("files", {}) for variants in report["songs"].values() for stages in variants.values()]
    return [file for files in found for name, file in files.items() if Path(name).stem == "video"]
