"""`models fetch`, `models list`, `models verify`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Json

app = typer.Typer(no_args_is_help=True, help="Weights of models: get them, list them, read them again.")


@app.command("fetch")
def models_fetch(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="A name of `models list`, or owner/name on the hub.")],
    revision: Annotated[str | None, typer.Option("--revision", help="40 hex digits; else the pinned one, else the newest.")] = None,
    source: Annotated[Path | None, typer.Option("--from", help="A folder that holds the weights; no network is used.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Download without asking.")] = False,
    noncommercial: Annotated[
        bool, typer.Option("--accept-noncommercial", help="Take weights whose licence allows no commercial use.")
    ] = False,
) -> int:
    """Get weights and pin them in models.lock: repository, revision, the digest of every file."""
    from flows.weights import Agreed, run_fetch

    return run_fetch(names, revision, source, Agreed(yes, noncommercial))


@app.command("list")
def models_list(as_json: Json = False) -> int:
    """List the weights that have a name: what for, licence, size, pinned revision, and whether they are here."""
    from flows.weights import run_list

    return run_list(as_json)


@app.command("verify")
def models_verify(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Else all that were fetched here.")] = None,
    as_json: Json = False,
) -> int:
    """Read every byte of the weights again; what is damaged is put aside, and fetching heals it."""
    from flows.weights import run_verify

    return run_verify(names or [], as_json)
