"""images: one picture or clip per scene."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval

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
class TakeRequest:
    """The slice of a part whose picture is a person's own: the file alone decides what becomes of it."""


@dataclass(frozen=True)
class PigmentOptions:
    """`size` is the edge of the square picture in pixels: every shape of screen is cut from its middle."""

    size: Annotated[int, Interval(ge=64, le=4096)]


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


class TakingEngine(Protocol):
    """Takes what a person brought: files that nobody vouches for."""

    def take(self, given: Path, folder: Path) -> None:
        """Write `scene.png` or `scene.mp4` with its focus; InputError where `given` cannot be read. The same file gives the same bytes.

        A picture is RGB (sRGB), upright, in its own shape. A clip is yuv420p BT.709 without sound, a key frame at least every CLIP_GROUP
        frames.
        """
        ...
