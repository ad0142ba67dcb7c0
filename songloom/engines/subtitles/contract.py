"""subtitles: the timing in the formats that players and editors read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from songloom.model.timing import Timing


@dataclass(frozen=True)
class WriteOptions:
    """Nothing to set."""


class SubtitlesEngine(Protocol):
    """Renders text formats."""

    def render(self, timing: Timing, title: str, artist: str) -> Mapping[str, str]:
        """File name → text."""
        ...
