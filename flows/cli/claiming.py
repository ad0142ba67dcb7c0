"""`ingest`, `evaluate`, `summarize`: what DVC claims of a catalogue."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Catalogue, Json, Profile, StoreDir

app = typer.Typer()

Manifest = Annotated[Path, typer.Option("--manifest", help="What `songloom weave --manifest` wrote.")]


@app.command()
def ingest(
    catalogue: Catalogue = None,
    profile: Profile = "embedded",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the songs and their files' digests here, as JSON.")] = None,
    as_json: Json = False,
) -> int:
    """Read every file of the catalogue's songs: what is missing, what is there twice, what is new to DVC."""
    from flows.ingest import run_ingest
    from flows.select import Asked

    return run_ingest(Asked(catalogue=catalogue, profile=profile), output, as_json)


@app.command()
def evaluate(
    manifest: Manifest = Path("manifest.json"),
    catalogue: Catalogue = None,
    profile: Profile = "embedded",
    store: StoreDir = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the metrics here, as JSON.")] = None,
    plots: Annotated[Path | None, typer.Option("--plots", help="Write one row a song here, as CSV.")] = None,
    as_json: Json = False,
) -> int:
    """Say how good the catalogue came out: verdicts, sure words, and the truth where a song has a truth table."""
    from flows.evaluate import run_evaluate
    from flows.select import Asked

    return run_evaluate(Asked(catalogue=catalogue, profile=profile, store=store), manifest, output, plots, as_json)


@app.command()
def summarize(
    metrics: Annotated[Path, typer.Option("--metrics", help="What `songloom evaluate -o` wrote.")],
    plots: Annotated[Path, typer.Option("--plots", help="What `songloom evaluate --plots` wrote.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The Markdown page to write.")],
    manifest: Manifest = Path("manifest.json"),
) -> int:
    """Write what a commit claims as a page for a pull request: songs × variants, verdicts, digests; no times, no places."""
    from flows.summarize import run_summarize

    return run_summarize(manifest, metrics, plots, output)
