"""Can every line be read? Measures every theme in every shape of screen over real songs: a table row each, and what is wrong, line by line.

`python bench/legibility.py FOLDER [--themes …] [--shapes …] [--safe-zone …] [--height 360] [--every 5] [--scenes 3] [--processes 2]`;
FOLDER holds a folder for every song: its audio and `truth.csv` (word, start_s, end_s, line). The project's own director cuts the lines, and
cards, countdowns, tags and a watermark are shown as the theme has them. Geometry is looked at in every `--every`th frame of every song,
contrast at every line of `--scenes` scenes of each, on the pictures that are painted for them; a watermark is subdued on purpose, and no
word of a song.
"""

import argparse
import multiprocessing
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import get_args, get_type_hints

import cv2
import numpy as np
import skia
from directed import Song, direct_song

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.engines.segments.backdrop import Backdrop, find_view
from songloom.engines.segments.cards import Cards
from songloom.engines.segments.colour import measure_luminance, parse_colour
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.contract import SegmentsOptions, SkiaOptions
from songloom.engines.segments.cues import add_cues
from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.inspection import OTHER, SEEN, Inspector, find_ink
from songloom.engines.segments.layout import Layout, Mark
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.engines.segments.typeset import Typesetter
from songloom.engines.segments.zones import find_free, move_anchor
from songloom.errors import InputError
from songloom.metrics.legibility import LEAST_CONTRAST, LEAST_SHOWN_S, MOST_LETTERS_A_SECOND, Box, measure_contrast, measure_overlap
from songloom.model.storyboard import Scene
from songloom.model.theme import Theme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace

FPS, PICTURE = 30, 256
ASPECTS = get_args(get_type_hints(SegmentsOptions)["aspect"])
# A pixel of a mask that is a letter's, and how opaque a word must be to be read: more than a watermark.
INKED, READ = 96, 0.6


@dataclass(frozen=True)
class Way:
    """One way to show all songs."""

    theme: str
    aspect: str
    safe_zone: str
    height: int
    every: int
    scenes: int

    def make_options(self) -> SkiaOptions:
        """The screen."""
        return SkiaOptions(self.aspect, self.height, FPS, self.safe_zone, 23, "ultrafast", "h264", "software")


@dataclass
class Findings:
    """The worst of everything, and each thing that is wrong, once for each line."""

    contrast: float = np.inf
    capital: float = np.inf
    shown_s: float = np.inf
    letters_a_second: float = 0.0
    frames: int = 0
    words: int = 0
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, what: str, line: str, told: str) -> None:
        """Remember one thing that is wrong with a line."""
        self.wrong.setdefault((what, line), told)

    def tell(self, way: Way) -> str:
        """A row of the table."""
        worst = f"{self.contrast:.2f} | {1080 * self.capital:.0f} | {self.shown_s:.2f} | {self.letters_a_second:.1f}"
        return f"| {way.theme} | {way.aspect} | {self.frames} | {self.words} | {worst} | {len(self.wrong)} |"


@dataclass(frozen=True)
class Tally:
    """In how many of the frames looked at each line of a song can be read; a segment's lines are counted from `first_line` on."""

    shown: dict[int, int]
    first_line: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--themes", nargs="+", default=list_themes(Workspace(None)))
    parser.add_argument("--shapes", nargs="+", default=ASPECTS)
    parser.add_argument("--safe-zone", default="none")
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--scenes", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    ways = [Way(name, shape, asked.safe_zone, asked.height, asked.every, asked.scenes) for name in asked.themes for shape in asked.shapes]
    folders = [folder for folder in sorted(asked.songs.iterdir()) if (folder / "truth.csv").is_file()]
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        songs = pool.map(direct_song, folders)
        print("| theme | shape | frames | words | contrast | capital, of 1080 | shortest, s | letters a second | wrong |")
        print("|---" * 9 + "|")
        wrong = []
        for way, found in zip(ways, pool.imap(look_at, ((way, songs) for way in ways)), strict=True):
            print(found.tell(way), flush=True)
            wrong += [f"{way.theme} {way.aspect}: {what}: {line}: {told}" for (what, line), told in found.wrong.items()]
    print(f"\n{len(wrong)} violations", *wrong, sep="\n")


