"""`why`, `show`, `preview`, `params`, `themes`, `score`, `doctor`: commands that look and change nothing."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Catalogue, Draft, Json, Language, Lyrics, Offline, Profile, Song, StoreDir, Variant, Variants

app = typer.Typer()


@app.command()
def why(
    song: Song,
    stage: Annotated[str, typer.Argument(help="The stage, such as segments.")],
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variant = "main",
    profile: Profile = "embedded",
    store: StoreDir = None,
    offline: Offline = False,
    draft: Draft = False,
    as_json: Json = False,
) -> int:
    """Say why a step would run, or last ran: the first field that differs from the record before."""
    from flows.inspect import run_why
    from flows.select import Asked

    return run_why(Asked(song, catalogue, (), lyrics, language, (variant,), profile, store, None, offline, draft), stage, as_json)


@app.command()
def show(
    song: Song,
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variant = "main",
    profile: Profile = "embedded",
    store: StoreDir = None,
    offline: Offline = False,
    draft: Draft = False,
    as_json: Json = False,
) -> int:
    """Show how a song's video came to be: every stage, its engine, its key, its files."""
    from flows.inspect import run_show
    from flows.select import Asked

    return run_show(Asked(song, catalogue, (), lyrics, language, (variant,), profile, store, None, offline, draft), as_json)


@app.command()
def preview(
    song: Song,
    at: Annotated[list[float], typer.Option("--at", min=0, max=100_000, help="Seconds from the start of the song; may be repeated.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG to write; of several frames, their folder.")],
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    store: StoreDir = None,
    draft: Draft = False,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and draw again whenever a setting, a theme or a word changes.")] = False,
) -> int:
    """Draw frames of the video as PNGs, without encoding anything."""
    from flows.preview import run_preview, run_watch
    from flows.select import Asked

    asked = Asked(song, catalogue, (), lyrics, language, tuple(variant or ()), profile, store, draft=draft)
    return (run_watch if watch else run_preview)(asked, at, output)


@app.command()
def params(
    song: Annotated[str | None, typer.Argument(metavar="[SONG]", help="A song whose own settings are laid on top.")] = None,
    variant: Variant = "main",
    profile: Profile = "embedded",
    as_json: Json = False,
    draft: Draft = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of params.yaml instead, for editors.")] = False,
) -> int:
    """Print every parameter with where its value came from."""
    from flows.inspect import run_params
    from flows.select import Asked

    return run_params(Asked(song, variants=(variant,), profile=profile, draft=draft), as_json, schema)


@app.command()
def themes(
    as_json: Json = False,
    as_schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of theme.yaml, for editors.")] = False,
) -> int:
    """List the looks that a song can be given here: those of the workspace and those that ship."""
    from flows.themes import run_themes

    return run_themes(as_json, as_schema)


@app.command()
def score(
    timing: Annotated[Path, typer.Argument(help="A timing.json.")],
    truth: Annotated[Path, typer.Argument(help="A CSV with word, start_s, end_s, line.")],
) -> int:
    """Score word times against the truth, as JSON."""
    from flows.scoring import run_score

    return run_score(timing, truth)


@app.command()
def doctor(as_json: Json = False) -> int:
    """Say what is installed, which engines can run here, and on which device."""
    from flows.doctor import run_doctor

    return run_doctor(as_json)
