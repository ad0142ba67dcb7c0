"""storyboard: display lines, scenes, motion."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from annotated_types import Interval

from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing


@dataclass(frozen=True)
class StoryboardOptions:
    """What every director keeps to: `line_letters` is the most letters of a display line, `seed` the root of all pictures' seeds."""

    line_letters: Annotated[int, Interval(ge=8, le=80)]
    seed: Annotated[int, Interval(ge=0, le=2**31 - 1)]


@dataclass(frozen=True)
class PhrasesOptions(StoryboardOptions):
    """`gap_s` is the silence that ends a line; `scene_lines` how many display lines share a picture; `moving_share` the most of the
    lines under which the picture moves."""

    gap_s: Annotated[float, Interval(ge=0.1, le=5)]
    scene_lines: Annotated[int, Interval(ge=1, le=12)]
    moving_share: Annotated[float, Interval(ge=0, le=0.5)]


class StoryboardEngine(Protocol):
    """Directs."""

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once."""
        ...
