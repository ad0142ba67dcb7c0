"""A storyboard sees to its own order."""

import pytest

from songloom.model.storyboard import DisplayLine, Scene, Storyboard


def _line(first: int, end: int) -> DisplayLine:
    return DisplayLine(first, end, "none")


def _scene(first: int, end: int) -> Scene:
    return Scene(first, end, "calm", 0.5, "a still place", 1)


def test_lines_and_scenes_in_order_pass() -> None:
    assert len(Storyboard((_line(0, 2), _line(2, 3)), (_scene(0, 1), _scene(1, 2))).scenes) == 2


@pytest.mark.parametrize(
    ("lines", "scenes", "said"),
    [
        ((_line(1, 2),), (_scene(0, 1),), "lines must follow"),
        ((_line(0, 2), _line(3, 4)), (_scene(0, 2),), "lines must follow"),
        ((_line(0, 0),), (_scene(0, 1),), "lines must follow"),
        ((_line(0, 2), _line(2, 3)), (_scene(0, 1),), "scenes end at line 1, expected 2"),
        ((_line(0, 2), _line(2, 3)), (_scene(0, 1), _scene(0, 2)), "scenes must follow"),
    ],
)
def test_gaps_and_overlaps_cannot_be_built(lines: tuple[DisplayLine, ...], scenes: tuple[Scene, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Storyboard(lines, scenes)
