"""The picture moves as far as it may, in every shape and size of screen."""

import cv2
import numpy as np
import pytest

from songloom.engines.segments.backdrop import MARGIN, Backdrop, View
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    file = tmp_path_factory.mktemp("picture") / "noise"
    pixels = np.random.default_rng(5).integers(0, 256, (200, 200, 3)).astype(np.uint8)
    file.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    return file


@pytest.mark.parametrize(
    "size", [(256, 144), (144, 256), (144, 144), (1280, 720), (720, 1280), (720, 720), (854, 480), (1920, 1080), (1080, 1920)]
)
def test_a_pan_never_leaves_the_picture(picture, size):
    backdrop = Backdrop({"picture": picture}, load_theme("placard", Workspace(None)).frames, size)
    for dx in (-MARGIN, -MARGIN * 0.97, 0.0123, MARGIN * 0.97, MARGIN):
        for zoom in (0.0, 0.1):
            planes = backdrop.draw(View(1.0, 0.0, dx, zoom, 1.0, 1.0, 1.0))
            assert [plane.shape for plane in planes] == [(size[1] // step, size[0] // step) for step in (1, 2, 2)]
