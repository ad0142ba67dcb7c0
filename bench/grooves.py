"""Music whose beats are known because they made it: drums, bass and chords by a metronome; and music that keeps no beat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

RATE_HZ = 44100
ROOTS_HZ = (110.0, 87.31, 130.81, 98.0)
TRIAD = (2.0, 2.52, 3.0)


@dataclass(frozen=True)
class Groove:
    """A metronome's music. `swing` is where an off-beat lies between two beats (0.5 = straight); `level` scales all of it; every
    fourth bar ends in a fill where there are `fills`; without `drums`, bass and chords alone keep time."""

    bpm: float
    beats_per_bar: int = 4
    swing: float = 0.5
    level: float = 1.0
    fills: bool = False
    drums: bool = True
    lead_s: float = 0.7
    length_s: float = 45.0

    def list_beats(self) -> np.ndarray:
        """Seconds of all beats."""
        return np.arange(self.lead_s, self.length_s - 0.3, 60 / self.bpm)


GROOVES = {
    **{f"{bpm} in four": Groove(bpm) for bpm in (72, 88, 100, 120, 140, 165)},
    **{f"{bpm} in three": Groove(bpm, 3) for bpm in (84, 108, 132, 156)},
    "96 in four, swung": Groove(96, swing=0.66),
    "132 in four, swung": Groove(132, swing=0.62),
    "110 in four, quiet": Groove(110, level=0.01),
    "90 in three, quiet": Groove(90, 3, level=0.01),
    "124 in four, fills": Groove(124, fills=True),
    "92 in four, fills, swung": Groove(92, swing=0.6, fills=True),
    "104 in four, no drums": Groove(104, drums=False),
    "80 in three, no drums": Groove(80, 3, drums=False),
}


def play_groove(groove: Groove, seed: int = 1) -> np.ndarray:
    """(samples,) of a groove."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round(groove.length_s * RATE_HZ))
    beats, step_s = groove.list_beats(), 60 / groove.bpm
    for number, time_s in enumerate(beats):
        bar, beat = divmod(number, groove.beats_per_bar)
        root_hz = ROOTS_HZ[bar % len(ROOTS_HZ)]
        if beat == 0:
            _add(sound, time_s, _strum(root_hz, step_s * groove.beats_per_bar, 0.10))
        if beat == 0 or not groove.drums:
            _add(sound, time_s, _pluck(root_hz / 2, step_s, 0.3 if beat == 0 else 0.15))
        if groove.drums:
            _play_drums(sound, groove, number, random)
    noise = random.normal(0, 0.001, len(sound))
    return (groove.level * (sound + noise)).astype(np.float32)


