"""How much memory drawing and encoding take at their peak, by the size of the screen and by the length of the song.

Every case in a process of its own, as many segments at a time as `weave` makes of a song alone; `python bench/memory.py`.
"""

import multiprocessing
import resource
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from render import LINES, gather_materials

from songloom.engines import build_engine
from songloom.engines.segments.contract import SkiaOptions
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.timing import Timing, Word
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tasks._cores import count_cores
from tasks.segments import count_at_once

# A line is sung in this time; two of them share a picture.
LINE_S = 3.0


@dataclass(frozen=True)
class Case:
    """A song of so many seconds on a screen of this height."""

    height: int
    fps: int
    seconds: int


CASES = (Case(144, 12, 240), Case(144, 12, 1800), Case(720, 30, 24), Case(1080, 30, 24), Case(2160, 30, 12))


def main() -> None:
    print(f"{count_cores()} processors\n\n| screen | song | segments at a time | peak, MB |\n|---|---|---|---|")
    for case in CASES:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            at_once, peak = pool.apply(weave_film, (case,))
        print(f"| {case.height}p{case.fps} | {case.seconds} s | {at_once} | {peak / 1e6:.0f} |", flush=True)


def weave_film(case: Case) -> tuple[int, int]:
    """How many segments were made at a time, and the bytes that this process took at most."""
    options = SkiaOptions("16:9", case.height, case.fps, "none", 20, "veryfast", "h264", "software")
    engine, at_once = build_engine("segments", "skia", options), count_at_once(cast(Any, SimpleNamespace(options=options)), count_cores())
    with tempfile.TemporaryDirectory() as folder:
        materials = gather_materials(load_theme("nocturne", Workspace(None)), Path(folder))

        def encode(numbered: tuple[int, SegmentSlice]) -> None:
            engine.encode(numbered[1], materials, Path(folder) / f"{numbered[0]}.mp4", lambda share: None)

        with ThreadPoolExecutor(at_once) as hands:
            list(hands.map(encode, enumerate(cut_song(case.seconds, options))))
    return at_once, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cut_song(seconds: int, options: SkiaOptions) -> list[SegmentSlice]:
    """A song that is sung throughout, two lines to a scene."""
    words, lines = [], []
    for number in range(int(seconds / LINE_S)):
        texts = LINES[number % len(LINES)].split()
        step = LINE_S / (len(texts) + 1)
        times = [round(number * LINE_S + step * order, 3) for order in range(len(texts))]
        lines.append(DisplayLine(len(words), len(words) + len(texts), "none"))
        words += [
            Word(text, start, round(start + 0.8 * step, 3), number, 1.0, "measured") for text, start in zip(texts, times, strict=True)
        ]
    scenes = tuple(Scene(first, min(first + 2, len(lines)), "warm", 0.4, "", 5) for first in range(0, len(lines), 2))
    return list(cut_segments(Timing(tuple(words)), Storyboard(tuple(lines), scenes), float(seconds), options))


if __name__ == "__main__":
    main()
