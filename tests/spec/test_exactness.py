"""Words light up on time: read back from the encoded file, the first frame in which a word is sung is that of its start."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from songloom.engines import build_engine, load_family
from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.slices import SegmentSlice, cut_segments
from songloom.engines.segments.timetable import ShownWord, frame_at
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.timing import Timing, Word
from songloom.settings.themes import list_themes
from songloom.settings.workspace import Workspace
from tests.fixtures.film import gather_materials, make_options

TEXTS = (
    "oh",
    "harbour",
    "I",
    "lantern",
    "gently",
    "naïve",
    "every",
    "tide",
    "of",
    "stone",
    "running",
    "by",
    "a",
    "quietly,",
    "DÉJÀ",
    "yes",
)
RATES = (24, 25, 30, 50, 60)
# What people get, and what is drawn in a moment: in still smaller pictures the encoder drops small changes of colour.
WHOLE = {"height": 720, "crf": 20, "preset": "veryfast"}
SMALL = {"height": 270, "crf": 20, "preset": "ultrafast"}
FEW, MANY = 2, 10
# How much of what a word's first frame changes must be there in that frame, and may be there in the one before.
MOSTLY = 0.5
# How much a word's first frame must change, in levels of 255, root mean square over the word's own pixels that change at all.
LEAST_CHANGE = 10.0


@dataclass(frozen=True)
class Song:
    """A random song of so many lines, how many of its words are looked at, and the screen."""

    seed: int
    lines: int
    count: int
    screen: Mapping[str, Any]


@pytest.fixture(params=sorted(load_family("segments").engines))
def alias(request) -> str:
    return request.param


@pytest.mark.parametrize("theme", list_themes(Workspace(None)))
def test_a_word_lights_up_in_the_frame_of_its_start(alias, theme, tmp_path):
    seed = sorted(list_themes(Workspace(None))).index(theme)
    check(list(measure_words(alias, theme, Song(seed, 2, FEW, SMALL), tmp_path)))


@pytest.mark.soak
@pytest.mark.parametrize("theme", list_themes(Workspace(None)))
def test_twenty_words_of_each_theme_light_up_in_the_frames_of_their_starts(alias, theme, tmp_path):
    for seed in (100, 101):
        check(list(measure_words(alias, theme, Song(seed, 4, MANY, WHOLE), tmp_path)))


def check(measured: list[tuple[str, float, float, float]]) -> None:
    late = [row for row in measured if row[1] >= MOSTLY or row[2] < MOSTLY or row[3] < LEAST_CHANGE]
    assert measured
    assert not late, f"word, share in the frame before, share in its own, change: {late}"


def measure_words(alias: str, theme: str, song: Song, folder: Path) -> Iterator[tuple[str, float, float, float]]:
    """Of some words of a random song: how much of what singing changes is in the frame before its start, and in its own.

    What it changes is known without the file: the frame is drawn once more as if the word were not sung yet, and as if that frame were
    its first. The share is the projection of what was decoded on the way from the one to the other: 0 is not sung, 1 is.
    """
    chance = np.random.default_rng(song.seed)
    options = replace(make_options(), fps=int(chance.choice(RATES)), **song.screen)
    timing, segment = write_random_song(chance, song.lines, options)
    (materials,) = gather_materials(theme, [segment], folder)
    engine = build_engine("segments", alias, options)
    engine.encode(segment, materials, folder / "segment", lambda share: None)
    shown = decode(folder / "segment")
    assert len(shown) == segment.frames
    for index in chance.choice(len(timing.words), song.count, replace=False):
        start = frame_at(timing.words[index].start_s, options.fps)
        unsung = draw(engine, move_word(segment, int(index), segment.frames + 100), materials, (start - 1, start))
        early, own = (draw(engine, move_word(segment, int(index), frame), materials, [frame])[0] for frame in (start - 1, start))
        changed = np.abs(own - unsung[1]).max(axis=2) > 1
        change = float(np.sqrt(np.mean(np.square((own - unsung[1])[changed]))))
        shares = find_share(shown[start - 1], unsung[0], early), find_share(shown[start], unsung[1], own)
        yield f"{theme} {timing.words[index].word}", *shares, change


def write_random_song(chance: np.random.Generator, count: int, options: SkiaOptions) -> tuple[Timing, SegmentSlice]:
    """So many lines of three words at random milliseconds, in one scene without movement of the picture."""
    now_ms, words = 1500, []
    for number in range(3 * count):
        now_ms += int(chance.integers(0, 300)) + (int(chance.integers(0, 1500)) if number % 3 == 0 else 0)
        length_ms = int(chance.integers(90, 700))
        words.append(Word(str(chance.choice(TEXTS)), now_ms / 1000, (now_ms + length_ms) / 1000, 0, 1.0, "measured"))
        now_ms += length_ms
    lines = tuple(DisplayLine(first, first + 3, "none") for first in range(0, 3 * count, 3))
    timing, storyboard = Timing(tuple(words)), Storyboard(lines, (Scene(0, count, "calm", 0.5, "", 0),))
    (segment,) = cut_segments(timing, storyboard, now_ms / 1000 + 2, options)
    return timing, segment


def find_share(shown: np.ndarray, unsung: np.ndarray, sung: np.ndarray) -> float:
    """How far a decoded frame is on the way from one drawn frame to another."""
    way = (sung - unsung).ravel()
    return float((shown.astype(np.float32) - unsung).ravel() @ way / (way @ way))


def move_word(segment: SegmentSlice, index: int, first: int) -> SegmentSlice:
    """The segment with one word sung from another frame on, for as long, and nothing else moved."""
    line, place = divmod(index, 3)
    words = list(segment.lines[line].words)
    words[place] = ShownWord(words[place].text, first, first + words[place].end - words[place].first)
    lines = list(segment.lines)
    lines[line] = replace(lines[line], words=tuple(words))
    return replace(segment, lines=tuple(lines))


def draw(engine, segment: SegmentSlice, materials: Materials, frames: Sequence[int]) -> list[np.ndarray]:
    pngs = engine.draw_frames(segment, materials, frames)
    return [cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_RGB).astype(np.float32) for png in pngs]


def decode(file: Path) -> list[np.ndarray]:
    """Every frame of a file, as a player shows it."""
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
