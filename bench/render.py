"""How fast segments are drawn and encoded, beside the limit (encoding alone) and others that draw the same look (`films.py`).

One run, one song, 1080p30, the same encoder settings for all, which take turns; medians of the rounds, in time on the clock and in
processors' time, which tells more where others use the machine too. `python bench/render.py [--seconds N] [--height N] [--rounds N]`.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from films import film_with_libass, film_with_moviepy, film_with_pillow, plan_film

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
# Seconds on the clock and of processors for one frame.
Cost = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--height", type=int, default=1080)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    options = SkiaOptions("16:9", asked.height, 30, "none", 20, "veryfast", "h264", "software")
    theme = load_theme("nocturne", Workspace(None))
    print(f"{asked.height}p30, x264 {options.preset} crf {options.crf}, {asked.seconds:g} s of song, medians of {asked.rounds} rounds\n")
    print("| background | ms a frame | Songloom | encoding only | of that | libass in ffmpeg | × | Pillow, piped | × | MoviePy | × |")
    print("|" + "---|" * 11)
    with tempfile.TemporaryDirectory() as folder:
        materials = gather_materials(theme, Path(folder))
        for moves in (False, True):
            segment = cut_song(asked.seconds, options, moves)
            costs = race(segment, materials, (options, moves, asked.rounds), Path(folder))
            for number, clock in enumerate(("on the clock", "of processors")):
                ours, limit, *rivals = ([cost[number] for cost in rounds] for rounds in costs)
                told = "".join(f" {1000 * median(them):.1f} | {_compare(them, ours):.1f}× |" for them in rivals)
                mine = f"{1000 * median(ours):.1f} | {1000 * median(limit):.1f} | {_compare(limit, ours):.2f}"
                print(f"| {'moving' if moves else 'static'} | {clock} | {mine} |{told}", flush=True)


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


def race(segment: SegmentSlice, materials: Materials, terms: tuple[SkiaOptions, bool, int], folder: Path) -> list[list[Cost]]:
    """What each runner costs in every round: Songloom, encoding what it has drawn already, libass, Pillow, MoviePy."""
    options, moves, rounds = terms
    engine, film = build_engine("segments", "skia", options), plan_film(segment, materials, options, moves)
    drawn = [tuple(plane.copy() for plane in planes) for planes in render_frames(segment, materials, options)]

    def weave() -> int:
        # Every scene has a picture of its own, to be graded; one byte more after its end, and nobody knows it from an earlier round.
        with materials.pictures["picture"].open("ab") as picture:
            picture.write(b"\0")
        engine.encode(segment, materials, folder / "ours.mp4", lambda share: None)
        return segment.frames

    def encode() -> int:
        encode_frames(drawn, options.frame_size(), options, folder / "limit.mp4")
        return segment.frames

    rivals = [lambda film_with=film_with: film_with(film, folder) for film_with in (film_with_libass, film_with_pillow, film_with_moviepy)]
    runners: list[Callable[[], int]] = [weave, encode, *rivals]
    costs: list[list[Cost]] = [[] for _ in runners]
    for _ in range(rounds):
        for run, found in zip(runners, costs, strict=True):
            found.append(clock_frames(run))
    return costs


def clock_frames(run: Callable[[], int]) -> Cost:
    """What a frame costs of those that `run` makes; programs that it starts and waits for are counted in."""
    started, used = time.perf_counter(), sum(os.times()[:4])
    frames = run()
    return (time.perf_counter() - started) / frames, (sum(os.times()[:4]) - used) / frames


def _compare(theirs: list[float], ours: list[float]) -> float:
    """Theirs over ours, round by round."""
    return median(them / us for them, us in zip(theirs, ours, strict=True))


if __name__ == "__main__":
    main()
