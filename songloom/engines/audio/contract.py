"""audio: anything that holds sound becomes one canonical FLAC."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval

from songloom.model.audio import AudioFacts, AudioTags


@dataclass(frozen=True)
class DecodeOptions:
    """Songs outside [min_s, max_s] are refused."""

    min_s: Annotated[float, Interval(ge=0.1, le=60)]
    max_s: Annotated[float, Interval(ge=60, le=36000)]


class AudioEngine(Protocol):
    """Decodes without holding the song in memory."""

    def decode(self, source: Path, flac: Path, progress: Callable[[float], None]) -> tuple[AudioFacts, AudioTags]:
        """Write `source` to `flac` as 44.1 kHz stereo 16 bit; InputError where it holds no usable audio.

        `source` has no suffix to go by: the content says what it is.
        """
        ...
