"""Scenes in several segments: what is seen is as if nothing had been cut, and a moved word draws little anew."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from songloom.engines.segments.skia import render_frames
from songloom.engines.segments.slices import cut_segments
from songloom.engines.segments.splitting import LEAST_S, split_scenes
from songloom.model.timing import Timing
from tests.fixtures.film import gather_materials, make_options, write_song

OPTIONS = make_options(fps=12)
SCRIPT = [
    ("", 0.0, "none"),
    ("left my lamp on for the tide", 0.9, "zoom_in"),
    ("for the ships that never came", 0.1, "pan_left"),
    ("and a window for the rain", 5.0, "flash"),
    ("hold on to me", 0.2, "fade_to_black"),
    ("", 0.0, "none"),
    ("every light along the bay", 0.4, "pan_right"),
    ("turns its face to me", 0.0, "zoom_in"),
]
SONG = write_song(SCRIPT, word_s=0.5)


def test_parts_are_long_enough_and_cover_their_scene():
    timing, storyboard, _ = SONG
    split, scenes = split_scenes(timing, storyboard)
    assert scenes == [0, 0, 0, 1, 1]
    assert split.lines == storyboard.lines
    ends_s = [timing.words[split.lines[part.end_line - 1].end_word - 1].end_s for part in split.scenes]
    for scene in range(2):
        own = [end for end, number in zip(ends_s, scenes, strict=True) if number == scene]
        begin = ends_s[scenes.index(scene) - 1] if scene else 0.0
        assert all(end - before >= LEAST_S for before, end in zip([begin, *own[:-1]], own, strict=True))


@pytest.mark.parametrize("theme", ["nocturne", "neon"])
def test_the_limits_of_parts_are_not_seen(theme, tmp_path):
    timing, storyboard, duration_s = SONG
    split, scenes = split_scenes(timing, storyboard)
    whole, parts = cut_segments(timing, storyboard, duration_s, OPTIONS), cut_segments(timing, split, duration_s, OPTIONS, scenes)
    assert [part.fade_end > 0 for part in parts] == [False, False, False, True, False]
    # Something moves across every limit.
    assert all(any(motion.first < 0 for motion in parts[number].motions) for number in (1, 2, 4))
    materials = gather_materials(theme, whole, tmp_path)
    once = chain.from_iterable(render_frames(*each, OPTIONS) for each in zip(whole, materials, strict=True))
    apart = chain.from_iterable(render_frames(part, materials[scene], OPTIONS) for part, scene in zip(parts, scenes, strict=True))
    for one, other in zip(once, apart, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_moved_word_changes_its_part_and_at_most_the_next():
    timing, storyboard, duration_s = SONG
    split, scenes = split_scenes(timing, storyboard)
    before = cut_segments(timing, split, duration_s, OPTIONS, scenes)
    for index in range(len(timing.words)):
        words = list(timing.words)
        words[index] = replace(words[index], start_s=round(words[index].start_s + 0.2, 3))
        moved = Timing(tuple(words))
        assert split_scenes(moved, storyboard) == (split, scenes)
        after = cut_segments(moved, split, duration_s, OPTIONS, scenes)
        changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        assert 1 <= len(changed) <= 2
        assert changed[-1] - changed[0] < 2
