"""Every shipped theme in every shape of screen, measured on what is drawn: contrast, margins, overlap, size."""

from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import get_args, get_type_hints

import cv2
import numpy as np
import pytest

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.engines.segments import strokes
from songloom.engines.segments.backdrop import Backdrop, View
from songloom.engines.segments.colour import measure_luminance, parse_colour
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.contract import SegmentsOptions
from songloom.engines.segments.cut import Cut
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.layout import Layout, Mark
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.engines.segments.typeset import Typesetter
from songloom.model.theme import LEAST_CONTRAST, FrameTheme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, paint_pictures
from tests.fixtures.lettering import draw_text

FPS, EDGE, FRAME = 30, 240, 55
ASPECTS = get_args(get_type_hints(SegmentsOptions)["aspect"])
# A short line and one that is as long as a display line gets, with what reaches highest and lowest.
LINES = ("Ångström jumps high", "Every window quietly holds a great gray harbour")
# A capital of the line that is sung, and of the one to come, as shares of the shorter edge: 32 and 22 of 1080 pixels.
LEAST_CAPITAL, LEAST_NEXT = 0.03, 0.02
OPAQUE = 96


@cache
def load_frames(name: str) -> FrameTheme:
    return load_theme(name, Workspace(None)).frames


def place_lines(frames: FrameTheme, aspect: str, sung: int, energy: float) -> tuple[list[Mark], list[Mark]]:
    """The marks of the line that is sung and of the one to come, in the middle of the first."""
    texts = (LINES[sung], LINES[1 - sung])
    words = [tuple(ShownWord(word, first, first + 12) for first, word in enumerate_times(text)) for text in texts]
    lines = (ShownLine(words[0], -60, -60, -60, 280, energy), ShownLine(words[1], -60, 280, 280, 390, energy))
    segment = SegmentSlice(400, lines, (), 0, 0, False, False)
    size = make_options(aspect, EDGE).frame_size()
    layout = Layout(segment, Page(frames, *size), Typesetter(font_files(frames)))
    marks = layout.place(Choreography(segment, frames.movement, FPS), FRAME)
    return [mark for mark in marks if mark.place[2] > 0.9], [mark for mark in marks if mark.place[2] <= 0.9]


def enumerate_times(text: str) -> list[tuple[int, str]]:
    return [(20 + 14 * number, word) for number, word in enumerate(text.split())]


def draw_cover(frames: FrameTheme, aspect: str, marks: list[Mark]) -> np.ndarray:
    """Where the letters of these marks are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strokes, "SHADOW_ALPHA", 0.0)
        layer = draw_text(replace(frames, glow=0.0), make_options(aspect, EDGE).frame_size(), marks)
    return layer[..., 3] > OPAQUE


@pytest.fixture(scope="module")
def paint(tmp_path_factory):
    """Paints a theme's own picture, once; the other is bright all over."""
    folder = tmp_path_factory.mktemp("pictures")
    bright = paint_pictures(folder, 1)[0]

    @cache
    def paint_pair(name: str) -> tuple[Path, Path]:
        request = PictureRequest("bright", 0.9, "", 3)
        build_engine("images", "pigment", PigmentOptions(256)).paint(
            request, load_theme(name, Workspace(None)).pictures, folder / f"own-{name}"
        )
        return folder / f"own-{name}", bright

    return paint_pair


def measure_ground(picture: Path, frames: FrameTheme, aspect: str) -> np.ndarray:
    """The luminance of a frame where the letters are not, in a flash, which is when it is brightest."""
    size = make_options(aspect, EDGE).frame_size()
    compositor = Compositor(size)
    compositor.take_background(Backdrop({"picture": picture}, frames, size).draw(View(1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0)))
    light = measure_luminance(compositor.to_rgb().astype(np.float32) / 255)
    # Grain is above the limit here and there; what is seen behind a letter is the mean of some pixels.
    return cv2.blur(light, (3, 3))


def find_contrast(colour: str, ground: np.ndarray) -> float:
    ink = np.array(parse_colour(colour), np.float32)[None, None] / 255
    return (float(measure_luminance(ink)[0, 0]) + 0.05) / (float(ground.max()) + 0.05)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_every_theme_is_legible_in_every_shape(paint, name, aspect):
    frames = load_frames(name)
    grounds = [measure_ground(picture, frames, aspect) for picture in paint(name)]
    # Long and quiet, short and loud: both ways to set type, both lines as the one that is sung.
    for sung, energy in ((1, 0.0), (0, 1.0)):
        active, coming = place_lines(frames, aspect, sung, energy)
        covers = [draw_cover(frames, aspect, [mark]) for mark in (*active, *coming)]
        check_contrast(frames, grounds, np.logical_or.reduce(covers))
        check_margins(frames, np.logical_or.reduce(covers), active[0].em)
        assert all(not (one & other).any() for one, other in combinations(covers, 2))
        assert active[0].em >= frames.layout.least_size * EDGE - 1e-6
        for line, least in ((active, LEAST_CAPITAL), (coming, LEAST_NEXT)):
            assert all(find_capital(frames, mark) >= least * EDGE for mark in line)


def check_contrast(frames: FrameTheme, grounds: list[np.ndarray], cover: np.ndarray) -> None:
    for ground in grounds:
        for colour in (frames.ink.waiting, frames.ink.singing, frames.ink.sung):
            assert find_contrast(colour, ground[spread(cover)]) >= LEAST_CONTRAST


def check_margins(frames: FrameTheme, cover: np.ndarray, em: float) -> None:
    height, width = cover.shape
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    # A letter may hang over its own advance, and a block stands beside its word.
    edge = frames.layout.margin * width - 0.16 * em
    assert edge <= columns[0] < columns[-1] < width - edge
    assert 0.03 * height <= rows[0] < rows[-1] < 0.97 * height


def spread(cover: np.ndarray) -> np.ndarray:
    """The whole of the rows and columns that the letters take up: what is between them counts as well."""
    rows, columns = np.flatnonzero(cover.any(axis=1)), np.flatnonzero(cover.any(axis=0))
    return np.ix_(range(rows[0], rows[-1] + 1), range(columns[0], columns[-1] + 1))


@cache
def find_cap(family: str, weight: int, files: tuple[tuple[str, Path], ...]) -> float:
    return Cut(family, dict(files)[family], weight).cap


def find_capital(frames: FrameTheme, mark: Mark) -> float:
    files = tuple(font_files(frames).items())
    cap = min(find_cap(face.family, face.weight, files) for face in (frames.quiet, frames.loud))
    return cap * mark.em * mark.place[2]
