"""`weave` and `plan`: what people run every day."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import (
    Catalogue,
    Draft,
    Json,
    Language,
    Lyrics,
    Machine,
    MaybeSong,
    Offline,
    Only,
    Profile,
    StoreDir,
    Until,
    Variants,
)

app = typer.Typer()


@app.command()
def weave(
    path: MaybeSong = None,
    catalogue: Catalogue = None,
    song: Only = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    until: Until = None,
    runner: Annotated[str | None, typer.Option("--runner", help="inline, threads, processes, dask or ray; else the machine's.")] = None,
    deadline: Annotated[str | None, typer.Option("--deadline", help="Start nothing after this time, such as 06:00.")] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed in an earlier run.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first song that fails.")] = False,
    store: StoreDir = None,
    machine: Machine = None,
    offline: Offline = False,
    draft: Draft = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Copy what was asked for into this folder.")] = None,
    manifest: Annotated[Path | None, typer.Option("--manifest", help="Write the digests of all outputs into this file.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print failures only.")] = False,
    as_json: Json = False,
) -> int:
    """Weave a song, or the catalogue, into lyric videos."""
    from datetime import datetime

    from flows.commands import Delivery, run_weave
    from flows.orders import Halt, Orders, parse_deadline, parse_runner
    from flows.select import Asked

    asked = Asked(path, catalogue, tuple(song or ()), lyrics, language, tuple(variant or ()), profile, store, machine, offline, draft)
    halt = Halt(parse_deadline(deadline, datetime.now()), fail_fast)
    return run_weave(asked, Orders(until, parse_runner(runner), retry_failed, halt), Delivery(output, manifest, quiet, as_json))


@app.command()
def plan(
    path: MaybeSong = None,
    catalogue: Catalogue = None,
    song: Only = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    until: Until = None,
    store: StoreDir = None,
    machine: Machine = None,
    offline: Offline = False,
    draft: Draft = False,
    as_json: Json = False,
) -> int:
    """Say what `weave` would run, for certain and at most, and about how long it would take."""
    from flows.planning import run_plan
    from flows.select import Asked

    asked = Asked(path, catalogue, tuple(song or ()), lyrics, language, tuple(variant or ()), profile, store, machine, offline, draft)
    return run_plan(asked, until, as_json)
