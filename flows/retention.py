"""`gc`: frees what nobody claims, and says first what that is and what making it again would cost."""

import re
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.filesize import decimal
from rich.table import Table

from flows.console import open_console, print_json
from flows.select import Asked, open_store
from songloom.errors import UsageError
from songloom.settings.workspace import find_workspace
from songloom.store import Store
from songloom.store.gc import Price, Swept, Terms, collect_garbage

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
LEAST_S = 3600.0


def parse_grace(text: str) -> float:
    """A length of time such as "14d", in seconds: never less than an hour, unless it is 0. UsageError where it is none.

    >>> [parse_grace(text) for text in ("2w", "1.5d", "90m", "1m", "0")]
    [1209600.0, 129600.0, 5400.0, 3600.0, 0.0]
    """
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw]?)", text)
    if not found or (not found[2] and float(found[1]) != 0):
        raise UsageError(f"--grace {text}", "is no length of time", "write it like 14d, 36h or 0")
    seconds = float(found[1]) * _SECONDS[found[2] or "s"]
    return max(seconds, LEAST_S) if seconds else 0.0


def run_gc(asked: Asked, grace: str, manifests: tuple[Path, ...], dry_run: bool, as_json: bool) -> int:
    """Collect, or say what would be collected; 0."""
    store = open_store(asked)
    terms = Terms(time.time(), parse_grace(grace), (*_find_manifests(store), *manifests), dry_run)
    with store.translate_errors():
        swept = collect_garbage(store, terms)
    if as_json:
        print_json(asdict(swept) | {"dry_run": dry_run})
    else:
        _print_swept(swept, terms, str(store.quarantine.root))
    return 0


# --------------------------------------------------------------------------------------------- private


def _find_manifests(store: Store) -> list[Path]:
    """The manifest of the workspace that the store lies in, and of the one that we are in."""
    roots = (find_workspace(folder).root for folder in (store.root.parent, Path.cwd()))
    return [file for root in dict.fromkeys(roots) if root and (file := root / "manifest.json").is_file()]


def _print_swept(swept: Swept, terms: Terms, quarantine: str) -> None:
    console, would = open_console(), "would be" if terms.dry_run else "were"
    if swept.aside:
        table = Table("nobody claims", "records", "objects", "bytes", "to make again")
        for stage, price in swept.aside.items():
            table.add_row(stage, *_describe(price))
        table.add_row("in all", *_describe(_add(swept.aside.values())), style="bold")
        console.print(table)
        days = f"{terms.grace_s / 86400:.3g} days"
        console.print(f"these {would} put aside into {quarantine}; a gc in {days} or later deletes them", markup=False)
    if swept.deleted.objects or swept.deleted.records:
        _, objects, size, seconds = _describe(swept.deleted)
        console.print(f"{objects} objects of earlier gcs {would} deleted: {size} freed, {seconds} to make again")
    if swept.revived:
        console.print(f"{swept.revived} files that were put aside {would} brought back: somebody needs them again")
    tidied = ", ".join(f"{count} {what}" for what, count in vars(swept.tidied).items() if count)
    if tidied:
        console.print(f"old {tidied} {would} removed")
    _, objects, size, seconds = _describe(swept.kept)
    console.print(f"kept: {objects} objects, {size}, {seconds} to make again")


def _add(prices: Iterable[Price]) -> Price:
    total = Price()
    for price in prices:
        total = Price(
            total.records + price.records, total.objects + price.objects, total.bytes + price.bytes, round(total.seconds + price.seconds, 3)
        )
    return total


def _describe(price: Price) -> tuple[str, str, str, str]:
    hours, rest = divmod(round(price.seconds), 3600)
    spent = f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s" if rest >= 60 else f"{price.seconds:.1f} s"
    return str(price.records), str(price.objects), decimal(price.bytes), spent
