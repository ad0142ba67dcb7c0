"""`themes`: the looks that a song can be given."""

from pathlib import Path

from rich.markup import escape
from rich.table import Table

from flows.console import open_console, print_json
from songloom.settings.themes import find_theme_files, schema_of_theme
from songloom.settings.workspace import find_workspace


def run_themes(as_json: bool, as_schema: bool) -> int:
    """Print every theme and its file, or the JSON schema of `theme.yaml`."""
    if as_schema:
        print_json(schema_of_theme())
        return 0
    found = sorted(find_theme_files(find_workspace(Path.cwd() / "_")).items())
    if as_json:
        print_json({name: str(file) for name, file in found})
        return 0
    table = Table("theme", "what it is", "file")
    for name, file in found:
        table.add_row(name, escape(_read_motto(file)), escape(str(file)))
    open_console().print(table)
    return 0


# --------------------------------------------------------------------------------------------- private


def _read_motto(file: Path) -> str:
    """What a theme says of itself in its first comment that is none for editors."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    comments = (line.removeprefix("#").strip() for line in lines if line.startswith("#"))
    return next((line for line in comments if not line.startswith("yaml-language-server")), "")
