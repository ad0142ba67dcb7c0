"""A contact sheet of every shipped theme in every shape of screen, for a person to look at and approve.

`python bench/sheet.py [--to out/themes.png] [--height 360] [THEME ...]`: one row a theme, from quiet to loud, one column a shape. In
each frame some words are sung, one is being sung, some wait, and a line is to come.
"""

import argparse
import tempfile
from pathlib import Path
from typing import get_args, get_type_hints

import cv2
import numpy as np

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.engines.segments.contract import Materials, SegmentsOptions, SkiaOptions
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.storyboard import Mood
from songloom.model.theme import Theme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace

FPS, FRAME, GAP, LABEL = 30, 52, 6, 30
LINES = ("every window holds a harbour,", "and the tide is breathing thin")
ENERGY, SEED = 0.65, 7
# Every shape shows another mood, so that the sheet shows more of what a theme paints.
MOODS: dict[str, Mood] = {"16:9": "bright", "9:16": "calm", "1:1": "dark", "4:5": "wild"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("themes", nargs="*")
    parser.add_argument("--to", type=Path, default=Path("out/themes.png"))
    parser.add_argument("--height", type=int, default=360)
    asked = parser.parse_args()
    themes = {name: load_theme(name, Workspace(None)) for name in asked.themes or list_themes(Workspace(None))}
    from_quiet = sorted(themes, key=lambda name: (themes[name].frames.movement.energy, name))
    rows = [draw_row(name, themes[name], asked.height) for name in from_quiet]
    asked.to.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(asked.to), np.vstack(rows))
    print(asked.to)


def draw_row(name: str, theme: Theme, height: int) -> np.ndarray:
    """The theme's name, and below it its frames side by side, BGR."""
    aspects = get_args(get_type_hints(SegmentsOptions)["aspect"])
    frames = [draw_frame(theme, aspect, _find_edge(aspect, height)) for aspect in aspects]
    row = np.hstack([cv2.copyMakeBorder(frame[:height], LABEL, 0, 0, GAP, cv2.BORDER_CONSTANT, value=(24, 24, 24)) for frame in frames])
    cv2.putText(row, name, (GAP, LABEL - 9), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1, cv2.LINE_AA)
    return row


def draw_frame(theme: Theme, aspect: str, edge: int) -> np.ndarray:
    """One frame in the middle of a line, BGR."""
    engine = build_engine("segments", "skia", SkiaOptions(aspect, edge, FPS, "none", 20, "veryfast", "h264", "software"))
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture"
        request = PictureRequest(MOODS.get(aspect, "warm"), ENERGY, "", SEED)
        build_engine("images", "pigment", PigmentOptions(720)).paint(request, theme.pictures, picture)
        (png,) = engine.draw_frames(make_segment(), Materials(theme.frames, {"picture": picture}, font_files(theme.frames)), [FRAME])
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def make_segment() -> SegmentSlice:
    """Two lines; at `FRAME` the third word of the first is half sung."""
    first, second = (line.split() for line in LINES)
    words = tuple(ShownWord(word, FRAME - 47 + 20 * number, FRAME - 27 + 20 * number) for number, word in enumerate(first))
    coming = tuple(ShownWord(word, 300, 301) for word in second)
    lines = (ShownLine(words, -60, -60, -60, 280, ENERGY), ShownLine(coming, -60, 280, 280, 330, ENERGY))
    return SegmentSlice(400, lines, (), 0, 0, False, False)


# --------------------------------------------------------------------------------------------- private


def _find_edge(aspect: str, height: int) -> int:
    """The shorter edge of a frame that is `height` pixels high."""
    across, down = map(int, aspect.split(":"))
    return round(height * min(across, down) / down)


if __name__ == "__main__":
    main()
