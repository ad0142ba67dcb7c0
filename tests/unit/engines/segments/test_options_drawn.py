"""Every choice of a theme shows: pixels differ from those of another."""

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from songloom.engines import build_engine
from songloom.engines.segments.contract import Materials
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.slices import Cues, SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.model.theme import FrameTheme
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import make_options, paint_pictures

PLAIN = load_theme("nocturne", Workspace(None)).frames
PLAIN = replace(PLAIN, music=replace(PLAIN.music, hold=0.0), movement=replace(PLAIN.movement, energy=1.0))
# A word that is held for three seconds, on beats and hits, in a loud song, in a line too long for one row.
WORDS = (
    ShownWord("(hold)", 40, 130, loud=1.0, tag="backing"),
    *(ShownWord(word, 130, 140) for word in ["on", "to", "all", "that", "is", "remembered"]),
)
LINES = (ShownLine(WORDS, 0, 0, 5, 180, 0.3, "halte fest"), ShownLine((ShownWord("more", 190, 195),), 5, 180, 180, 250, 0.3))
SEGMENT = SegmentSlice(260, LINES, (), 0, 0, False, False, Cues(beats=(100,), hits=(100,)))
# While the line comes, and while its word is held.
FRAMES = (12, 102)


def change(theme: FrameTheme, place: str, value: Any) -> FrameTheme:
    *above, name = place.split(".")
    nouns = [theme]
    for step in above:
        nouns.append(getattr(nouns[-1], step))
    steps = zip([*above, name][::-1], nouns[::-1], strict=True)
    return reduce(lambda inner, step: replace(step[1], **{step[0]: inner}), steps, value)


@pytest.fixture(scope="module")
def draw(tmp_path_factory):
    (picture,) = paint_pictures(tmp_path_factory.mktemp("picture"), 1)

    def draw_frames(theme: FrameTheme, segment: SegmentSlice = SEGMENT) -> list[bytes]:
        materials = Materials(theme, {"picture": picture}, font_files(theme))
        return list(build_engine("segments", "skia", make_options()).draw_frames(segment, materials, FRAMES))

    return draw_frames


CHOICES = [
    *(("movement.style", style, 0) for style in ("slide", "snap", "still", "type", "pop", "rise", "blur", "track")),
    *(("layout.flow", flow, 1) for flow in ("stack", "ribbon")),
    *(("fill", fill, 1) for fill in ("whole", "underline", "box")),
    *((f"music.{name}", 1.0, 1) for name in ("loudness", "hold", "pulse", "shake")),
    ("tags.backing.singing", "#66ff66", 1),
    ("outline", 0.03, 1),
    ("layout.align", "left", 1),
]


@pytest.mark.parametrize(("place", "value", "at"), CHOICES, ids=[f"{place}={value}" for place, value, _ in CHOICES])
def test_every_choice_shows(draw, place, value, at):
    assert draw(change(PLAIN, place, value))[at] != draw(PLAIN)[at]


def test_no_two_styles_come_alike(draw):
    styles = ("float", "slide", "snap", "still", "type", "pop", "rise", "blur", "track")
    assert len({draw(change(PLAIN, "movement.style", style))[0] for style in styles}) == len(styles)


def test_without_energy_music_does_not_show(draw):
    still = change(PLAIN, "movement.energy", 0.0)
    lively = reduce(lambda theme, name: change(theme, f"music.{name}", 1.0), ("loudness", "hold", "pulse", "shake"), still)
    assert draw(lively) == draw(still)


def test_a_second_line_and_a_watermark_show(draw):
    bare = replace(SEGMENT, lines=(replace(LINES[0], second=""), LINES[1]))
    assert draw(PLAIN, bare)[1] != draw(PLAIN)[1]
    assert draw(PLAIN, replace(SEGMENT, cues=replace(SEGMENT.cues, watermark="@songloom")))[1] != draw(PLAIN)[1]
