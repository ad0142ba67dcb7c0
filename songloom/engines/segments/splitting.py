"""Splits long scenes between their lines, so that a word that is moved draws a few seconds anew and not a whole scene."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from songloom.model.storyboard import Scene, Storyboard
from songloom.model.timing import Timing

# No part of a scene is shorter: the picture before has given way to its own by then, and every part begins with a key frame, which takes
# room, and with setting its type, which takes time.
LEAST_S = 2.5


def split_scenes(timing: Timing, storyboard: Storyboard) -> tuple[Storyboard, list[int]]:
    """The storyboard with a scene for every part, and for each of them the number of the scene that it is a part of."""
    ends_s = [timing.words[line.end_word - 1].end_s for line in storyboard.lines]
    parts = [(part, number) for number, scene in enumerate(storyboard.scenes) for part in _split_scene(scene, ends_s)]
    return replace(storyboard, scenes=tuple(part for part, _ in parts)), [number for _, number in parts]


# --------------------------------------------------------------------------------------------- private


def _split_scene(scene: Scene, ends_s: Sequence[float]) -> Iterator[Scene]:
    """A part ends with a line (they end at `ends_s`) as soon as it is long enough and what is left is, too."""
    begin_s = ends_s[scene.first_line - 1] if scene.first_line else 0.0
    edges = [scene.first_line]
    for line in range(scene.first_line, scene.end_line - 1):
        if ends_s[line] - begin_s >= LEAST_S and ends_s[scene.end_line - 1] - ends_s[line] >= LEAST_S:
            edges.append(line + 1)
            begin_s = ends_s[line]
    for first, end in pairwise([*edges, scene.end_line]):
        yield replace(scene, first_line=first, end_line=end)
