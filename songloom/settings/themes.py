"""Theme files → themes: what a theme extends is laid below it, names of its palette become colours."""

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

from songloom.defaults import FOLDER
from songloom.errors import ConfigError, Problem
from songloom.model.theme import COLOUR, Colour, Theme, is_colour
from songloom.settings.check import build_noun
from songloom.settings.located import Located, lay_over, read_yaml
from songloom.settings.workspace import Workspace

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def load_theme(name: str, workspace: Workspace) -> Theme:
    """The theme of this name: the workspace's own before a shipped one; ConfigError lists all that is wrong with it."""
    document = _read_chain(name, workspace, ())
    palette = document.data.get("palette", {})
    if problems := _check_palette(document):
        raise ConfigError(tuple(problems))
    drawn = {part: value for part, value in document.data.items() if part not in ("palette", "extends")}
    return build_noun(_adapter(), Located(_resolve(Theme, drawn, palette), document.origins))


def list_themes(workspace: Workspace) -> list[str]:
    """The names of all themes that can be asked for here."""
    return sorted(find_theme_files(workspace))


def find_theme_files(workspace: Workspace) -> dict[str, Path]:
    """The file of every theme that can be asked for here, by name: the workspace's own before a shipped one."""
    return {file.parent.name: file for folder in reversed(_folders(workspace)) for file in folder.glob("*/theme.yaml")}


def schema_of_theme() -> dict[str, Any]:
    """The JSON schema of theme.yaml, for editors. No field is required, as any may come from the theme that is extended; a palette's
    name may stand for a colour."""
    schema = _adapter().json_schema()
    for kind in (schema, *schema["$defs"].values()):
        kind.pop("required", None)
        kind["additionalProperties"] = False
        for field in kind["properties"].values():
            field.pop("title", None)
    palette = {"type": "object", "additionalProperties": {"type": "string", "pattern": f"^{COLOUR}$"}}
    own = {
        "extends": {"type": "string", "description": "The theme that this one is laid over, field by field."},
        "palette": {**palette, "description": "Names for colours, which may stand wherever a colour is wanted."},
    }
    return {"$schema": DIALECT, **schema, "title": "A theme of Songloom", "properties": own | schema["properties"]}


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Theme)


def _folders(workspace: Workspace) -> list[Path]:
    own = [workspace.root / "configs" / "themes"] if workspace.root else []
    return [*own, FOLDER / "themes"]


def _read_chain(name: str, workspace: Workspace, above: tuple[str, ...]) -> Located:
    document = read_yaml(_find_file(name, workspace, above), f"theme {name}")
    base = document.data.get("extends")
    if base is None:
        # What came to themes later has a quiet default, so that older ones stay whole.
        return lay_over(read_yaml(FOLDER / "themes" / "base.yaml", "themes"), document)
    origin = document.origin_of(("extends",))
    # A theme of the workspace may extend the shipped one of the same name.
    if not isinstance(base, str) or (name, base) in pairwise(above) or len(above) > 8:
        raise ConfigError((Problem(origin.file, origin.line, f"extends {base!r} leads nowhere; expected the name of another theme"),))
    return lay_over(_read_chain(base, workspace, (*above, name)), document)


def _find_file(name: str, workspace: Workspace, above: tuple[str, ...]) -> Path:
    files = [folder / name / "theme.yaml" for folder in _folders(workspace)] if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name) else []
    found = [file for file in files if file.is_file()]
    if len(found) <= above.count(name):
        asked = f"extended by {above[-1]}" if above else "asked for by segments.theme"
        problem = f"there is no theme {name!r} ({asked}); known: {', '.join(list_themes(workspace))}"
        raise ConfigError((Problem(str(_folders(workspace)[0]), 0, problem),))
    return found[above.count(name)]


def _check_palette(document: Located) -> list[Problem]:
    palette = document.data.get("palette", {})
    if not isinstance(palette, dict):
        origin = document.origin_of(("palette",))
        return [Problem(origin.file, origin.line, f"palette: expected names with colours, got {palette!r}")]
    wrong = [name for name, colour in palette.items() if not (isinstance(colour, str) and is_colour(colour))]
    places = [(name, document.origin_of(("palette", name))) for name in wrong]
    return [Problem(at.file, at.line, f'palette.{name}: expected a colour such as "#ffd166", got {palette[name]!r}') for name, at in places]


def _resolve(kind: Any, value: Any, palette: Mapping[str, str]) -> Any:
    """`value` with every palette name replaced where the type of its field is a colour."""
    if kind == Colour or Colour in get_args(kind):
        return palette.get(value, value) if isinstance(value, str) else value
    if is_dataclass(kind) and isinstance(value, dict):
        hints = get_type_hints(kind, include_extras=True)
        return {name: _resolve(hints.get(name), item, palette) for name, item in value.items()}
    if isinstance(value, list):
        inner = next((arg for arg in (*get_args(kind), *sum((get_args(arg) for arg in get_args(kind)), ())) if arg == Colour), None)
        return [_resolve(inner, item, palette) for item in value]
    return value
