"""`words export` and `words import`."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Form, Language, Lyrics, Profile, Song, StoreDir

app = typer.Typer(no_args_is_help=True, help="Move words by hand: export them, edit, import.")


@app.command("export")
def export_words(
    song: Song,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; else it is printed.")] = None,
    form: Form = None,
    lyrics: Lyrics = None,
    language: Language = "",
    profile: Profile = "embedded",
    store: StoreDir = None,
) -> int:
    """Write a song's words with their times: as CSV, or as .txt labels for Audacity, or as enhanced .lrc."""
    from flows.editing import run_export
    from flows.select import Asked

    return run_export(Asked(song, None, (), lyrics, language, (), profile, store), output, form)


@app.command("import")
def import_words(
    song: Song,
    file: Annotated[Path, typer.Argument(help="The edited export.")],
    form: Form = None,
    lyrics: Lyrics = None,
    language: Language = "",
    profile: Profile = "embedded",
    store: StoreDir = None,
) -> int:
    """Keep the times that an edited export changes as edits of their own: the next weave lays them over the alignment."""
    from flows.editing import run_import
    from flows.select import Asked

    return run_import(Asked(song, None, (), lyrics, language, (), profile, store), file, form)
