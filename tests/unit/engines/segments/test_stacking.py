"""Rows of a poster: all as wide, in their room, legible."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.stacking import MOST, UNEVEN, measure_stack, size_rows
from songloom.engines.segments.typeset import Room, Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace

THEME = load_theme("placard", Workspace(None)).frames


@given(st.lists(st.floats(0.3, 30), min_size=1, max_size=6), st.floats(100, 2000), st.floats(50, 1000))
def test_rows_fit_their_room_and_are_not_too_uneven(widths, width, height):
    ems = size_rows(widths, (0.7, 0.3), (width, height), 8.0, 90.0)
    if ems:
        assert all(em * row <= width * 1.0001 for em, row in zip(ems, widths, strict=True))
        assert measure_stack(ems, (0.7, 0.3)) <= height
        assert 8 <= min(ems) <= max(ems) <= min(90, UNEVEN * min(ems) + 1e-6)


@pytest.mark.parametrize("text", ["every window holds a harbour", "hold on", "I", "up and away and over the hills again tonight my love"])
def test_a_stack_stands_in_its_room_with_even_edges(text):
    room = Room(900.0, 300.0, 80.0, 30.0, 0.0)
    block = Typesetter(font_files(THEME)).set_stack(text.split(), THEME.quiet, room)
    assert block.width <= room.width + 1e-6
    assert block.height <= room.height + 1e-6
    rows: dict[float, float] = {}
    for piece in block.pieces:
        rows[piece.y] = max(rows.get(piece.y, 0.0), piece.x + piece.width)
        assert 30 <= piece.em <= MOST * 80
    if len(rows) > 1:
        # The rows of these lines are even enough for all of them to be filled.
        assert max(rows.values()) - min(rows.values()) < 0.02 * room.width


def test_what_cannot_be_stacked_is_set_like_any_line():
    room = Room(300.0, 60.0, 40.0, 30.0, 0.0)
    typesetter = Typesetter(font_files(THEME))
    words = ["Extraordinarily", "long"]
    assert typesetter.set_stack(words, THEME.quiet, room) is not None


def test_no_word_of_a_stack_is_cut():
    block = Typesetter(font_files(THEME)).set_stack(["extraordinarily", "so"], THEME.quiet, Room(900.0, 300.0, 80.0, 30.0, 0.0))
    assert [piece.text for piece in block.pieces] == ["EXTRAORDINARILY", "SO"]


def test_pieces_of_a_stack_do_not_overlap():
    words = ["all", "the", "king’s", "horses", "and", "all", "the", "king’s", "men"]
    block = Typesetter(font_files(THEME)).set_stack(words, THEME.quiet, Room(900.0, 400.0, 80.0, 30.0, 0.0))
    rows = sorted({(piece.y, piece.em) for piece in block.pieces})
    assert len(rows) > 1
    for (upper, _), (lower, em) in pairwise(rows):
        assert lower - block.cap / block.em * em > upper
