"""`init` and `add`: a workspace and its songs."""

import typer

app = typer.Typer()
