"""Lines in type: shaped, broken evenly, never too small."""

import re
from itertools import pairwise

import pytest

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.rows import Unit, break_rows
from songloom.engines.segments.typeset import Room, Typesetter
from songloom.errors import InputError, MissingError
from songloom.model.theme import Face
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import THEMES

ROOM = Room(400.0, 300.0, 40.0, 20.0, aligned=0.5)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    fonts = {}
    for name in THEMES:
        fonts |= font_files(load_theme(name, Workspace(None)).frames)
    return Typesetter(fonts)


def set_text(typesetter, text, room=ROOM, family="Fraunces", weight=400, capitals=False):
    return typesetter.set_line(text.split(), Face(family, weight, capitals, 0.0, 1.2), room)


@pytest.mark.parametrize("family", ["Anton", "Fraunces", "Space Grotesk", "Syne"])
def test_european_letters_and_typographic_marks_have_glyphs(typesetter, family):
    set_text(typesetter, "é ä ñ ß œ ø å ç ğ ş ł ő č ž ’ ‘ “ ” „ – — … « » ¿ ¡ É Ä Ñ Œ & ?!", family=family)


def test_weight_is_drawn_and_measured(typesetter):
    light, heavy = (set_text(typesetter, "moonlight", weight=weight) for weight in (200, 900))
    assert heavy.width > 1.05 * light.width
    for block in (light, heavy):
        bounds = block.pieces[0].shape.bounds()
        assert bounds.width() > 0.9 * block.width


def test_capitals_change_letters_and_may_change_their_number(typesetter):
    assert set_text(typesetter, "straße", capitals=True).width == pytest.approx(set_text(typesetter, "STRASSE").width)


def test_rows_are_few_and_even(typesetter):
    block = set_text(typesetter, "the river knows every name you ever owned")
    feet = sorted({piece.y for piece in block.pieces})
    assert len(feet) == 2
    rights = [max(piece.x + piece.width for piece in block.pieces if piece.y == foot) for foot in feet]
    lefts = [min(piece.x for piece in block.pieces if piece.y == foot) for foot in feet]
    assert max(rights) <= ROOM.width
    spans = [right - left for left, right in zip(lefts, rights, strict=True)]
    assert min(spans) > 0.7 * max(spans)


def test_a_long_line_is_set_smaller_but_never_below_the_least(typesetter):
    long = set_text(typesetter, "word " * 40)
    assert ROOM.least_em <= long.em < ROOM.em
    with pytest.raises(InputError, match="too long to be legible"):
        set_text(typesetter, "word " * 200)


def test_a_word_that_fits_in_smaller_type_is_not_cut(typesetter):
    block = set_text(typesetter, "hold unquestionably", Room(300.0, 300.0, 60.0, 20.0, 0.5))
    assert [piece.text for piece in block.pieces] == ["hold", "unquestionably"]
    assert 20 < block.em < 60


def test_a_word_wider_than_the_screen_is_cut_and_sung_piece_by_piece(typesetter):
    block = set_text(typesetter, "a" + "ha" * 60)
    assert len(block.pieces) > 1
    assert block.width <= ROOM.width + 1
    assert block.pieces[0].fill_from == 0
    assert block.pieces[-1].fill_to == pytest.approx(1)
    for earlier, later in pairwise(block.pieces):
        assert later.fill_from == pytest.approx(earlier.fill_to)


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\ufe0f"])
def test_a_word_that_is_only_a_mark_hangs_on_to_another(typesetter, mark):
    assert set_text(typesetter, f"love {mark} home").pieces


@pytest.mark.parametrize(("text", "named"), [("日本", "U+65E5"), ("שלום", "U+05E9"), ("🎵", "U+1F3B5")])
def test_a_missing_glyph_is_named(typesetter, text, named):
    with pytest.raises(InputError, match=re.escape(named)):
        set_text(typesetter, text)


def test_a_missing_font_says_what_to_install():
    theme = load_theme("nocturne", Workspace(None)).frames
    absent = Face("No Such Family", 400, False, 0.0, 1.2)
    with pytest.raises(MissingError, match="pip install fontpkg-no-such-family"):
        font_files(type(theme)(**{**vars(theme), "loud": absent}))


def test_rows_never_join_a_cut_word_with_its_rest():
    assert break_rows([Unit(3.0), Unit(3.0, glued=True), Unit(3.0)], 1.0, 20.0) == [[0], [1, 2]]
    assert break_rows([Unit(30.0)], 1.0, 20.0) == [[0]]


def test_rows_end_at_pauses_rather_than_inside_phrases():
    words = [Unit(4.0), Unit(2.0), Unit(4.0, pauses=True), Unit(4.0), Unit(2.0), Unit(4.0)]
    assert break_rows(words, 1.0, 15.0) == [[0, 1, 2], [3, 4, 5]]
    even = [Unit(word.advance) for word in words]
    assert break_rows(even, 1.0, 15.0) == [[0, 1, 2], [3, 4, 5]]
    assert break_rows([Unit(5.0), Unit(5.0, pauses=True), Unit(2.0), Unit(2.0), Unit(2.0)], 1.0, 14.0) == [[0, 1], [2, 3, 4]]
