"""rhythm: beats, downbeats, sections, energy, brightness, and the spectrum as it is to be seen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval

from songloom.model.bands import Bands
from songloom.model.rhythm import Rhythm


@dataclass(frozen=True)
class LibrosaOptions:
    """`section_s` is the least length of a section."""

    section_s: Annotated[float, Interval(ge=2, le=60)]


class RhythmEngine(Protocol):
    """Listens to the music."""

    def analyse(self, flac: Path) -> tuple[Rhythm, Bands]:
        """The rhythm of a song, whose beats and sections lie inside it, and its spectrum over time."""
        ...
