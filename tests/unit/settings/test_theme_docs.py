"""docs/themes.md tells of every field of a theme, and truly."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from annotated_types import Interval

from songloom.model.theme import FrameTheme, PictureTheme

TEXT = (Path(__file__).parents[3] / "docs" / "themes.md").read_text(encoding="utf-8")


def read_rows(first: str, end: str) -> dict[str, str]:
    """Of the tables between two headings, the text of every field's row."""
    part = TEXT.partition(first)[2].partition(end)[0]
    rows = (line.strip("|").partition(" | ") for line in part.splitlines() if line.startswith("| `"))
    return {name: about for names, _, about in rows for name in re.findall("`([^`]+)`", names)}


ROWS = {"pictures": read_rows("## `pictures`", "## `frames`"), "frames": read_rows("## `frames`", "## What the renderer")}
NOUNS = {"pictures": PictureTheme, "frames": FrameTheme}


def list_fields(noun: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(noun, include_extras=True)
    for field in fields(noun):
        kind = hints[field.name]
        if is_dataclass(kind):
            yield from list_fields(kind, f"{above}{field.name}.")
        else:
            yield f"{above}{field.name}", kind


FIELDS = [(part, *field) for part, noun in NOUNS.items() for field in list_fields(noun)]


def find_row(part: str, path: str) -> str:
    """A field's own row, or that of what it is a field of, which must name it."""
    above, _, name = path.rpartition(".")
    row = ROWS[part].get(path) or ROWS[part].get(above, "")
    assert row, f"`{path}` has no row"
    assert path in ROWS[part] or f"`{name}`" in row, f"the row of `{above}` does not name `{name}`"
    return row


@pytest.mark.parametrize(("part", "path", "kind"), FIELDS, ids=[f"{part}.{path}" for part, path, _ in FIELDS])
def test_every_field_is_told_with_its_choices_and_its_bounds(part, path, kind):
    row = find_row(part, path)
    if get_origin(kind) is Literal:
        assert all(f"`{choice}`" in row for choice in get_args(kind))
    if get_origin(kind) is Annotated:
        for bounds in (limit for limit in get_args(kind) if isinstance(limit, Interval)):
            whole_share = (bounds.ge, bounds.le) == (0, 1) and path.startswith("music.")
            assert whole_share or f"{bounds.ge} to {bounds.le}" in row, f"`{path}` is from {bounds.ge} to {bounds.le}"


@pytest.mark.parametrize("part", NOUNS)
def test_no_row_tells_of_what_is_not_there(part):
    known = {path for where, path, _ in FIELDS if where == part}
    known |= {path.rpartition(".")[0] for path in known}
    assert set(ROWS[part]) <= known
