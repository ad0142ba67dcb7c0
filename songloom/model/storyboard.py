"""The director's plan: display lines, scenes and motion. It holds word ranges, never seconds, so a retimed word changes nothing here."""

from dataclasses import dataclass
from typing import Literal

from songloom.model.rhythm import Heading

Animation = Literal["none", "zoom_in", "pan_left", "pan_right", "flash", "fade_to_black"]
Mood = Literal["calm", "warm", "bright", "dark", "tense", "wild"]


@dataclass(frozen=True)
class DisplayLine:
    """Words [first_word, end_word) of the timing shown as one line of the video, and how its picture moves meanwhile."""

    first_word: int
    end_word: int
    animation: Animation


@dataclass(frozen=True)
class Scene:
    """Display lines [first_line, end_line) that share a picture. `energy` is the share of the song that is quieter, in steps of 0.1;
    `seed` picks the picture; `heading` is what these lines are in the song, by words and music, "" where neither tells."""

    first_line: int
    end_line: int
    mood: Mood
    energy: float
    prompt: str
    seed: int
    heading: Heading = ""


@dataclass(frozen=True)
class Storyboard:
    """Lines cover every word once, scenes every line once, both in order; checked when built (ValueError)."""

    lines: tuple[DisplayLine, ...]
    scenes: tuple[Scene, ...]

    def __post_init__(self) -> None:
        _check_cover("lines", [(line.first_word, line.end_word) for line in self.lines])
        _check_cover("scenes", [(scene.first_line, scene.end_line) for scene in self.scenes])
        if self.scenes and self.scenes[-1].end_line != len(self.lines):
            raise ValueError(f"scenes end at line {self.scenes[-1].end_line}, expected {len(self.lines)}")


# --------------------------------------------------------------------------------------------- private


def _check_cover(name: str, ranges: list[tuple[int, int]]) -> None:
    expected = 0
    for first, end in ranges:
        if first != expected or end <= first:
            raise ValueError(f"{name} must follow one another without gaps: got [{first}, {end}) where {expected} was expected")
        expected = end
