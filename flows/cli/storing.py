"""`verify` and all else that looks after the store."""

import typer

from flows.cli.options import Json, StoreDir

app = typer.Typer()


@app.command()
def verify(store: StoreDir = None, as_json: Json = False) -> int:
    """Read every byte of the store again; what is damaged goes to quarantine, and the next weave makes it again."""
    from flows.commands import run_verify
    from flows.select import Asked

    return run_verify(Asked(store=store), as_json)