def play_wandering(seed: int, spread: float = 0.25, length_s: float = 45.0) -> np.ndarray:
    """A band that speeds up and slows down by `spread` within seconds."""
    random = np.random.default_rng(seed)
    sound, now_s, phase = np.zeros(round(length_s * RATE_HZ)), 0.5, random.uniform(0, 6)
    number = 0
    while now_s < length_s - 1:
        _add(sound, now_s, _kick(0.5) if number % 2 == 0 else _snare(0.4, random))
        if number % 4 == 0:
            _add(sound, now_s, _strum(ROOTS_HZ[number // 4 % 4], 2.0, 0.1))
        now_s += 0.55 * (1 + spread * np.sin(2 * np.pi * now_s / 9 + phase)) * random.uniform(0.97, 1.03)
        number += 1
    return sound.astype(np.float32)


def play_free(seed: int, length_s: float = 45.0) -> np.ndarray:
    """Plucked chords whenever the player feels like it."""
    random = np.random.default_rng(seed)
    sound, now_s = np.zeros(round(length_s * RATE_HZ)), 0.5
    while now_s < length_s - 1:
        _add(
            sound,
            now_s,
            _strum(random.choice(ROOTS_HZ), 2.0, 0.2) if random.random() < 0.4 else _pluck(220 * random.choice(TRIAD), 1.0, 0.2),
        )
        now_s += random.lognormal(-0.7, 0.6)
    return sound.astype(np.float32)


def play_pads(seed: int, length_s: float = 45.0) -> np.ndarray:
    """Chords that swell into one another, every few seconds."""
    random = np.random.default_rng(seed)
    sound, now_s = np.zeros(round(length_s * RATE_HZ)), 0.0
    while now_s < length_s - 1:
        held_s = random.uniform(2.5, 7)
        t = np.arange(round((held_s + 2) * RATE_HZ)) / RATE_HZ
        swell = np.sin(np.pi * np.clip(t / (held_s + 2), 0, 1)) ** 2
        _add(sound, now_s, 0.1 * swell * sum(np.sin(2 * np.pi * random.choice(ROOTS_HZ) * k * t) for k in TRIAD))
        now_s += held_s
    return sound.astype(np.float32)


def play_speech(seed: int, length_s: float = 45.0) -> np.ndarray:
    """Syllables as they come in speech: vowels with a hiss before some, and a breath after a few."""
    random = np.random.default_rng(seed)
    sound, now_s = np.zeros(round(length_s * RATE_HZ)), 0.5
    while now_s < length_s - 1:
        for _ in range(random.integers(3, 11)):
            length = random.lognormal(-1.7, 0.35)
            t = np.arange(round(length * RATE_HZ)) / RATE_HZ
            hz = random.uniform(100, 160)
            vowel = sum(np.sin(2 * np.pi * hz * k * t) * np.exp(-(((hz * k - random.uniform(400, 2200)) / 700) ** 2)) for k in range(1, 20))
            if random.random() < 0.5:
                _add(sound, now_s - 0.05, 0.03 * random.normal(size=round(0.06 * RATE_HZ)))
            _add(sound, now_s, 0.1 * vowel * np.sin(np.pi * np.linspace(0, 1, len(t))) ** 0.5)
            now_s += length * random.uniform(0.9, 1.3)
        now_s += random.uniform(0.3, 1.2)
    return sound.astype(np.float32)


FREE: dict[str, Callable[[int], np.ndarray]] = {
    "tempo wanders": play_wandering,
    "free time": play_free,
    "pads": play_pads,
    "speech": play_speech,
}


# --------------------------------------------------------------------------------------------- private


def _play_drums(sound: np.ndarray, groove: Groove, number: int, random: np.random.Generator) -> None:
    bar, beat = divmod(number, groove.beats_per_bar)
    step_s = 60 / groove.bpm
    at_s = groove.list_beats()[number]
    is_kick = beat == 0 or (groove.beats_per_bar == 4 and beat == 2)
    _add(sound, at_s, _kick(0.6 if beat == 0 else 0.5) if is_kick else _snare(0.35 if groove.beats_per_bar == 4 else 0.2, random))
    for offset in (0, groove.swing):
        _add(sound, at_s + offset * step_s, _hat(0.12, random))
    if groove.fills and bar % 4 == 3 and beat >= groove.beats_per_bar - 2:
        for quarter in range(1, 4):
            _add(sound, at_s + quarter * step_s / 4, _snare(0.3, random))


def _add(sound: np.ndarray, time_s: float, piece: np.ndarray) -> None:
    at = max(round(time_s * RATE_HZ), 0)
    room = sound[at : at + len(piece)]
    room += piece[: len(room)]


def _fade(length_s: float, decay_s: float) -> tuple[np.ndarray, np.ndarray]:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return t, np.exp(-t / decay_s) * np.minimum(t / 0.002, 1)


def _kick(level: float) -> np.ndarray:
    t, fade = _fade(0.3, 0.08)
    return level * fade * np.sin(2 * np.pi * (50 * t + 3 * (1 - np.exp(-t / 0.02))))


def _snare(level: float, random: np.random.Generator) -> np.ndarray:
    t, fade = _fade(0.2, 0.05)
    return level * fade * (0.5 * np.sin(2 * np.pi * 190 * t) + 0.4 * random.normal(size=len(t)))


def _hat(level: float, random: np.random.Generator) -> np.ndarray:
    t, fade = _fade(0.08, 0.02)
    return level * fade * np.diff(random.normal(size=len(t) + 1))


def _pluck(hz: float, length_s: float, level: float) -> np.ndarray:
    t, fade = _fade(length_s, length_s / 3)
    return level * fade * _stack(t, hz, (1, 2, 3))


def _strum(root_hz: float, length_s: float, level: float) -> np.ndarray:
    t, fade = _fade(length_s, length_s / 2)
    return level * fade * _stack(t, root_hz, TRIAD)


def _stack(t: np.ndarray, hz: float, partials: Sequence[float]) -> np.ndarray:
    return sum((np.sin(2 * np.pi * hz * partial * t) / (k + 1) for k, partial in enumerate(partials)), np.zeros(len(t)))
