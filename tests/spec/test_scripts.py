"""A golden frame of every script: drawn with SONGLOOM_DRAW_GOLDEN=1, looked at by a person, and compared as an eye would."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from songloom.engines import build_engine
from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.verses import VERSES

GOLDEN = Path(__file__).parents[1] / "golden" / "scripts"
WORD = 20
# Levels of colour, in cells of 4 × 4 pixels: another version of Skia rounds edges otherwise, another glyph or place is far beyond.
MOST_MEAN, MOST_ANYWHERE = 1.0, 32.0


@pytest.mark.parametrize("script", VERSES)
def test_a_frame_looks_as_it_did_when_a_person_saw_it(script, tmp_path):
    drawn = shrink(draw_frame(script, tmp_path))
    file = GOLDEN / f"{script}.png"
    if os.environ.get("SONGLOOM_DRAW_GOLDEN"):
        file.write_bytes(cv2.imencode(".png", drawn)[1].tobytes())
    golden = cv2.imread(str(file), cv2.IMREAD_COLOR)
    assert golden.shape == drawn.shape
    apart = np.abs(shrink(drawn).astype(float) - shrink(golden).astype(float))
    assert apart.mean() < MOST_MEAN
    assert apart.max() < MOST_ANYWHERE


def draw_frame(script: str, folder: Path) -> np.ndarray:
    """The script's first line over its second one, the middle word half sung."""
    lines, now = [], 0
    for text in VERSES[script][:2]:
        words = text.split()
        lines.append(tuple(ShownWord(word, now + WORD * n, now + WORD * (n + 1)) for n, word in enumerate(words)))
        now += WORD * len(words)
    turn, far = lines[1][0].first, now + 200
    shown = (ShownLine(lines[0], -60, -60, -60, turn, 0.3), ShownLine(lines[1], -60, turn, turn, far, 0.3))
    segment = SegmentSlice(far, shown, (), 0, 0, False, False)
    picture = folder / "picture"
    picture.write_bytes(cv2.imencode(".png", np.full((64, 64, 3), (90, 60, 50), np.uint8))[1].tobytes())
    theme = load_theme("nocturne", Workspace(None)).frames
    materials = Materials(theme, {"picture": picture}, font_files(theme, "".join(VERSES[script][:2])))
    engine = build_engine("segments", "skia", SkiaOptions("16:9", 270, 30, "none", 23, "ultrafast", "h264", "software"))
    (png,) = engine.draw_frames(segment, materials, [lines[0][len(lines[0]) // 2].first + WORD // 2])
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def shrink(frame: np.ndarray) -> np.ndarray:
    return cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
