"""The band: who plays what in which bar, as one stereo track on the score's exact grid."""

import numpy as np
from instruments import RATE_HZ, brush_snare, hold_pad, kick_drum, play_bass, pluck_string, shake, strike_bell
from score import BARS, BEAT_S, BEATS_PER_BAR, BELL_MELODY, CHORDS, CHORUS_BARS, DURATION_S, VOICINGS, find_midi, read_notes

# Positions in a bar, in beats, and which note of the voicing a finger plays there; the thumb's note 0 sounds an octave above the bass.
PICKING = ((0, 0), (0.5, 3), (1, 4), (1.5, 3), (2, 1), (2.5, 4), (3, 5), (3.5, 3))
ARPEGGIO = ((0.5, 3), (1, 5), (1.5, 4), (2.5, 5), (3, 4), (3.5, 5))
# Where each one sits: 0 is left, 1 is right; the voice has the middle to itself.
GUITAR_PLACE, HARP_PLACE, BELL_PLACE, SHAKER_PLACE, BRUSH_PLACE = 0.16, 0.86, 0.72, 0.78, 0.3


def play_band(seed: int) -> np.ndarray:
    """(samples, 2) of everything but the voice."""
    rng = np.random.default_rng(seed)
    track = np.zeros((int(DURATION_S * RATE_HZ), 2))
    for bar, chords in enumerate(CHORDS):
        _play_guitar(track, bar, chords, rng)
        _play_low_and_wide(track, bar, chords, rng)
        if bar in CHORUS_BARS:
            _play_harp(track, bar, chords, rng)
        if 2 <= bar < BARS - 1:
            _play_drums(track, bar, rng)
        for degree, beat, _ in read_notes(BELL_MELODY.get(bar, ""), bar * BEATS_PER_BAR):
            _add(track, strike_bell(find_midi(degree) + 12, 2.5), beat, 0.17, BELL_PLACE)
    return track


# ------ private


def _play_guitar(track: np.ndarray, bar: int, chords: tuple[str, ...], rng: np.random.Generator) -> None:
    if bar >= BARS - 1:
        if bar == BARS - 1:
            _strum(track, bar, chords[0], rng)
        return
    for beat, finger in PICKING:
        bass, *notes = VOICINGS[_chord_at(chords, beat)]
        gain = 0.34 if finger == 0 else 0.19 + 0.04 * rng.random()
        _add(track, pluck_string([bass + 12, *notes][finger], 1.6, 0.6, rng), bar * BEATS_PER_BAR + beat, gain, GUITAR_PLACE)


def _strum(track: np.ndarray, bar: int, chord: str, rng: np.random.Generator) -> None:
    bass, *notes = VOICINGS[chord]
    for order, midi in enumerate((bass + 12, *notes)):
        _add(track, pluck_string(midi, 4.0, 0.4, rng), bar * BEATS_PER_BAR + 0.05 * order, 0.28, GUITAR_PLACE + 0.1 * order)


def _play_low_and_wide(track: np.ndarray, bar: int, chords: tuple[str, ...], rng: np.random.Generator) -> None:
    span = BEATS_PER_BAR / len(chords)
    for order, chord in enumerate(chords):
        beat = bar * BEATS_PER_BAR + order * span
        bass, *notes = VOICINGS[chord]
        _add_stereo(track, hold_pad((bass + 12, *notes), span * BEAT_S + 0.45, rng), beat, 0.36 if bar in CHORUS_BARS else 0.26)
        if bar >= 2:
            _add(track, play_bass(bass, min(span, 2.5) * BEAT_S), beat, 0.25, 0.5)
            if span == BEATS_PER_BAR and bar < BARS - 1:
                _add(track, play_bass(bass + 7, 1.4 * BEAT_S), beat + 2.5, 0.18, 0.5)


def _play_harp(track: np.ndarray, bar: int, chords: tuple[str, ...], rng: np.random.Generator) -> None:
    for beat, finger in ARPEGGIO:
        midi = VOICINGS[_chord_at(chords, beat)][finger] + 12
        _add(track, pluck_string(midi, 1.2, 0.45, rng), bar * BEATS_PER_BAR + beat, 0.13, HARP_PLACE)


def _play_drums(track: np.ndarray, bar: int, rng: np.random.Generator) -> None:
    first = bar * BEATS_PER_BAR
    full = bar in CHORUS_BARS
    for beat in (0, 2.5) if full else (0,):
        _add(track, kick_drum(), first + beat, 0.36, 0.5)
    for beat in (1, 3):
        _add(track, brush_snare(rng), first + beat, 0.12 if full else 0.075, BRUSH_PLACE)
    for half in range(2 * BEATS_PER_BAR):
        _add(track, shake(rng), first + half / 2, (0.11 if half % 2 else 0.07) * (1.3 if full else 1), SHAKER_PLACE)


def _chord_at(chords: tuple[str, ...], beat: float) -> str:
    return chords[int(beat * len(chords) / BEATS_PER_BAR)]


def _add(track: np.ndarray, sound: np.ndarray, beat: float, gain: float, place: float) -> None:
    """Equal-power panning of a mono sound at a beat."""
    _add_stereo(track, sound[:, None] * np.array([np.cos(place * np.pi / 2), np.sin(place * np.pi / 2)]), beat, gain)


def _add_stereo(track: np.ndarray, sound: np.ndarray, beat: float, gain: float) -> None:
    at = round(beat * BEAT_S * RATE_HZ)
    room = max(0, min(len(sound), len(track) - at))
    track[at : at + room] += gain * sound[:room]
