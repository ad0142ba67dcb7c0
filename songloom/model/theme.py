"""A theme as the renderer reads it: colours resolved, lengths as fractions of the frame's height."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Interval, Len

Share = Annotated[float, Interval(ge=0, le=1)]


@dataclass(frozen=True)
class PictureTheme:
    """The part of a theme that pictures are painted from. `colours` are `#rrggbb`, from ground to accent."""

    colours: Annotated[tuple[str, ...], Len(2, 8)]
    style: Literal["flow", "bloom", "shapes"]
    grain: Share
