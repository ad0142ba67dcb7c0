"""segments: encoded pieces of video, each of some lines of a scene."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from annotated_types import Interval, Len

from songloom.engines.segments.zones import SafeZone
from songloom.model.theme import FrameTheme

if TYPE_CHECKING:
    from songloom.engines.segments.slices import SegmentSlice

# Where each codec lies: the suffix says so to players.
SUFFIXES = {"h264": ".mp4", "hevc": ".mp4", "av1": ".mp4", "prores": ".mov", "prores_alpha": ".mov", "vp9_alpha": ".webm"}


@dataclass(frozen=True)
class SegmentsOptions:
    """The screen: `height` is the shorter edge in pixels; the longer follows from `aspect`. Text stays out of what
    a platform lays over a video, `safe_zone`."""

    aspect: Literal["16:9", "9:16", "1:1", "4:5"]
    height: Annotated[int, Interval(ge=144, le=2160)]
    fps: Annotated[int, Interval(ge=12, le=60)]
    safe_zone: SafeZone

    def frame_size(self) -> tuple[int, int]:
        """Width and height in pixels, both even as yuv420p wants them."""
        across, down = map(int, self.aspect.split(":"))
        shorter = min(across, down)
        return 2 * round(self.height * across / shorter / 2), 2 * round(self.height * down / shorter / 2)


@dataclass(frozen=True)
class SkiaOptions(SegmentsOptions):
    """`codec` is what the picture is encoded in; one that ends in `_alpha` shows the text alone, over nothing. `encoder` is who does it:
    `nvenc` is NVIDIA's hardware, whose bytes differ from one card to the next. `crf` is the codec's own measure of quality, `preset`
    how much time it takes, in x264's words; ProRes knows neither."""

    crf: Annotated[int, Interval(ge=0, le=51)]
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]
    codec: Literal["h264", "hevc", "av1", "prores", "prores_alpha", "vp9_alpha"]
    encoder: Literal["software", "nvenc"]

    def has_alpha(self) -> bool:
        """Whether there is text alone, and no picture."""
        return self.codec.endswith("_alpha")

    def suffix(self) -> str:
        """What the file's name ends in."""
        return SUFFIXES[self.codec]


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
        """Write the segment in its codec, BT.709, without sound, so that it joins with its neighbours without re-encoding."""
        ...

    def draw_frames(self, segment: "SegmentSlice", materials: Materials, frames: Iterable[int]) -> Iterator[bytes]:
        """These frames as they are before encoding, as PNGs."""
        ...
