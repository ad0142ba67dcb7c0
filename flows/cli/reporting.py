"""`report` and `diff`: what runs did."""

import typer

app = typer.Typer()
