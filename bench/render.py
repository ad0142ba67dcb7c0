"""How fast segments are drawn and encoded, beside the limit (encoding alone) and others that draw the same look (`films.py`).

One run, one song, 1080p30, the same encoder settings for all; `python bench/render.py [--seconds N] [--height N]`.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from films import plan_film, time_libass, time_moviepy, time_pillow

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
    options = SkiaOptions("16:9", asked.height, 30, "none", 20, "veryfast", "h264", "software")
    theme = load_theme("nocturne", Workspace(None))
    print(f"{asked.height}p30, x264 {options.preset} crf {options.crf}, {asked.seconds:g} s of song, frames per second\n")
    print("| background | Songloom | encoding only | of that | libass in ffmpeg | × | Pillow, piped | × | MoviePy | × |")
    print("|" + "---|" * 10)
    with tempfile.TemporaryDirectory() as folder:
        materials = gather_materials(theme, Path(folder))
        for moves in (False, True):
            segment = cut_song(asked.seconds, options, moves)
            ours, limit = race(segment, materials, options, Path(folder))
            film = plan_film(segment, materials, options, moves)
            rivals = [time_it(film, Path(folder)) for time_it in (time_libass, time_pillow, time_moviepy)]
            told = "".join(f" {rate:.1f} | {ours / rate:.1f}× |" for rate in rivals)
            print(f"| {'moving' if moves else 'static'} | {ours:.1f} | {limit:.1f} | {ours / limit:.2f} |{told}", flush=True)


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


def clock(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
