"""rhythm: beats, downbeats, sections, energy, curves."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval

from songloom.model.bands import Bands
from songloom.model.rhythm import Curves, Rhythm


@dataclass(frozen=True)
class LibrosaOptions:
    """`section_s` is the least length of a section."""

    section_s: Annotated[float, Interval(ge=2, le=60)]


class RhythmEngine(Protocol):
    """Listens to the music."""

    def analyse(self, flac: Path) -> tuple[Rhythm, Curves]:
        """The rhythm of a song and its curves; beats, sections and hits lie inside it."""
        ...

    def measure_spectrum(self, flac: Path) -> Bands:
        """The song's spectrum over time, as it is to be seen."""
        ...
