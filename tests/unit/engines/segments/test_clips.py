"""A clip behind the text: every frame is a function of its number alone, and text stays legible on the worst of clips."""

import numpy as np
import pytest

from songloom.engines.images.contract import FootageOptions
from songloom.engines.images.footage import Footage
from songloom.engines.segments.backdrop import Backdrop, View, find_zone
from songloom.engines.segments.clips import Clip
from songloom.engines.segments.colour import find_darkest_limit, measure_luminance
from songloom.engines.segments.compositor import Compositor
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.clip import make_ramp, write_clip

REST = View(1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)


def take(folder, frames):
    write_clip(folder / "given.mp4", frames)
    Footage(FootageOptions(edge=1080, most_s=5, most_fps=30)).take(folder / "given.mp4", folder)
    return folder / "scene.mp4"


@pytest.fixture(scope="module")
def ramp(tmp_path_factory):
    return take(tmp_path_factory.mktemp("ramp"), make_ramp(30))


def show(planes) -> np.ndarray:
    compositor = Compositor((planes[0].shape[1], planes[0].shape[0]))
    compositor.take_background(planes)
    return compositor.to_rgb()


def test_any_frame_is_read_alone_and_in_any_order(ramp):
    size = (128, 72)
    straight = Clip(ramp, size)
    wanted = [[plane.copy() for plane in straight.read(index)] for index in range(30)]
    wild = Clip(ramp, size)
    for index in (29, 3, 4, 5, 28, 11, 12, 13, 12, 11, 0, 24, 23, 22, 23, 24, 25):
        for one, other in zip(wild.read(index), wanted[index], strict=True):
            assert np.array_equal(one, other), index


def test_it_plays_to_its_end_and_back_at_its_own_speed(ramp):
    clip = Clip(ramp, (128, 72))
    assert (clip.count, clip.rate) == (30, 12)
    # 29 frames of a twelfth of a second there, and as many back: in frames of a video of 24 a second.
    assert [clip.find_frame(shown, 24) for shown in (0, 1, 2, 57, 58, 60, 115, 116, 118)] == [0, 0, 1, 28, 29, 28, 1, 0, 1]


def make_hostile(count: int = 4) -> list[np.ndarray]:
    """Every full colour in stripes, points of light on black, noise, white."""
    chance = np.random.default_rng(3)
    stripes = np.zeros((108, 192, 3), np.uint8)
    for number in range(8):
        stripes[:, 24 * number : 24 * number + 24] = [255 * (number >> bit & 1) for bit in range(3)]
    points = np.where(chance.random((108, 192, 1)) < 0.01, 255, 0).repeat(3, axis=2).astype(np.uint8)
    noise = chance.integers(0, 256, (108, 192, 3)).astype(np.uint8)
    return [stripes, points, noise, np.full_like(noise, 255)] * (count // 4)


@pytest.mark.parametrize("name", ["nocturne", "grid", "carnival", "folio", "zine"])
@pytest.mark.parametrize("size", [(192, 108), (144, 256)])
def test_contrast_behind_text_is_kept_on_any_clip(tmp_path_factory, name, size):
    file = take(tmp_path_factory.mktemp("hostile"), make_hostile())
    theme = load_theme(name, Workspace(None)).frames
    backdrop = Backdrop({"picture": file}, theme, size, 12)
    limit = find_darkest_limit([theme.ink.waiting, theme.ink.singing, theme.ink.sung], 4.5)
    rows = find_zone(theme, size) > 0.99
    for shown in range(4):
        for flash in (0.0, 1.0):
            planes = backdrop.draw(View(1.0, flash, 0.0, 0.0, 1.0, 1.0, 1.0, shown))
            light = measure_luminance((show(planes) / 255).astype(np.float32))
            assert light[rows].max() <= limit, (shown, flash)


def test_a_clip_alone_is_lighter_than_behind_text_and_keeps_its_drawing(ramp):
    backdrop = Backdrop({"picture": ramp}, load_theme("nocturne", Workspace(None)).frames, (192, 108), 12)
    alone, behind = (show(backdrop.draw(View(text, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 12))) for text in (0.0, 1.0))
    assert alone.mean() > 1.5 * behind.mean()
    assert behind[44:56, 124:136].mean() > behind[44:56, 60:72].mean() + 10, "the white square is still seen"


def test_clips_fade_over_as_pictures_do(ramp):
    theme = load_theme("nocturne", Workspace(None)).frames
    backdrop = Backdrop({"picture": ramp, "before": ramp}, theme, (192, 108), 12)

    def light(fade: float) -> float:
        return float(show(backdrop.draw(View(0.0, 0.0, 0.0, 0.0, fade, 1.0, 1.0, 28, 2)))[:9, 90:99].mean())

    assert light(0.0) + 20 < light(0.5) < light(1.0) - 20
