"""`ingest` and `evaluate`: what DVC claims of a catalogue."""

import typer

app = typer.Typer()
