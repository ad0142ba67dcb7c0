"""`init` and `add`: a workspace and its songs."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Catalogue, Json, StoreDir

app = typer.Typer()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder; made if it is not there. Else the current one.")] = Path(),
    as_json: Json = False,
) -> int:
    """Make a workspace: parameters, an empty catalogue, variants, a theme to change. What is there already stays as it is."""
    from flows.starting import run_init

    return run_init(folder, as_json)


@app.command()
def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Audio files, folders with all below them, or quoted patterns.")],
    catalogue: Catalogue = None,
    store: StoreDir = None,
    allow_duplicates: Annotated[bool, typer.Option("--allow-duplicates", help="Add files whose bytes are a song's already.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added; write nothing.")] = False,
    as_json: Json = False,
) -> int:
    """Add songs to the catalogue by their tags and names; what stands there already is not touched. Songs that moved are found again."""
    from flows.adding import Manner, run_add

    return run_add(paths, catalogue, store, Manner(allow_duplicates, dry_run, as_json))
