"""Groups display lines into scenes, and says what each scene's picture should feel like."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil

from songloom.engines.storyboard.form import Form
from songloom.engines.storyboard.span import Span, measure_energy, rank_brightness, rank_energy
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Mood, Scene

_QUICK_BPM = 100.0
# What sounds duller than the rest of the song is less bright, whatever its loudness.
_DULL = 1 / 3


def group_scenes(spans: Sequence[Span], form: Form, scene_lines: int) -> list[tuple[int, int]]:
    """Half-open line ranges: cut at long breaks, where blocks of words that come back begin and end, and outside of them where a passage
    begins; between these into even groups of at most `scene_lines`."""
    if not spans:
        return []
    firm = {0, *(line for line in range(1, len(spans)) if spans[line].is_after_break or line in form.edges), len(spans)}
    cuts = sorted(firm | _choose_passages(spans, form, sorted(firm)))
    groups: list[tuple[int, int]] = []
    for first, end in pairwise(cuts):
        count = ceil((end - first) / scene_lines)
        edges = [first + (end - first) * number // count for number in range(count + 1)]
        groups += pairwise(edges)
    return groups


def describe_scenes(
    groups: Sequence[tuple[int, int]], spans: Sequence[Span], texts: Sequence[str], rhythm: Rhythm, seed: int
) -> list[Scene]:
    """A scene per group, but for its heading and its prompt; `texts` are the words of each display line.

    The seed follows from the root seed, the scene's words (without case and punctuation) and how often just these words were sung right
    before: so a reworded scene changes its own picture only, and "la la la" does not stand still. Words that come back bring the mood,
    the energy and so the picture of their first time with them.
    """
    scenes: list[Scene] = []
    first_time: dict[str, Scene] = {}
    before, repeats = "", 0
    for first, end in groups:
        sung = "".join(fold_line(text) for text in texts[first:end])
        repeats = repeats + 1 if sung == before else 0
        before = sung
        span_s = spans[first].start_s, spans[end - 1].end_s
        energy = rank_energy(rhythm, measure_energy(rhythm, *span_s))
        mood = choose_mood(energy, rhythm, rank_brightness(rhythm, *span_s))
        scene = first_time.setdefault(sung, Scene(first, end, mood, round(energy, 1), "", 0))
        scenes.append(replace(scene, first_line=first, end_line=end, seed=_draw_seed(seed, sung, repeats)))
    return scenes


def fold_line(text: str) -> str:
    """A line's letters, digits and spaces, without case: what makes two lines the same."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ")


def choose_mood(rank: float, rhythm: Rhythm, brightness: float = 0.5) -> Mood:
    """The mood of a stretch that is louder than the share `rank` of its song, and sounds brighter than the share `brightness`."""
    is_quick, is_dull = rhythm.is_rhythmic and rhythm.tempo_bpm >= _QUICK_BPM, brightness < _DULL
    if rank < 0.2:
        return "calm" if rhythm.is_rhythmic and not is_dull else "dark"
    if rank < 0.4:
        return "warm" if rhythm.is_rhythmic else "calm"
    if rank < 0.6:
        return "bright" if is_quick and not is_dull else "warm"
    if rank < 0.8:
        return "bright" if rhythm.is_rhythmic and not is_dull else "tense"
    return "wild" if is_quick else "tense"


# --------------------------------------------------------------------------------------------- private


def _choose_passages(spans: Sequence[Span], form: Form, firm: Sequence[int]) -> set[int]:
    """The beginnings of passages that cut too: not inside a block that comes back, and not where a line would be left alone: there the
    music was heard to turn a line early or late."""
    chosen: set[int] = set()
    for before, after in pairwise(firm):
        last = before
        for line in range(before + 2, after - 1):
            if spans[line].begins_passage and line - last > 1 and not (form.returning[line - 1] and form.returning[line]):
                chosen.add(line)
                last = line
    return chosen


def _draw_seed(seed: int, sung: str, repeats: int) -> int:
    digest = hashlib.sha256(f"{seed}\n{repeats}\n{sung}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
