"""What moves with the music over a picture: legible, a function of time, and the same wherever a segment begins."""

from base64 import b64encode
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from songloom.engines.segments.backdrop import View
from songloom.engines.segments.colour import find_darkest_limit, measure_luminance
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.ground import GroundSlice
from songloom.engines.segments.levels import PARTS, cut_levels, decode_levels
from songloom.engines.segments.overlays import Background
from songloom.engines.segments.overlays import Overlay as Drawn
from songloom.model.bands import BANDS, Bands
from songloom.model.theme import Overlay
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace

STYLES = ("bars", "waves", "motes")
REST = View(1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)


def build(style, levels, size=(256, 144), first=0, name="nocturne"):
    theme = load_theme(name, Workspace(None)).frames
    theme = replace(theme, ground=replace(theme.ground, overlay=Overlay(style, "#ffffff", 1.0)))
    return Drawn(GroundSlice(first=first, levels=b64encode(levels.tobytes()).decode()), theme, size, 30), theme


def make_levels(style, count=60, seed=1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, BANDS if style == "bars" else PARTS)).astype(np.uint8)


def black(size=(256, 144)):
    return tuple(np.full((size[1] // step, size[0] // step), code, np.uint8) for step, code in ((1, 16), (2, 128), (2, 128)))


def show(planes) -> np.ndarray:
    compositor = Compositor((planes[0].shape[1], planes[0].shape[0]))
    compositor.take_background(planes)
    return compositor.to_rgb()


def lay(overlay, frame, marks=(), view=REST, size=(256, 144)) -> np.ndarray:
    return show(overlay.lay(Background(black(size), view, True), frame, marks))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["nocturne", "grid", "matinee", "zine"])
@pytest.mark.parametrize("size", [(256, 144), (144, 256)])
def test_behind_text_it_is_as_dark_as_contrast_demands(style, name, size):
    overlay, theme = build(style, np.full_like(make_levels(style), 255), size, name=name)
    limit = find_darkest_limit([theme.ink.waiting, theme.ink.singing, theme.ink.sung], 4.5)
    for row in range(20, size[1], 16):
        mark = SimpleNamespace(place=(0.0, float(row), 1.0), em=12.0, alpha=1.0)
        light = measure_luminance((lay(overlay, row, [mark], size=size) / 255).astype(np.float32))
        assert light[row - 12 : row + 4].max() <= limit


@pytest.mark.parametrize("style", STYLES)
def test_it_answers_the_music_and_is_seen(style):
    levels = np.vstack([np.zeros((1, make_levels(style).shape[1]), np.uint8), np.full((1, make_levels(style).shape[1]), 255, np.uint8)])
    quiet, loud = (lay(build(style, levels)[0], frame).mean() for frame in (0, 1))
    assert loud > 1.2 * quiet
    assert loud > 2


@pytest.mark.parametrize("style", STYLES)
def test_a_frame_is_the_same_in_any_order_and_wherever_a_segment_begins(style):
    levels = make_levels(style)
    whole = build(style, levels)[0]
    wanted = {frame: lay(whole, frame) for frame in (50, 31, 49)}
    part = build(style, levels[30:], first=30)[0]
    for frame, picture in wanted.items():
        assert np.array_equal(lay(part, frame - 30), picture)


@pytest.mark.parametrize("style", STYLES)
def test_only_its_area_changes(style):
    levels = make_levels(style)
    overlay = build(style, levels)[0]
    ground = black()
    first = overlay.lay(Background(ground, REST, True), 3, ())[0].copy()
    then = overlay.lay(Background(ground, REST, False), 4, ())[0]
    outside = np.ones(then.shape, bool)
    outside[overlay.area.top : overlay.area.bottom, overlay.area.left : overlay.area.right] = False
    assert np.array_equal(first[outside], then[outside])
    assert not np.array_equal(first, then)
    assert all(np.array_equal(plane, fresh) for plane, fresh in zip(ground, black(), strict=True)), "the picture itself is left alone"


def test_it_goes_out_with_the_picture():
    overlay = build("bars", make_levels("bars"))[0]
    assert lay(overlay, 5, view=replace(REST, light=0.0)).max() <= 1


def test_levels_are_cut_at_frames_and_begin_where_the_last_ended():
    rows = (np.arange(100)[:, None] + np.zeros((1, BANDS))).astype(np.uint8)
    bands = Bands(10.0, b64encode(rows.tobytes()).decode())
    first, second = (decode_levels(text, BANDS) for text in cut_levels(bands, "bars", [40, 25], 20))
    assert first[:, 0].tolist() == [round(k / 2 + 1e-9) if k % 2 == 0 else first[k, 0] for k in range(40)]
    assert second[0, 0] == 20
    assert len(second) == 25
    swell = decode_levels(cut_levels(bands, "waves", [40, 25], 20)[0], PARTS)
    assert swell.shape == (40, PARTS)
    assert abs(int(swell[20, 1]) - 10) <= 1
