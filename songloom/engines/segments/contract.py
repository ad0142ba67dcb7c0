"""segments: encoded pieces of video, cut where scenes cut."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Interval


@dataclass(frozen=True)
class SegmentsOptions:
    """The screen: `height` is the shorter edge in pixels; the longer follows from `aspect`."""

    aspect: Literal["16:9", "9:16", "1:1"]
    height: Annotated[int, Interval(ge=144, le=2160)]
    fps: Annotated[int, Interval(ge=12, le=60)]


@dataclass(frozen=True)
class SkiaOptions(SegmentsOptions):
    """`crf` and `preset` are x264's."""

    crf: Annotated[int, Interval(ge=0, le=51)]
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]


@dataclass(frozen=True)
class SegmentsPlan:
    """What the planner resolves: `theme` names a theme, whose fields enter by digest."""

    theme: str
