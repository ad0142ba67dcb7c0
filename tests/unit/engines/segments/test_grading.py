"""Text stays legible on any picture."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from songloom.engines.segments.backdrop import Backdrop, View, find_reach, find_view
from songloom.engines.segments.colour import TO_YUV, YUV_BLACK, find_darkest_limit, measure_luminance
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.slices import Motion, SegmentSlice
from songloom.errors import InputError
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import THEMES

REST = View(1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
SIZES = ((256, 144), (144, 256), (144, 144))


def write_picture(folder, kind: str):
    chance = np.random.default_rng(5)
    pictures = {
        "white": np.full((120, 120, 3), 255, np.uint8),
        "black": np.zeros((120, 120, 3), np.uint8),
        "noise": chance.integers(0, 256, (120, 120, 3)).astype(np.uint8),
        "yellow": np.full((120, 120, 3), (0, 255, 255), np.uint8),
    }
    file = folder / kind
    file.write_bytes(cv2.imencode(".png", pictures[kind])[1].tobytes())
    return file


def show(planes) -> np.ndarray:
    compositor = Compositor((planes[0].shape[1], planes[0].shape[0]))
    compositor.take_background(planes)
    return compositor.to_rgb()


@pytest.mark.parametrize("kind", ["white", "black", "noise", "yellow"])
@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_contrast_behind_text_is_kept_on_any_picture(tmp_path, kind, theme_name, size):
    theme = load_theme(theme_name, Workspace(None)).frames
    backdrop = Backdrop({"picture": write_picture(tmp_path, kind)}, theme, size)
    ink = theme.ink
    limit = find_darkest_limit([ink.waiting, ink.singing, ink.sung], 4.5)
    shorter, middle = min(size), theme.layout.anchor * size[1]
    above, below = (0.87 * reach for reach in find_reach(theme))
    rows = slice(max(0, round(middle - above * shorter)), round(middle + below * shorter))
    for view in (REST, replace(REST, flash=1.0), replace(REST, dx=0.03), replace(REST, zoom=0.05)):
        light = measure_luminance((show(backdrop.draw(view)) / 255).astype(np.float32))
        assert light[rows].max() <= limit


def test_a_picture_alone_is_lighter_than_behind_text(tmp_path):
    theme = load_theme("nocturne", Workspace(None)).frames
    backdrop = Backdrop({"picture": write_picture(tmp_path, "white")}, theme, SIZES[0])
    alone, half, behind = (show(backdrop.draw(replace(REST, text=text))).mean() for text in (0.0, 0.5, 1.0))
    assert alone > half > behind


def test_a_picture_that_two_segments_show_is_graded_once(tmp_path):
    theme, file = load_theme("nocturne", Workspace(None)).frames, write_picture(tmp_path, "noise")
    one, other = Backdrop({"picture": file}, theme, SIZES[0]), Backdrop({"picture": file.rename(tmp_path / "moved")}, theme, SIZES[0])
    assert np.shares_memory(one.draw(REST)[0], other.draw(REST)[0])
    darker = replace(theme, ground=replace(theme.ground, veil=1.0))
    assert Backdrop({"picture": tmp_path / "moved"}, darker, SIZES[0]).draw(REST)[0].mean() < one.draw(REST)[0].mean()


@pytest.mark.parametrize("edge", [40, 400])
def test_a_small_picture_is_as_light_behind_text_as_a_large_one(tmp_path, edge):
    theme, file = load_theme("nocturne", Workspace(None)).frames, tmp_path / "picture"
    ramp = np.tile(np.linspace(0, 255, edge, dtype=np.uint8)[:, None], (edge, 1, 3))
    file.write_bytes(cv2.imencode(".png", ramp)[1].tobytes())
    smooth = cv2.resize(ramp, (400, 400), interpolation=cv2.INTER_LINEAR)
    (tmp_path / "smooth").write_bytes(cv2.imencode(".png", smooth)[1].tobytes())
    small, large = (Backdrop({"picture": tmp_path / name}, theme, SIZES[2]).draw(REST) for name in ("picture", "smooth"))
    for one, other in zip(small, large, strict=True):
        assert np.abs(one.astype(float) - other).mean() < 1.5


def test_a_pan_between_two_pixels_lies_between_them(tmp_path):
    theme = load_theme("nocturne", Workspace(None)).frames
    backdrop = Backdrop({"picture": write_picture(tmp_path, "noise")}, theme, SIZES[0])
    at = [backdrop.draw(replace(REST, dx=dx / 256))[0].astype(float) for dx in (2.0, 2.5, 3.0)]
    assert np.abs(at[1] - (at[0] + at[2]) / 2).max() <= 1
    assert np.array_equal(at[0][:, 1:], at[2][:, :-1])


def test_a_picture_that_is_none_is_an_error_of_the_input(tmp_path):
    file = tmp_path / "broken"
    file.write_bytes(b"not a picture")
    with pytest.raises(InputError, match="picture cannot be read"):
        Backdrop({"picture": file}, load_theme("nocturne", Workspace(None)).frames, SIZES[0])


def test_the_matrix_is_bt709s():
    white, red = TO_YUV @ [255, 255, 255] + YUV_BLACK, TO_YUV @ [255, 0, 0] + YUV_BLACK
    assert np.allclose(white, [235, 128, 128])
    assert np.allclose(red, [62.6, 102.3, 240.0], atol=0.1)


@pytest.mark.parametrize("animation", ["zoom_in", "pan_left", "pan_right", "flash", "fade_to_black"])
def test_every_animation_moves_the_picture_and_comes_back_to_rest(animation):
    segment = SegmentSlice(200, (), (Motion(animation, 20, 120),), 0, 0, False, False)
    views = [find_view(segment, 1.0, 1.0, frame, 30) for frame in range(200)]
    assert views[0] == views[19] == views[160] == REST
    assert any(view != REST for view in views[20:120])
    for earlier, later in pairwise(views):
        assert abs(later.dx - earlier.dx) < 0.002
        assert abs(later.zoom - earlier.zoom) < 0.003
        assert abs(later.light - earlier.light) < 0.15


def test_pictures_cross_fade_over_one_second():
    segment = SegmentSlice(200, (), (), 10, 40, False, False)
    fades = [find_view(segment, 1.0, 1.0, frame, 30).fade for frame in range(200)]
    assert (fades[9], fades[39]) == (0.0, 1.0)
    assert all(later > earlier for earlier, later in pairwise(fades[9:39]))
