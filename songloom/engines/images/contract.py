"""images: one picture or clip per scene."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

from annotated_types import Interval, Len

from songloom.model.storyboard import Mood
from songloom.model.theme import PictureTheme

# The word under which a picture or clip tells, in its own file, what of it must stay in every shape of screen.
FOCUS = "focus"
# What a clip's file is cut to, one after another: any of its frames can be shown without reading more than so many.
CLIP_GROUP = 12


@dataclass(frozen=True)
class PictureRequest:
    """All that a painted picture depends on: the slice of an `images` part."""

    mood: Mood
    energy: float
    prompt: str
    seed: int


@dataclass(frozen=True)
class SubstituteRequest:
    """The slice of a part that stands in for a picture which the safety checker refused from every seed: painted by rule, without it."""

    request: PictureRequest


@dataclass(frozen=True)
class TakeRequest:
    """The slice of a part whose picture is a person's own: the file alone decides what becomes of it."""


@dataclass(frozen=True)
class PigmentOptions:
    """`size` is the edge of the square picture in pixels: every shape of screen is cut from its middle."""

    size: Annotated[int, Interval(ge=64, le=4096)]


@dataclass(frozen=True)
class DiffusionOptions:
    """`model` names the weights, in the layout of diffusers. `safety` names those of a checker that every picture must pass, or is `off`.

    A picture has about `size` × `size` pixels in the shape `aspect`, and `upscale` times as many on each edge when it is written.
    `steps` and `guidance` are the sampler's; below 1, and below 0, what suits the kind of model. `batch_size` pictures are
    painted at once. Of a scene whose picture is judged to be poor, up to `tries` seeds are painted in all."""

    model: Annotated[str, Len(min_length=1)]
    safety: Annotated[str, Len(min_length=1)]
    size: Annotated[int, Interval(ge=64, le=2048)]
    aspect: Literal["1:1", "16:9", "9:16", "4:5"]
    upscale: Literal[1, 2]
    steps: Annotated[int, Interval(ge=0, le=100)]
    guidance: Annotated[float, Interval(ge=-1, le=20)]
    batch_size: Annotated[int, Interval(ge=1, le=64)]
    tries: Annotated[int, Interval(ge=1, le=8)]


@dataclass(frozen=True)
class ImagesPlan:
    """What the planner resolves: weights whose licence forbids commercial use are refused unless `allow_noncommercial`."""

    allow_noncommercial: bool


@dataclass(frozen=True)
class FolderOptions:
    """`edge` is the most that the shorter edge of a picture is kept at, in pixels."""

    edge: Annotated[int, Interval(ge=64, le=4320)]


@dataclass(frozen=True)
class FootageOptions(FolderOptions):
    """`edge` bounds pictures and clips alike; of a clip the first `most_s` seconds are taken, at `most_fps` frames a second at most."""

    most_s: Annotated[float, Interval(ge=0.5, le=120)]
    most_fps: Annotated[int, Interval(ge=1, le=60)]


class ImagesEngine(Protocol):
    """Paints."""

    def paint(self, request: PictureRequest, theme: PictureTheme, target: Path) -> None:
        """Write one RGB PNG of `size` × `size`; the same request and theme give the same bytes."""
        ...


class PaintingModel(Protocol):
    """Paints with weights, several pictures at once."""

    def substitute(self, request: PictureRequest, theme: PictureTheme, target: Path) -> None:
        """Write a picture that no model painted, and no checker needs to see."""
        ...

    def paint_all(
        self, requests: Sequence[PictureRequest], theme: PictureTheme, folders: Sequence[Path], progress: Callable[[float], None]
    ) -> None:
        """Write one RGB `scene.png` for each request into its folder, or `refused.json` where the safety checker refuses it.

        Noise is drawn from the request's seed alone, so a picture does not depend on those that are painted beside it, but for last
        digits. MissingError where weights cannot be used, MemoryError where one picture is too much.
        """
        ...


class TakingEngine(Protocol):
    """Takes what a person brought: files that nobody vouches for."""

    def take(self, given: Path, folder: Path) -> None:
        """Write `scene.png` or `scene.mp4` with its focus; InputError where `given` cannot be read. The same file gives the same bytes.

        A picture is RGB (sRGB), upright, in its own shape. A clip is yuv420p BT.709 without sound, a key frame at least every CLIP_GROUP
        frames.
        """
        ...
