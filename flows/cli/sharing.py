"""`push` and `pull`: the store that machines share."""

import typer

app = typer.Typer()
