"""What the music does: beats, sections, energy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A stretch of music that belongs together; half-open [start_s, end_s)."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True)
class Rhythm:
    """Beat grid and energy. `energy` holds `energy_hz` values a second in [0, 1] (1 = the song's loudest);
    `is_rhythmic` says whether the beat grid can be trusted."""

    tempo_bpm: float
    beats_s: tuple[float, ...]
    downbeats_s: tuple[float, ...]
    sections: tuple[Section, ...]
    energy: tuple[float, ...]
    energy_hz: float
    is_rhythmic: bool
