"""`report` and `diff`: what runs did."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Json, StoreDir

app = typer.Typer()


@app.command()
def report(
    run: Annotated[str, typer.Argument(metavar="[RUN]", help="A run's name, or latest, or previous.")] = "latest",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The folder to write into; else report/ of the workspace.")] = None,
    price_per_hour: Annotated[float | None, typer.Option("--price-per-hour", min=0, help="What an hour of a worker costs.")] = None,
    store: StoreDir = None,
    as_json: Json = False,
) -> int:
    """Write the morning report of a run, also of one that was killed: index.html for people, report.json for machines."""
    from flows.morning import run_report
    from flows.select import Asked

    return run_report(Asked(store=store), run, output, price_per_hour, as_json)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="RUN_A", help="A run's name, latest, previous, or a manifest file.")],
    after: Annotated[str, typer.Argument(metavar="RUN_B", help="The same, of the later one.")],
    store: StoreDir = None,
    as_json: Json = False,
) -> int:
    """Say which songs two runs made differently, at which stage, and why."""
    from flows.diff import run_diff
    from flows.select import Asked

    return run_diff(Asked(store=store), before, after, as_json)