def look_at(task: tuple[Way, list[Song]]) -> Findings:
    """All songs in one way."""
    way, songs = task
    theme, options, found = load_theme(way.theme, Workspace(None)), way.make_options(), Findings()
    size = options.frame_size()
    page = Page(move_anchor(theme.frames, find_free(options.safe_zone, size), size[1]), *size, options.safe_zone)
    with tempfile.TemporaryDirectory() as folder:
        for song in songs:
            programme = song.programme
            segments = cut_segments(programme.timing, programme.storyboard, song.duration_s, options)
            segments = add_cues(segments, programme, page.theme, FPS)
            text = "".join(segment.text() for segment in segments)
            typesetter = Typesetter(font_files(page.theme, text), text)
            shown: dict[int, int] = defaultdict(int)
            looked = set(np.linspace(0, len(segments) - 1, way.scenes + 2).astype(int)[1:-1]) if way.scenes else set()
            for number, segment in enumerate(segments):
                look = _Look(f"{song.name}, segment {number}", segment, page, typesetter)
                # A segment begins with the last line of the one before.
                look.check_geometry(way.every, found, Tally(shown, max(0, programme.storyboard.scenes[number].first_line - 1)))
                if number in looked:
                    pictures = _paint_pair(programme.storyboard.scenes, number, theme, Path(folder))
                    look.check_contrast(Backdrop(pictures, page.theme, size), found)
            _judge_times(song, shown, way.every, found)
    return found


# --------------------------------------------------------------------------------------------- private


