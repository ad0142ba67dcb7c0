"""A golden frame of every script: drawn with SONGLOOM_DRAW_GOLDEN=1, looked at by a person, and compared as an eye would."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import draw_verse, make_options
from tests.fixtures.verses import VERSES

GOLDEN = Path(__file__).parents[1] / "golden" / "scripts"
# Levels of colour, in cells of 4 × 4 pixels: another version of Skia rounds edges otherwise, another glyph or place is far beyond.
MOST_MEAN, MOST_ANYWHERE = 1.0, 32.0


@pytest.mark.parametrize("script", VERSES)
def test_a_frame_looks_as_it_did_when_a_person_saw_it(script, tmp_path):
    theme = load_theme("nocturne", Workspace(None)).frames
    drawn = shrink(draw_verse(theme, paint_even(tmp_path), make_options("16:9", 270), script))
    file = GOLDEN / f"{script}.png"
    if os.environ.get("SONGLOOM_DRAW_GOLDEN"):
        file.write_bytes(cv2.imencode(".png", drawn)[1].tobytes())
    golden = cv2.imread(str(file), cv2.IMREAD_COLOR)
    assert golden.shape == drawn.shape
    apart = np.abs(shrink(drawn).astype(float) - shrink(golden).astype(float))
    assert apart.mean() < MOST_MEAN
    assert apart.max() < MOST_ANYWHERE


def paint_even(folder: Path) -> Path:
    """A picture of one colour."""
    file = folder / "picture"
    file.write_bytes(cv2.imencode(".png", np.full((64, 64, 3), (90, 60, 50), np.uint8))[1].tobytes())
    return file


def shrink(frame: np.ndarray) -> np.ndarray:
    return cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
