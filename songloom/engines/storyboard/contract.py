"""storyboard: display lines, scenes, motion."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from annotated_types import Interval, MinLen

from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing


@dataclass(frozen=True)
class StoryboardPlan:
    """What the planner resolves: weights whose licence forbids commercial use are refused unless `allow_noncommercial`."""

    allow_noncommercial: bool


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


@dataclass(frozen=True)
class AskingOptions(PhrasesOptions):
    """`window_lines` lines are asked about at a time; `answer_seed` is 0 for the likeliest answers, else what they are drawn with."""

    window_lines: Annotated[int, Interval(ge=2, le=10)]
    answer_seed: Annotated[int, Interval(ge=0, le=2**31 - 1)]


@dataclass(frozen=True)
class LlmOptions(AskingOptions):
    """`model` names the weights of a chat model. `windows_at_once` are put to it together: another number may change a last digit, and
    with it seldom an answer, so it is an option and no matter of the machine."""

    model: Annotated[str, MinLen(1)]
    windows_at_once: Annotated[int, Interval(ge=1, le=64)]


@dataclass(frozen=True)
class LlmServerOptions(AskingOptions):
    """`model` is the name by which the server knows its model."""

    model: Annotated[str, MinLen(1)]


class StoryboardEngine(Protocol):
    """Directs."""

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once."""
        ...
