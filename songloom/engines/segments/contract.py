"""segments: encoded pieces of video, cut where scenes cut."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from annotated_types import Interval, Len

from songloom.model.theme import FrameTheme

if TYPE_CHECKING:
    from songloom.engines.segments.slices import SegmentSlice


@dataclass(frozen=True)
class SegmentsOptions:
    """The screen: `height` is the shorter edge in pixels; the longer follows from `aspect`."""

    aspect: Literal["16:9", "9:16", "1:1", "4:5"]
    height: Annotated[int, Interval(ge=144, le=2160)]
    fps: Annotated[int, Interval(ge=12, le=60)]

    def frame_size(self) -> tuple[int, int]:
        """Width and height in pixels, both even as yuv420p wants them."""
        across, down = map(int, self.aspect.split(":"))
        shorter = min(across, down)
        return 2 * round(self.height * across / shorter / 2), 2 * round(self.height * down / shorter / 2)


@dataclass(frozen=True)
class SkiaOptions(SegmentsOptions):
    """`crf` and `preset` are x264's."""

    crf: Annotated[int, Interval(ge=0, le=51)]
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]


@dataclass(frozen=True)
class SegmentsPlan:
    """What the planner resolves: `theme` names a theme, whose fields enter by digest; `credits` stand below the names on the end card, a
    line each; `watermark` stands in a corner throughout ("" = none)."""

    theme: str
    credits: Annotated[str, Len(0, 600)]
    watermark: Annotated[str, Len(0, 60)]


@dataclass(frozen=True)
class Materials:
    """What a segment is made of besides its slice: `pictures` by role (`picture`; `before` where one fades over from another) and
    `fonts` by family, all files without a suffix to go by."""

    theme: FrameTheme
    pictures: Mapping[str, Path]
    fonts: Mapping[str, Path]


class SegmentsEngine(Protocol):
    """Draws. A frame depends on its slice, the materials and its number, and on nothing drawn before."""

    def encode(self, segment: "SegmentSlice", materials: Materials, target: Path, progress: Callable[[float], None]) -> None:
        """Write the segment as an H.264 MP4 without sound, yuv420p BT.709, that joins with its neighbours without re-encoding."""
        ...

    def draw_frames(self, segment: "SegmentSlice", materials: Materials, frames: Iterable[int]) -> Iterator[bytes]:
        """These frames as they are before encoding, as PNGs."""
        ...
