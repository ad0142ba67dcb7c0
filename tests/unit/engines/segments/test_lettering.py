"""Only what changed is drawn: whatever was drawn before, a frame is the same."""

import numpy as np
import pytest

from songloom.engines.segments.backdrop import Backdrop, View
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.marks import Mark
from songloom.engines.segments.typeset import Room, Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import paint_pictures

# So large that shadows and lights are drawn in cells of four pixels.
SIZE, EM = (1280, 1080), 120.0
STILL = View(1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(("name", "cell"), [("nocturne", 4), ("carnival", 2)])
def test_what_was_drawn_before_does_not_show(tmp_path, name, cell):
    theme = load_theme(name, Workspace(None)).frames
    room = Room(1000.0, 400.0, EM, 20.0, 0.0)
    pieces = Typesetter(font_files(theme)).set_line(["harbour", "light"], theme.quiet, room).pieces
    background = Backdrop({"picture": paint_pictures(tmp_path, 1)[0]}, theme, SIZE).draw(STILL)

    def mark(number: int, x: float, scale: float, fill: float, light: float) -> Mark:
        place = (x + pieces[number].x, 500.3, scale)
        # What rises into its row is cut there, shadow and all.
        window = (450.0, 511.0) if scale < 0.9 else None
        return Mark(pieces[number], EM, place, place, 1.0, fill, light, window=window)

    frames = [
        [mark(0, 90.7, 0.62, 0.0, 0.0)],
        [mark(0, 123.4, 0.97, 0.0, 0.0), mark(1, 150.0, 1.0, 0.0, 0.0)],
        [mark(0, 130.0, 1.0, 0.4, 1.0), mark(1, 150.0, 1.0, 0.0, 0.0)],
        [mark(0, 130.0, 1.0, 1.0, 0.3), mark(1, 150.0, 1.0, 0.2, 1.0)],
        [mark(1, 150.0, 1.0, 0.2, 1.0)],
    ]
    lettering, compositor = Lettering(theme, SIZE), Compositor(SIZE)
    assert lettering.cell == cell
    compositor.begin(tuple(plane.copy() for plane in background), lettering)
    for number in (0, 1, 2, 3, 4, 1, 3, 0):
        changes = lettering.draw(frames[number])
        for area in changes.haze:
            compositor.take_haze(lettering, area)
        compositor.change(background, lettering, changes, [])
        for seen, wanted in zip(compositor.frame, draw_anew(frames[number], background, Lettering(theme, SIZE)), strict=True):
            np.testing.assert_array_equal(seen, wanted)


@pytest.mark.parametrize("edges", [(2170, 2176), (2176, 2170), (2178, 2178)])
def test_shadows_reach_the_rim_of_a_frame_that_is_no_multiple_of_their_cells(edges):
    theme = load_theme("nocturne", Workspace(None)).frames
    (piece,) = Typesetter(font_files(theme)).set_line(["harbour"], theme.quiet, Room(1000.0, 400.0, EM, 20.0, 0.0)).pieces
    place = (edges[0] - piece.width + 6, edges[1] - 4.0, 1.0)
    small, large = (Lettering(theme, size) for size in (edges, (2240, 2240)))
    for lettering in (small, large):
        lettering.draw([Mark(piece, EM, place, place, 1.0, 1.0, 1.0)])
    rows, columns = small.haze.shape[:2]
    assert small.cell == large.cell == 8
    assert (columns * 8, rows * 8) != edges
    assert small.haze[-1].any() and small.haze[:, -1].any()
    np.testing.assert_array_equal(small.haze, large.haze[:rows, :columns])


def draw_anew(marks: list[Mark], background, lettering: Lettering):
    compositor = Compositor(SIZE)
    for area in lettering.draw(marks).haze:
        compositor.take_haze(lettering, area)
    compositor.begin(tuple(plane.copy() for plane in background), lettering)
    return compositor.frame
