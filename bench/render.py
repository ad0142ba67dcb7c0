"""How fast segments are drawn and encoded, beside the limit (encoding alone) and MoviePy compositing the same look.

One run, one song, 1080p30, the same encoder settings for all; `python bench/render.py [--seconds N] [--height N]`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.encoder import encode_frames
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.skia import render_frames
from songloom.engines.segments.slices import Motion, SegmentSlice, cut_segments
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.theme import Theme
from songloom.model.timing import Timing, Word
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace

LINES = (
    "I left the kitchen light on",
    "for the ships that don’t come in",
    "every window holds a harbour",
    "and the tide is breathing thin",
)
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--height", type=int, default=1080)
    asked = parser.parse_args()
    options = SkiaOptions("16:9", asked.height, 30, 20, "veryfast")
    theme = load_theme("nocturne", Workspace(None))
    print(f"{asked.height}p30, x264 {options.preset} crf {options.crf}, {asked.seconds:g} s of song, frames per second\n")
    print(f"{'background':<12}{'songloom':>10}{'encode only':>13}{'moviepy':>10}{'of the limit':>14}{'of moviepy':>12}")
    with tempfile.TemporaryDirectory() as folder:
        materials = gather_materials(theme, Path(folder))
        for moves in (False, True):
            segment = cut_song(asked.seconds, options, moves)
            ours, limit = race(segment, materials, options, Path(folder))
            theirs = compose_moviepy(segment, materials, options, Path(folder), moves)
            name = "moving" if moves else "static"
            print(f"{name:<12}{ours:>10.1f}{limit:>13.1f}{theirs:>10.1f}{ours / limit:>14.2f}{ours / theirs:>11.1f}×")


def cut_song(seconds: float, options: SkiaOptions, moves: bool) -> SegmentSlice:
    """One segment that is sung from its first second to its last."""
    words, lines, now = [], [], 0.3
    while now < seconds - 0.5:
        first = len(words)
        for text in LINES[len(lines) % len(LINES)].split():
            words.append(Word(text, round(now, 3), round(now + 0.3, 3), len(lines), 1.0, "measured"))
            now += 0.32
        lines.append(DisplayLine(first, len(words), "none"))
    scenes = (Scene(0, len(lines), "warm", 0.4, "", 5),)
    (segment,) = cut_segments(Timing(tuple(words)), Storyboard(tuple(lines), scenes), seconds, options)
    segment = replace(segment, closes=False)
    return replace(segment, motions=(Motion("zoom_in", -1, segment.frames + 1),)) if moves else segment


def gather_materials(theme: Theme, folder: Path) -> Materials:
    """A painted picture and the theme's fonts."""
    picture = folder / "picture"
    build_engine("images", "pigment", PigmentOptions(1280)).paint(PictureRequest("warm", 0.4, "", 5), theme.pictures, picture)
    return Materials(theme.frames, {"picture": picture}, font_files(theme.frames))


def race(segment: SegmentSlice, materials: Materials, options: SkiaOptions, folder: Path) -> tuple[float, float]:
    """Frames per second drawn and encoded, and of frames already drawn; the best of rounds that take turns."""
    engine, size = build_engine("segments", "skia", options), options.frame_size()
    drawn = [tuple(plane.copy() for plane in planes) for planes in render_frames(segment, materials, options)]
    ours, limit = [], []
    for _ in range(ROUNDS):
        ours.append(segment.frames / clock(lambda: engine.encode(segment, materials, folder / "ours.mp4", lambda share: None)))
        limit.append(segment.frames / clock(lambda: encode_frames(drawn, size, options, folder / "limit.mp4")))
    return max(ours), max(limit)


def compose_moviepy(segment: SegmentSlice, materials: Materials, options: SkiaOptions, folder: Path, moves: bool) -> float:
    """The same words over the same picture by MoviePy; frames per second of two seconds of it."""
    from moviepy import CompositeVideoClip, ImageClip, TextClip

    seconds = 2.0
    width, height = options.frame_size()
    size = round(materials.theme.layout.size * height)
    font = str(next(iter(materials.fonts.values())))
    picture = cv2.imdecode(np.fromfile(materials.pictures["picture"], np.uint8), cv2.IMREAD_COLOR_RGB)
    ground = cv2.resize(picture[280:1000], (width, height)) // 4
    back = ImageClip(ground).with_duration(seconds)
    clips = [back.resized(lambda t: 1 + 0.03 * t) if moves else back]
    x = width * 0.1
    for word in segment.lines[0].words:
        start = max(0.0, word.first / options.fps)
        for colour, begin in (("#aab4dc", 0.0), ("#ffc46b", start)):
            text = TextClip(font=font, text=word.text, font_size=size, color=colour, margin=(8, 24))
            clips.append(text.with_start(begin).with_duration(max(0.1, seconds - begin)).with_position((round(x), height // 2)))
        x += clips[-1].w
    film = CompositeVideoClip(clips, size=(width, height)).with_duration(seconds)
    target = str(folder / "moviepy.mp4")
    settings = ["-crf", str(options.crf), "-pix_fmt", "yuv420p"]
    elapsed = clock(
        lambda: film.write_videofile(
            target, fps=options.fps, codec="libx264", preset=options.preset, audio=False, logger=None, ffmpeg_params=settings
        )
    )
    return seconds * options.fps / elapsed


def clock(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
