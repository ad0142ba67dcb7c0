"""`verify` and all else that looks after the store."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Catalogue, Json, Machine, Profile, StoreDir

app = typer.Typer()


@app.command()
def verify(
    subset: Annotated[str | None, typer.Option("--subset", help="Only one of so many shares, such as 2/7; by digest.")] = None,
    restart: Annotated[bool, typer.Option("--restart", help="From the start, even where a verify was interrupted.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Bring back what is damaged: pulled from the shared store, or woven.")] = False,
    catalogue: Catalogue = None,
    profile: Profile = "embedded",
    machine: Machine = None,
    store: StoreDir = None,
    as_json: Json = False,
) -> int:
    """Read every byte of the store again; what is damaged is put aside, and the next weave makes it again."""
    from flows.select import Asked
    from flows.verifying import Check, parse_share, run_verify

    asked = Asked(catalogue=catalogue, profile=profile, store=store, machine=machine)
    return run_verify(asked, Check(parse_share(subset), restart, repair), as_json)


@app.command()
def gc(
    grace: Annotated[str, typer.Option("--grace", help="What is younger stays: 14d, 36h; at least an hour, or 0.")] = "14d",
    manifest: Annotated[list[Path] | None, typer.Option("--manifest", help="Keep what this manifest lists; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be freed, and what making it again would cost.")] = False,
    store: StoreDir = None,
    as_json: Json = False,
) -> int:
    """Free what nobody claims: put aside first, deleted by a gc after the grace. Builds may run beside it."""
    from flows.retention import run_gc
    from flows.select import Asked

    return run_gc(Asked(store=store), grace, tuple(manifest or ()), dry_run, as_json)
