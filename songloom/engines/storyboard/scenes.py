"""Groups display lines into scenes, and says what each scene's picture should feel like."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from songloom.engines.storyboard.span import Span, measure_energy, rank_energy
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Mood, Scene

_QUICK_BPM = 100.0
# Words for a picture, never the song's own: literal lyrics in a prompt leak letters into the picture.
_SCENERY: dict[Mood, str] = {
    "calm": "a still, wide place in soft morning light",
    "warm": "a sunlit haze with slow golden drifts",
    "bright": "a clear sky full of colour and air",
    "dark": "a dim room of deep shadow with one faint glow",
    "tense": "a gathering storm with sharp edges of light",
    "wild": "a burst of sparks and rushing colour",
}
_PACE = ("motionless", "gentle", "flowing", "lively", "surging")


def group_scenes(spans: Sequence[Span], scene_lines: int) -> list[tuple[int, int]]:
    """Half-open line ranges: cut at long breaks and section starts, and between them into even groups of at most `scene_lines`."""
    if not spans:
        return []
    cuts = [0, *(line for line in range(1, len(spans)) if spans[line].is_after_break or spans[line].is_section_start), len(spans)]
    groups: list[tuple[int, int]] = []
    for first, end in pairwise(cuts):
        count = ceil((end - first) / scene_lines)
        edges = [first + (end - first) * number // count for number in range(count + 1)]
        groups += pairwise(edges)
    return groups


def describe_scenes(
    groups: Sequence[tuple[int, int]], spans: Sequence[Span], texts: Sequence[str], rhythm: Rhythm, seed: int
) -> list[Scene]:
    """A scene per group; `texts` are the words of each display line.

    The seed follows from the root seed, the scene's words (without case and punctuation) and how often just these words were sung right
    before: so a reworded scene changes its own picture only, a chorus brings its picture back, and "la la la" does not stand still.
    """
    scenes: list[Scene] = []
    before, repeats = "", 0
    for first, end in groups:
        sung = "".join(letter for text in texts[first:end] for letter in text.casefold() if letter.isalnum() or letter == " ")
        repeats = repeats + 1 if sung == before else 0
        before = sung
        energy = measure_energy(rhythm, spans[first].start_s, spans[end - 1].end_s)
        mood = choose_mood(rank_energy(rhythm, energy), rhythm)
        prompt = f"{_SCENERY[mood]}, {_PACE[min(int(energy * 5), 4)]}, abstract, no people, no text"
        scenes.append(Scene(first, end, mood, round(energy, 1), prompt, _draw_seed(seed, sung, repeats)))
    return scenes


def choose_mood(rank: float, rhythm: Rhythm) -> Mood:
    """The mood of a stretch that is louder than the share `rank` of its song."""
    is_quick = rhythm.is_rhythmic and rhythm.tempo_bpm >= _QUICK_BPM
    if rank < 0.2:
        return "calm" if rhythm.is_rhythmic else "dark"
    if rank < 0.4:
        return "warm" if rhythm.is_rhythmic else "calm"
    if rank < 0.6:
        return "bright" if is_quick else "warm"
    if rank < 0.8:
        return "bright" if rhythm.is_rhythmic else "tense"
    return "wild" if is_quick else "tense"


# --------------------------------------------------------------------------------------------- private


def _draw_seed(seed: int, sung: str, repeats: int) -> int:
    digest = hashlib.sha256(f"{seed}\n{repeats}\n{sung}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1
