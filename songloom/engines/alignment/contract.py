"""alignment: when every written word is sung."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

from annotated_types import Interval

from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing


@dataclass(frozen=True)
class AlignmentPlan:
    """What the planner resolves: weights whose licence forbids commercial use are refused unless `allow_noncommercial`."""

    allow_noncommercial: bool


@dataclass(frozen=True)
class AlignmentOptions:
    """`letter_s` is how long a letter is sung at most where nothing else says when a line ends."""

    letter_s: Annotated[float, Interval(ge=0.02, le=1)]


@dataclass(frozen=True)
class SphinxOptions(AlignmentOptions):
    """`passes` counts how often the song teaches its own voice after the first search; `voice_weight` is how much that voice says;
    `phones` says who spells out what pocketsphinx's English dictionary does not know: `epitran` (with gruut for English) or `espeak`;
    `refine` says whether a word's start moves to a clear attack within 40 ms."""

    passes: Annotated[int, Interval(ge=0, le=8)]
    voice_weight: Annotated[float, Interval(ge=0, le=10)]
    phones: Literal["epitran", "espeak"]
    refine: bool


@dataclass(frozen=True)
class SpreadOptions(AlignmentOptions):
    """Nothing more than every engine needs."""


@dataclass(frozen=True)
class CtcOptions(AlignmentOptions):
    """`model` names the weights of a wav2vec2 model with a CTC head. `late_s` is how long after a word begins that model hears it;
    `passes` counts how often the song teaches its own voice after the first search, `voice_weight` is how much that voice says."""

    model: str
    late_s: Annotated[float, Interval(ge=-0.5, le=0.5)]
    passes: Annotated[int, Interval(ge=0, le=8)]
    voice_weight: Annotated[float, Interval(ge=0, le=10)]


class AlignmentEngine(Protocol):
    """Finds the words in the sound."""

    def align(self, sound: Path, lyrics: Lyrics, heard: Heard | None, scratch: Path, progress: Callable[[float], None]) -> Timing:
        """One `Word` per written word, in order, none overlapping, all inside the song.

        `sound` is what the engine's row of the graph names: the whole song, or the vocal stem. `heard` is what a recogniser heard in
        it, None where nobody listened; an engine may leave it unread.
        """
        ...
