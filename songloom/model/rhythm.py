"""What the music does: beats, sections, energy."""

from dataclasses import dataclass
from typing import Literal

Heading = Literal["intro", "verse", "chorus", "bridge", "break", "outro", ""]


@dataclass(frozen=True)
class Section:
    """A stretch of music that belongs together; half-open [start_s, end_s). Those in which the same music comes back share a
    `label` (A, B, …); `heading` is what it seems to be in the song, "" where repetition and loudness do not tell."""

    start_s: float
    end_s: float
    label: str
    heading: Heading = ""


@dataclass(frozen=True)
class Rhythm:
    """Beat grid and energy. `energy` holds `energy_hz` values a second in [0, 1] (1 = the song's loudest), `brightness` as many:
    where the middle of the sound lies on the mel scale, from 0 to 1. `is_rhythmic` says whether the beat grid can be trusted."""

    tempo_bpm: float
    beats_s: tuple[float, ...]
    downbeats_s: tuple[float, ...]
    sections: tuple[Section, ...]
    energy: tuple[float, ...]
    energy_hz: float
    is_rhythmic: bool
    brightness: tuple[float, ...] = ()
    beats_per_bar: int = 4
