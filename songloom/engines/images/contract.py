"""images: one picture per scene."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval

from songloom.model.storyboard import Mood
from songloom.model.theme import PictureTheme


@dataclass(frozen=True)
class PictureRequest:
    """All that a picture depends on: the slice of an `images` part."""

    mood: Mood
    energy: float
    prompt: str
    seed: int


@dataclass(frozen=True)
class PigmentOptions:
    """`size` is the edge of the square picture in pixels: every shape of screen is cut from its middle."""

    size: Annotated[int, Interval(ge=64, le=4096)]


class ImagesEngine(Protocol):
    """Paints."""

    def paint(self, request: PictureRequest, theme: PictureTheme, target: Path) -> None:
        """Write one RGB PNG of `size` × `size`; the same request and theme give the same bytes."""
        ...
