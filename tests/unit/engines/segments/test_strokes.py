"""How a word shows that it is being sung: by what stands in its pixels."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from songloom.engines.segments.colour import code_colour
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.layout import Mark
from songloom.engines.segments.sprites import draw_shape
from songloom.engines.segments.strokes import Box, Glow, Letters, Shadow, Underline
from songloom.engines.segments.typeset import Piece, Room, Typesetter
from songloom.model.theme import FrameTheme
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.lettering import draw_text

THEME = load_theme("nocturne", Workspace(None)).frames
INKS = {"waiting": THEME.ink.waiting, "singing": THEME.ink.singing, "sung": THEME.ink.sung, "dark": THEME.ink.shadow}
EM = 60.0


@cache
def set_word() -> Piece:
    room = Room(400.0, 200.0, EM, 20.0, 0.0)
    return Typesetter(font_files(THEME)).set_line(["harbour"], THEME.quiet, room).pieces[0]


def count_inks(theme: FrameTheme, fill: float, light: float, scale: float = 1.0) -> dict[str, int]:
    """How many opaque pixels have the colour of each ink."""
    place = (40.0, 100.0, scale)
    pixels = draw_text(theme, (400, 160), [Mark(set_word(), EM, place, place, 1.0, fill, light, 0)])
    solid = pixels[pixels[..., 3] == 255][:, :3]
    codes = {name: np.rint(np.array(code_colour(colour)) * 255) for name, colour in INKS.items()}
    return {name: int((np.abs(solid - code).max(axis=1) <= 2).sum()) for name, code in codes.items()}


def find_shown(theme: FrameTheme, fill: float, light: float) -> set[str]:
    return {name for name, count in count_inks(theme, fill, light).items() if count > 60}


@pytest.mark.parametrize(
    ("fill", "shown"),
    [("sweep", {"singing"}), ("syllables", {"singing"}), ("whole", {"singing"}), ("underline", {"singing"}), ("box", {"singing", "dark"})],
)
def test_a_word_waits_is_sung_and_has_been_sung(fill, shown):
    theme = replace(THEME, fill=fill)
    assert find_shown(theme, 0.0, 0.0) == {"waiting"}
    assert find_shown(theme, 0.5, 1.0) == shown
    assert find_shown(theme, 1.0, 0.0) == {"sung"}


def test_whole_words_are_lit_from_their_first_frame_and_a_sweep_is_on_its_way():
    count = {fill: count_inks(replace(THEME, fill=fill), 0.05, 1.0)["singing"] for fill in ("sweep", "whole")}
    assert count["whole"] > 1000
    assert count["sweep"] < count["whole"] / 4


def test_the_underline_grows_while_the_word_is_sung():
    theme = replace(THEME, fill="underline")
    bare = count_inks(replace(THEME, fill="whole"), 0.5, 1.0)["singing"]
    lengths = [count_inks(theme, fill, 1.0)["singing"] - bare for fill in (0.25, 0.5, 1.0)]
    assert 0 < lengths[0] < lengths[1] < lengths[2]


def test_the_block_goes_with_the_word():
    theme = replace(THEME, fill="box")
    assert count_inks(theme, 1.0, 1.0)["singing"] > 3000
    assert count_inks(theme, 1.0, 0.9)["singing"] == 0


@pytest.mark.parametrize("stroke", [Shadow, Glow, Letters, Box, Underline])
def test_marks_that_look_unlike_share_no_shape(stroke):
    place = (40.0, 100.0, 1.0)
    mark = Mark(set_word(), EM, place, place, 1.0, 0.5, 1.0)
    others = [replace(mark, spread=1.1), replace(mark, place=(41.0, 100.0, 1.0), ground=(41.0, 100.0, 1.0))]
    others += [replace(mark, blur=0.1)] if stroke in (Letters, Box) else []
    others += [replace(mark, fill=0.6)] if stroke is Underline else []
    keys = [stroke(THEME).find_key(each) for each in (mark, *others)]
    assert len(set(keys)) == len(keys)
    # Their shapes do differ: the keys are no finer than need be.
    shapes = [draw_shape(stroke(THEME), each, None, (1, 1)) for each in (mark, *others)]
    assert all(shape.bounds != shapes[0].bounds or (shape.cover != shapes[0].cover).any() for shape in shapes[1:])
    assert stroke(THEME).find_key(replace(mark, alpha=0.5)) == keys[0]


def test_an_outline_is_hollow_until_the_word_is_sung_and_where_it_is_small():
    outlined = replace(THEME, outline=0.02)
    whole = count_inks(THEME, 0.0, 0.0)["waiting"]
    assert count_inks(outlined, 0.0, 0.0)["waiting"] < 0.5 * whole
    assert count_inks(outlined, 1.0, 0.0)["sung"] == count_inks(THEME, 1.0, 0.0)["sung"] > 1000
    assert count_inks(outlined, 0.0, 0.0, 0.5)["waiting"] == count_inks(THEME, 0.0, 0.0, 0.5)["waiting"] > 200
