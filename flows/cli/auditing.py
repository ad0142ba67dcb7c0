"""`recheck`: steps made again and compared."""

import typer

app = typer.Typer()
