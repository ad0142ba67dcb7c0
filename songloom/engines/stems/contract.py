"""stems: the voice and the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval


@dataclass(frozen=True)
class CentreOptions:
    """`sharpness` is the power of the similarity mask: higher keeps less of what is not in the middle."""

    sharpness: Annotated[float, Interval(ge=0.5, le=8)]


class StemsEngine(Protocol):
    """Splits a song block by block; vocals + accompaniment = the song."""

    def separate(self, flac: Path, vocals: Path, accompaniment: Path, progress: Callable[[float], None]) -> None:
        """Write two FLAC files, sample-locked to `flac` and as long as it."""
        ...
