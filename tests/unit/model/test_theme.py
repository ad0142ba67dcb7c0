"""Themes: what ships is whole and legible, what is wrong is refused."""

from dataclasses import replace
from typing import Literal, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from songloom.engines.segments.colour import find_darkest_limit, parse_colour
from songloom.model.document import dump_document, load_document
from songloom.model.theme import FrameTheme, Layout, Movement, PictureTheme, Theme, is_colour
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace

NOWHERE = Workspace(None)


@pytest.fixture(params=list_themes(NOWHERE))
def theme(request) -> Theme:
    return load_theme(request.param, NOWHERE)


def test_ten_themes_ship_and_no_two_share_their_type():
    themes = [load_theme(name, NOWHERE) for name in list_themes(NOWHERE)]
    assert len({theme.frames.quiet.family for theme in themes}) == len(themes) >= 10
    for part in (PictureTheme, Movement, Layout, FrameTheme):
        for name, kind in get_type_hints(part).items():
            choices = get_args(kind)
            if get_origin(kind) is Literal:
                nouns = [_find_part(theme, part) for theme in themes]
                shown = {getattr(noun, name) for noun in nouns}
                assert shown == set(choices), f"{name}: what no theme shows, nobody has looked at"


def _find_part(theme: Theme, part: type) -> object:
    parts = (theme.pictures, theme.frames, theme.frames.movement, theme.frames.layout)
    return next(one for one in parts if isinstance(one, part))


def test_a_box_that_its_word_cannot_be_read_on_is_refused(theme):
    ink = replace(theme.frames.ink, singing="#cccccc", shadow="#777777")
    with pytest.raises(ValueError, match=r"ink\.shadow #777777 cannot be read on ink\.singing #cccccc"):
        replace(theme.frames, fill="box", ink=ink)


def test_a_theme_survives_being_written(theme):
    assert load_document(dump_document(theme.frames), FrameTheme) == theme.frames


def test_text_colours_leave_room_for_a_picture(theme):
    ink = theme.frames.ink
    limit = find_darkest_limit([ink.waiting, ink.singing, ink.sung], 4.5)
    assert limit > 0.04


def test_states_of_a_word_differ_at_a_glance(theme):
    ink = theme.frames.ink
    colours = [np.array(parse_colour(colour)) for colour in (ink.waiting, ink.singing, ink.sung)]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(colours[one] - colours[other]).max() >= 35


def test_text_colours_are_no_colours_of_pictures(theme):
    ink = theme.frames.ink
    assert not {ink.waiting, ink.singing, ink.sung} & set(theme.pictures.colours)


def test_a_size_below_the_least_is_refused(theme):
    with pytest.raises(ValueError, match="least_size"):
        replace(theme.frames, layout=replace(theme.frames.layout, least_size=theme.frames.layout.size + 0.01))


def test_an_ink_that_no_ground_is_dark_enough_for_is_refused(theme):
    with pytest.raises(ValueError, match=r"ink\.waiting #202040 is too dark"):
        replace(theme.frames, ink=replace(theme.frames.ink, waiting="#202040"))


@pytest.mark.parametrize("text", ["gold", "#fff", "#12345g", "#1234567", "ffd166", "", "#ffd166\n"])
def test_what_is_no_colour_is_refused(theme, text):
    assert not is_colour(text)
    plain = TypeAdapter(Theme).dump_python(theme)
    plain["frames"]["ink"]["sung"] = text
    with pytest.raises(ValidationError):
        TypeAdapter(Theme).validate_python(plain)
