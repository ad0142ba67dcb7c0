"""`init`: a folder becomes a workspace; whatever it holds already stays as it is."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.commands import print_json
from flows.console import open_console
from songloom.defaults import FOLDER
from songloom.errors import UsageError

TEMPLATES = FOLDER / "workspace"

# The end of a template's name where its own name would have git, DVC or Songloom take it for theirs.
SUFFIX = ".template"


@dataclass(frozen=True)
class Template:
    """A file that ships, and where a workspace has it."""

    source: Path
    name: Path


def run_init(folder: Path, as_json: bool) -> int:
    """Make a workspace of a folder; UsageError, and nothing written, where a file is in the way."""
    templates = list(_list_templates())
    _check_ways(folder, templates)
    made = [template.name for template in templates if _make(template.source.read_bytes(), folder / template.name)]
    left = [template.name for template in templates if template.name not in made]
    if as_json:
        print_json({"workspace": str(folder.resolve()), "made": [*map(str, made)], "left": [*map(str, left)]})
        return 0
    console = open_console()
    for name in left:
        console.print(f"left as it is: {folder / name}", style="yellow", soft_wrap=True, markup=False)
    console.print(f"{len(made)} files made in {folder.resolve()}", soft_wrap=True, markup=False)
    console.print("next:", markup=False)
    for command in _list_next(folder):
        console.print(f"  {command}", soft_wrap=True, markup=False)
    return 0


# --------------------------------------------------------------------------------------------- private


def _list_templates() -> Iterator[Template]:
    for source in sorted(TEMPLATES.rglob("*")):
        if source.is_file():
            name = source.relative_to(TEMPLATES)
            yield Template(source, name.with_name(name.name.removesuffix(SUFFIX)))


def _check_ways(folder: Path, templates: list[Template]) -> None:
    """Every folder that is needed is one, or can be made; every file's place is free, or holds a file."""
    for template in templates:
        target = folder / template.name
        if target.is_dir():
            raise UsageError(str(target), "is a folder, where a workspace has a file", "move it away, or choose another folder")
        blocked = next((above for above in target.parents if os.path.lexists(above) and not above.is_dir()), None)
        if blocked:
            raise UsageError(str(blocked), "is a file, where a workspace has a folder", "move it away, or choose another folder")


def _make(data: bytes, target: Path) -> bool:
    """Write a file, whole or not at all; False where one is there."""
    if os.path.lexists(target):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _put(fresh, target)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _put(fresh: Path, target: Path) -> None:
    """Unlike a rename, a link replaces nothing: a file that came meanwhile stays."""
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links, and the place was free a moment ago.
        fresh.rename(target)


def _list_next(folder: Path) -> list[str]:
    import shlex

    here = [] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]
    songs = "cp YOUR-SONGS music    (each with its words beside it, as NAME.lrc or NAME.txt)"
    return [*here, songs, "songloom add music", "songloom weave"]