class _Look:
    """One segment in one way."""

    def __init__(self, name: str, segment: SegmentSlice, page: Page, typesetter: Typesetter):
        self._name, self._segment, self._page = name, segment, page
        self._layout = Layout(segment, page, typesetter)
        self._cards = Cards(segment, page, typesetter, self._layout)
        self._choreography = Choreography(segment, page.theme.movement, FPS, page.theme.music)
        self._lines = self._layout.name_lines()
        self._texts = [" ".join(word.text for word in line.words) for line in segment.lines]
        self._touching: dict[tuple[object, ...], bool] = {}

    def check_geometry(self, every: int, found: Findings, tally: "Tally") -> None:
        """Size, room and overlap, in every so manieth frame; counts the frames in which each line can be read."""
        found.capital = min(found.capital, *(capital / self._page.shorter for capital, _ in self._layout.measure_capitals()))
        try:
            inspector = Inspector(self._segment.lines, self._layout, self._page, FPS)
        except InputError as error:
            found.note("size", self._name, str(error))
            return
        for frame in range(0, self._segment.frames, every):
            marks = self._place(frame)
            found.frames += 1
            try:
                inspector.check(marks, frame)
            except InputError as error:
                found.note("layout", self._name, str(error))
            for one, other in self._list_touching(marks):
                words = f"“{one.piece.text}” and “{other.piece.text}”, frame {frame}"
                found.note("letters touch", f"{self._name} {self._tell_line(one)}", words)
            for line in {self._find_line(mark) for mark in marks if mark.alpha >= READ} - {OTHER}:
                tally.shown[tally.first_line + line] += 1

    def check_contrast(self, backdrop: Backdrop, found: Findings) -> None:
        """Every ink of every word, against the lightest spot behind it, in the middle of its line and when the picture is lightest."""
        compositor = Compositor((self._page.width, self._page.height))
        inks = [_measure_ink(ink) for ink in self._page.theme.list_inks().values()]
        for frame in sorted(set(self._list_lightest())):
            view = find_view(self._segment, self._choreography.has_text(frame), self._page.theme.movement.energy, frame, FPS)
            compositor.take_background(backdrop.draw(view))
            # Grain is above the limit here and there; what is seen behind a letter is the mean of some pixels.
            light = cv2.blur(measure_luminance(compositor.to_rgb().astype(np.float32) / 255), (3, 3))
            for mark in self._place(frame):
                if mark.alpha > READ and (box := find_ink(mark)):
                    ground = _find_lightest(light, box)
                    contrast = min(measure_contrast(ink, ground) for ink in inks)
                    found.contrast, found.words = min(found.contrast, contrast), found.words + 1
                    if contrast < LEAST_CONTRAST:
                        told = f"{contrast:.2f} at “{mark.piece.text}”, frame {frame}"
                        found.note("contrast", f"{self._name} {self._tell_line(mark)}", told)

    def _place(self, frame: int) -> list[Mark]:
        return [*self._layout.place(self._choreography, frame), *self._cards.place(self._choreography, frame)]

    def _find_line(self, mark: Mark) -> int:
        return self._lines.get(id(mark.piece), OTHER)

    def _tell_line(self, mark: Mark) -> str:
        line = self._find_line(mark)
        return "a card" if line == OTHER else self._texts[line]

    def _list_lightest(self) -> Iterator[int]:
        last = self._segment.frames - 1
        for line in self._segment.lines:
            yield min(max((line.turn + line.until) // 2, 0), last)
            yield min(max(line.turn + FPS // 4, 0), last)
        for motion in self._segment.motions:
            yield min(motion.first + round(0.08 * FPS), last)

    def _list_touching(self, marks: list[Mark]) -> Iterator[tuple[Mark, Mark]]:
        """Words of one line that share a pixel."""
        lines: dict[int, list[tuple[Mark, Box]]] = defaultdict(list)
        for mark in marks:
            if mark.alpha >= SEEN and (box := find_ink(mark)):
                lines[self._find_line(mark)].append((mark, box))
        for (one, box), (other, box_other) in (pair for seen in lines.values() for pair in combinations(seen, 2)):
            if measure_overlap(box, box_other) >= 1:
                key = id(one.piece), id(other.piece), one.place, other.place
                if key not in self._touching:
                    self._touching[key] = _touch(one, other, box)
                if self._touching[key]:
                    yield one, other


def _judge_times(song: Song, shown: dict[int, int], every: int, found: Findings) -> None:
    for number, line in enumerate(song.programme.storyboard.lines):
        text = " ".join(word.word for word in song.programme.timing.words[line.first_word : line.end_word])
        shown_s = shown[number] * every / FPS
        letters_a_second = len(text.replace(" ", "")) / max(shown_s, 1e-3)
        found.shown_s, found.letters_a_second = min(found.shown_s, shown_s), max(found.letters_a_second, letters_a_second)
        if shown_s < LEAST_SHOWN_S or letters_a_second > MOST_LETTERS_A_SECOND:
            found.note("time", f"{song.name} {text}", f"{shown_s:.2f} s on screen, {letters_a_second:.1f} letters a second")


def _find_lightest(light: np.ndarray, box: Box) -> float:
    """The luminance of the lightest spot behind and around a word."""
    left, top, right, bottom = (round(edge) for edge in box)
    return float(light[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2].max())


def _measure_ink(colour: str) -> float:
    return float(measure_luminance(np.array(parse_colour(colour), np.float32)[None, None] / 255)[0, 0])


def _touch(one: Mark, other: Mark, box: Box) -> bool:
    """Whether two words share a pixel; drawn about the first one's box, where the other could only touch it."""
    left, top, right, bottom = (int(edge) for edge in box)
    covers = []
    for mark in (one, other):
        pixels = np.zeros((bottom - top + 4, right - left + 4, 4), np.uint8)
        with skia.Surface(pixels) as canvas:
            canvas.translate(mark.place[0] - left + 2, mark.place[1] - top + 2)
            canvas.scale(mark.place[2], mark.place[2])
            canvas.drawTextBlob(mark.piece.shape, 0, 0, skia.Paint(AntiAlias=True))
        covers.append(pixels[..., 3] > INKED)
    return bool((covers[0] & covers[1]).any())


def _paint_pair(scenes: Sequence[Scene], number: int, theme: Theme, folder: Path) -> dict[str, Path]:
    """The picture of a scene, and of the one before."""
    pictures = {}
    for role, scene in zip(("picture", "before"), scenes[number : number - 2 if number > 1 else None : -1], strict=False):
        pictures[role] = folder / role
        request = PictureRequest(scene.mood, scene.energy, scene.prompt, scene.seed)
        build_engine("images", "pigment", PigmentOptions(PICTURE)).paint(request, theme.pictures, pictures[role])
    return pictures


if __name__ == "__main__":
    main()
