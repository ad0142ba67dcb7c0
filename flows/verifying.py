"""`verify`: reads the store, says what is damaged, and has it made whole again."""

from dataclasses import dataclass, field, replace
from typing import Any

from rich.progress import Progress

from flows.console import open_console, print_json
from flows.orders import Orders
from flows.progress import Bars, Silence
from flows.select import Asked, Site, open_site, open_store, select_requests
from flows.weave import weave
from songloom.errors import UsageError
from songloom.settings.workspace import ALL
from songloom.store import Store
from songloom.store.remote import Remote
from songloom.store.verify import Findings, Share, verify_store
from songloom.store.views import list_views, read_keys


@dataclass(frozen=True)
class Check:
    """What is verified: one share of the store, from its start or from where an interrupted verify stopped; then whether it is repaired."""

    share: Share = field(default_factory=Share)
    restart: bool = False
    repair: bool = False


def parse_share(text: str | None) -> Share:
    """A share such as "2/7"; UsageError where it is none.

    >>> parse_share("2/7")
    Share(number=2, of=7)
    """
    if text is None:
        return Share()
    number, _, of = text.partition("/")
    if not (number.isascii() and of.isascii() and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of) <= 10_000):
        raise UsageError(f"--subset {text}", "is no share of the store", "write it like 2/7: the second of seven")
    return Share(int(number), int(of))


def run_verify(asked: Asked, check: Check, as_json: bool) -> int:
    """Verify the store; 3 where something was damaged and is not whole again."""
    site = open_site(asked) if check.repair else None
    store = site.store if site else open_store(asked)
    findings = _read_store(store, check, as_json)
    bad = [*findings.bad_objects, *findings.bad_records]
    report: dict[str, Any] = dict(vars(findings))
    if site:
        report |= _repair(asked, site, findings, as_json)
    if as_json:
        print_json(report)
    else:
        _print_findings(findings, store, check)
        _print_repair(report)
    return 3 if report.get("not_whole", bad) else 0


# --------------------------------------------------------------------------------------------- private


def _read_store(store: Store, check: Check, is_quiet: bool) -> Findings:
    progress = Progress(console=open_console(stderr=True), transient=True, disable=is_quiet)
    with store.translate_errors(), progress:
        bar = progress.add_task("reading every byte", total=1.0)
        return verify_store(store, lambda share: progress.update(bar, completed=share), check.share, check.restart)


def _repair(asked: Asked, site: Site, findings: Findings, is_quiet: bool) -> dict[str, Any]:
    """Bring back what another machine has, make the rest again: what was pulled and woven, which songs are still not whole and why."""
    store, pulled, remote = site.store, [], Remote(site.machine.remote, site.machine.bandwidth_mbit)
    keys = [name.removesuffix(".json") for name in findings.bad_records]
    if site.machine.remote:
        pulled = [key for key in keys if remote.pull(key, store)]
    broken = _find_broken(store)
    errors = _weave_again(asked, site, broken, is_quiet)
    left = _find_broken(store)
    not_whole = {f"{song} · {variant}": errors.get(song, "no song of the catalogue has these results any more") for song, variant in left}
    return {"pulled": len(pulled), "woven": sorted({song for song, _ in broken} - {song for song, _ in left}), "not_whole": not_whole}


def _find_broken(store: Store) -> list[tuple[str, str]]:
    """The songs and variants that lack a result which they had."""
    views = [(song, variant, read_keys(store, song, variant)) for song, variant in list_views(store)]
    return [
        (song, variant) for song, variant, keys in views if not all(store.records.find(str(known.get("key"))) for known in keys.values())
    ]


def _weave_again(asked: Asked, site: Site, broken: list[tuple[str, str]], is_quiet: bool) -> dict[str, str]:
    """Weave what is broken, as far as the catalogue still has it; song → why it failed."""
    wanted = set(broken)
    if not wanted:
        return {}
    try:
        asked_for = [replace(asked, variants=(ALL,), draft=draft) for draft in (False, True)]
        requests = [found for asked in asked_for for found in select_requests(asked) if (found.song.id, found.variant) in wanted]
    except UsageError:
        requests = []
    with Silence() if is_quiet else Bars(open_console(stderr=True)) as watcher:
        woven = weave(requests, site, Orders(retry_failed=True), watcher)
    return {step.song: str(step.error) for step in reversed(woven.plan.steps) if step.error}


def _print_findings(findings: Findings, store: Store, check: Check) -> None:
    console = open_console()
    share = f" (share {check.share.number} of {check.share.of})" if check.share.of > 1 else ""
    before = f", {findings.resumed} of them by the verify that was interrupted" if findings.resumed else ""
    console.print(f"{findings.objects} objects and {findings.records} records read{share}{before}")
    for name in (*findings.bad_objects, *findings.bad_records):
        console.print(f"  damaged: {name}", style="red")
    if bad := len(findings.bad_objects) + len(findings.bad_records):
        cure = "" if check.repair else "; the next weave makes them again"
        console.print(f"{bad} moved to {store.quarantine.root / 'damaged'}{cure}", markup=False)


def _print_repair(report: dict[str, Any]) -> None:
    if "not_whole" not in report:
        return
    console = open_console()
    if report["pulled"]:
        console.print(f"{report['pulled']} results came back from the shared store")
    if report["woven"]:
        console.print(f"made again: {', '.join(report['woven'])}", markup=False)
    for name, why in report["not_whole"].items():
        console.print(f"not whole: {name}: {why}", style="red", markup=False)
    if not report["not_whole"]:
        console.print("all is whole", style="green")
