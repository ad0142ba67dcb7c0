"""`push` and `pull`: the store that machines share."""

from typing import Annotated

import typer

from flows.cli.options import Catalogue, Json, Machine, Only, Profile, StoreDir, Variants

RemoteUrl = Annotated[
    str | None, typer.Option("--remote", metavar="URL", help="The shared store, such as s3://bucket/songs. Else the machine's.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how many bytes would be moved, and move none.")]

app = typer.Typer()


@app.command()
def push(
    song: Only = None,
    catalogue: Catalogue = None,
    variant: Variants = None,
    profile: Profile = "embedded",
    store: StoreDir = None,
    machine: Machine = None,
    remote: RemoteUrl = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Give the shared store what it lacks of this one; with --song only what that song stands on."""
    from flows.exchange import Terms, run_push
    from flows.select import Asked

    asked = Asked(None, catalogue, tuple(song or ()), None, "", tuple(variant or ()), profile, store, machine)
    return run_push(asked, Terms(remote, not song, dry_run, as_json))


@app.command()
def pull(
    song: Only = None,
    catalogue: Catalogue = None,
    variant: Variants = None,
    profile: Profile = "embedded",
    store: StoreDir = None,
    machine: Machine = None,
    remote: RemoteUrl = None,
    everything: Annotated[bool, typer.Option("--all", help="All that the shared store has, whatever the catalogue needs.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Bring here what the catalogue misses and the shared store has."""
    from flows.exchange import Terms, run_pull
    from flows.select import Asked

    asked = Asked(None, catalogue, tuple(song or ()), None, "", tuple(variant or ()), profile, store, machine)
    return run_pull(asked, Terms(remote, everything, dry_run, as_json))
