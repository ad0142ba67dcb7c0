"""A golden frame of every theme in every shape, in one script or another: drawn anew by `make golden`, looked at by a person on the sheet
that it lays out, and compared here as an eye would."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.model.theme import FrameTheme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import draw_verse, make_options
from tests.fixtures.verses import VERSES

GOLDEN = Path(__file__).parents[1] / "golden" / "themes"
ASPECTS, HEIGHT = ("16:9", "9:16", "1:1", "4:5"), 216
JPEG = (cv2.IMWRITE_JPEG_QUALITY, 88, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
THEMES = list_themes(Workspace(None))
# Levels of colour, in cells of 6 × 6 pixels: what another processor, another version of Skia and JPEG make of the same look stay well
# below; another ink, size, place or darkness goes beyond.
MOST_MEAN, MOST_ANYWHERE = 1.5, 20.0


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_looks_as_it_did_when_a_person_saw_it(paint, theme, aspect):
    drawn = draw_verse(load_frames(theme), paint(theme), make_options(aspect, HEIGHT), choose_script(theme, aspect))
    file = GOLDEN / f"{theme}-{aspect.replace(':', 'x')}.jpg"
    if os.environ.get("SONGLOOM_DRAW_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(cv2.imencode(".jpg", drawn, JPEG)[1].tobytes())
    mean, anywhere = compare(drawn, cv2.imread(str(file)))
    assert (mean, anywhere) < (MOST_MEAN, np.inf), f"{mean:.2f} levels apart all over: look at it, then `make golden`"
    assert anywhere < MOST_ANYWHERE, f"{anywhere:.0f} levels apart at one spot: look at it, then `make golden`"


@pytest.mark.parametrize(
    "change",
    [
        lambda frames: replace(frames, ink=replace(frames.ink, singing="#ffd9a0")),
        lambda frames: replace(frames, layout=replace(frames.layout, size=frames.layout.size * 1.04)),
        lambda frames: replace(frames, layout=replace(frames.layout, anchor=frames.layout.anchor + 0.01)),
        lambda frames: replace(frames, quiet=replace(frames.quiet, weight=frames.quiet.weight + 120)),
        lambda frames: replace(frames, ground=replace(frames.ground, veil=frames.ground.veil + 0.2)),
        lambda frames: replace(frames, glow=0.0),
    ],
    ids=["ink", "size", "place", "weight", "darkness", "glow"],
)
def test_a_changed_look_is_seen(paint, change: Callable[[FrameTheme], FrameTheme]):
    frames = load_frames("nocturne")
    screen = make_options("16:9", HEIGHT)
    mean, anywhere = compare(*(draw_verse(look, paint("nocturne"), screen, "latin") for look in (frames, change(frames))))
    assert mean > MOST_MEAN or anywhere > MOST_ANYWHERE


def compare(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """How many levels two frames are apart: on average, and in the cell where most."""
    assert one.shape == other.shape
    size = (one.shape[1] // 6, one.shape[0] // 6)
    cells = [cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(float) for frame in (one, other)]
    apart = np.abs(cells[0] - cells[1])
    return float(apart.mean()), float(apart.max())


def choose_script(theme: str, aspect: str) -> str:
    """Latin on the widest screen; on the others all scripts in turn, so that each is seen in some themes and shapes."""
    if aspect == "16:9":
        return "latin"
    return list(VERSES)[(3 * THEMES.index(theme) + ASPECTS.index(aspect) - 1) % len(VERSES)]


@cache
def load_frames(name: str) -> FrameTheme:
    return load_theme(name, Workspace(None)).frames


@pytest.fixture(scope="module")
def paint(tmp_path_factory):
    """A theme's own picture, painted once."""
    folder = tmp_path_factory.mktemp("pictures")

    @cache
    def paint_one(name: str) -> Path:
        request = PictureRequest("warm", 0.6, "", 7)
        build_engine("images", "pigment", PigmentOptions(320)).paint(request, load_theme(name, Workspace(None)).pictures, folder / name)
        return folder / name

    return paint_one
