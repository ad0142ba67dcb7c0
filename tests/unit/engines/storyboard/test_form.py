"""Blocks of lines that come back."""

import pytest

from songloom.engines.storyboard.form import find_form


@pytest.mark.parametrize(
    ("lines", "edges", "returning"),
    [
        ("", [], ""),
        ("abcd", [], "...."),
        ("abxyzcdxyze", [2, 5, 7, 10], "..xxx..xxx."),
        ("xyaxy", [0, 2, 3, 5], "xx.xx"),
        ("xyxy", [0, 2, 4], "xxxx"),
        ("axbxc", [], "....."),
        ("aaaaaa", [], "......"),
    ],
    ids=["nothing", "no return", "chorus", "frame", "twice in a row", "refrain of a line", "la la la"],
)
def test_form(lines: str, edges: list[int], returning: str) -> None:
    form = find_form(list(lines))
    assert sorted(form.edges) == edges
    assert "".join("x" if is_returning else "." for is_returning in form.returning) == returning
