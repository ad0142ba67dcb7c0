"""stems: the voice and the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval, Len


@dataclass(frozen=True)
class CentreOptions:
    """`sharpness` is the power of the similarity mask: higher keeps less of what is not in the middle."""

    sharpness: Annotated[float, Interval(ge=0.5, le=8)]


@dataclass(frozen=True)
class DemucsOptions:
    """`model` names the weights, as `songloom models list` does."""

    model: Annotated[str, Len(min_length=1)]


@dataclass(frozen=True)
class ProvidedOptions:
    """`max_lag_s` is how far a given file may lie from its place in the song, early or late, in seconds."""

    max_lag_s: Annotated[float, Interval(ge=0.1, le=120)]


@dataclass(frozen=True)
class StemFiles:
    """Where both stems are to be written, and a folder for what nobody keeps."""

    vocals: Path
    accompaniment: Path
    scratch: Path


class StemsEngine(Protocol):
    """Splits a song piece by piece, so that memory does not grow with it; vocals + accompaniment = the song, sample by sample."""

    def separate(self, song: Path, given: Mapping[str, Path], files: StemFiles, progress: Callable[[float], None]) -> None:
        """Write two 16-bit FLAC files, sample-locked to `song` (44.1 kHz stereo FLAC) and as long as it.

        `given` holds what a person brought, under "vocals" and "instrumental": files in any format, whose suffix says nothing, and
        that nobody vouches for. Most engines have no use for them. InputError where they do not fit the song.
        """
        ...
