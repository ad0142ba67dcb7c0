"""Sings the score: spoken lines are taken apart by WORLD, stretched to the notes and put together at the melody's pitch."""

from dataclasses import dataclass

import numpy as np
import pyworld
from scipy.ndimage import gaussian_filter1d
from scipy.signal import resample_poly
from score import Line, Syllable, find_midi, midi_to_hz
from speech import Phone, Speech, speak_line

FRAME_S = 0.005
VOICELESS = {"t", "k", "p", "s", "S", "T", "f", "h", "tS"}
# Longest and shortest sung length of a consonant; spoken ones lie between.
CONSONANT_S = (0.05, 0.13)
# Consonants are sung firmer than spoken, for a band plays against them; hushes and liquids are loud enough as they are.
CONSONANT_GAINS = {
    "r": 0.8,
    "r-": 0.7,
    "l": 1.1,
    "w": 1.0,
    "j": 0.9,
    "S": 0.75,
    "s": 1.2,
    "b": 1.1,
    "v": 1.9,
    "z": 1.6,
    "D": 1.7,
    "T": 2.2,
    "f": 2.0,
    "h": 1.6,
}
OTHER_CONSONANT_GAIN = 1.5
STOPS = {"t", "k", "p", "b", "d", "g"}
# WORLD takes logarithms, so silence is a level, not zero.
SILENCE = 1e-3
# Share of the time between two vowels that consonants may take.
CONSONANT_SHARE = 0.5


@dataclass(frozen=True)
class Piece:
    """A phone's spoken span and the span it is sung in."""

    phone: Phone
    syllable: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Take:
    """A sung line: its samples, when they begin, and where its phones lie."""

    start_s: float
    samples: np.ndarray
    rate_hz: int
    pieces: list[Piece]


@dataclass(frozen=True)
class SungWord:
    text: str
    start_s: float
    end_s: float
    line: int


@dataclass(frozen=True)
class Manner:
    """How one take differs from another: scale steps away from the melody, detuning, lateness, seed."""

    steps: int = 0
    detune_cents: float = 0.0
    late_s: float = 0.0
    seed: int = 1


def sing_line(line: Line, manner: Manner, rate_hz: int) -> Take:
    """One line, mono, from just before its first sound until its last has died away."""
    speech = speak_line([word.strip(",.") for word in line.words])
    pieces = _place_pieces(speech.phones, line.syllables)
    start_s = pieces[0].start_s - 0.05
    times_s = np.arange(start_s, pieces[-1].end_s + 0.25, FRAME_S)
    sung = _render(speech, pieces, times_s, line.syllables, manner)
    return Take(start_s + manner.late_s, resample_poly(sung, rate_hz, speech.rate_hz), rate_hz, pieces)


def list_words(line: Line, take: Take, number: int) -> list[SungWord]:
    """The span of every word: from the first sound of its first phone to the end of its last."""
    words = []
    for index, text in enumerate(line.words):
        mine = [piece for piece in take.pieces if piece.phone.word == index]
        words.append(SungWord(text, _find_sound(take, mine[0]), mine[-1].end_s, number))
    return words


# ------ private


def _place_pieces(phones: tuple[Phone, ...], syllables: tuple[Syllable, ...]) -> list[Piece]:
    """Vowels start on their notes; consonants keep about their spoken length and lean on the vowel that follows in their word."""
    vowels = [index for index, phone in enumerate(phones) if phone.is_vowel]
    if len(vowels) != len(syllables) or any(phones[v].word != s.word for v, s in zip(vowels, syllables, strict=True)):
        raise ValueError(f"{len(syllables)} notes for the vowels {[phones[v].name for v in vowels]}")
    pieces = _lay_out(_onset_of(phones, vowels, 0), 0, end_s=syllables[0].start_s)
    for order, (vowel, note) in enumerate(zip(vowels, syllables, strict=True)):
        onset = _onset_of(phones, vowels, order + 1)
        coda = list(phones[vowel + 1 : vowels[order + 1] - len(onset) if order + 1 < len(vowels) else len(phones)])
        next_s = syllables[order + 1].start_s if order + 1 < len(vowels) else np.inf
        room_s = CONSONANT_SHARE * (min(next_s, note.end_s) - note.start_s)
        squeeze = min(1.0, room_s / max(1e-9, sum(map(_sung_length, coda + onset))))
        onset_pieces = _lay_out(onset, order + 1, next_s, squeeze)
        end_s = min(note.end_s, onset_pieces[0].start_s if onset_pieces else next_s)
        coda_pieces = _lay_out(coda, order, end_s, squeeze)
        vowel_end_s = coda_pieces[0].start_s if coda_pieces else end_s
        pieces += [Piece(phones[vowel], order, note.start_s, vowel_end_s), *coda_pieces, *onset_pieces]
    return pieces


def _find_sound(take: Take, piece: Piece) -> float:
    """When a phone is heard: a stop begins with silence and is heard only when it bursts."""
    if piece.phone.name not in STOPS:
        return piece.start_s
    first, last = (round((at_s - take.start_s) * take.rate_hz) for at_s in (piece.start_s, piece.end_s))
    hop = round(0.002 * take.rate_hz)
    level = np.abs(take.samples[first:last])[: (last - first) // hop * hop].reshape(-1, hop).max(1)
    return piece.start_s + float(np.argmax(level > 0.25 * level.max())) * hop / take.rate_hz


def _lay_out(phones: list[Phone], syllable: int, end_s: float, squeeze: float = 1.0) -> list[Piece]:
    """Consonants one after the other, the last of them ending at end_s."""
    pieces: list[Piece] = []
    for phone in reversed(phones):
        start_s = end_s - squeeze * _sung_length(phone)
        pieces.insert(0, Piece(phone, syllable, start_s, end_s))
        end_s = start_s
    return pieces


def _onset_of(phones: tuple[Phone, ...], vowels: list[int], order: int) -> list[Phone]:
    """Consonants before a vowel: all at the head of its word, else the last one after the vowel before."""
    if order == len(vowels):
        return []
    first = vowels[order - 1] + 1 if order else 0
    between = list(phones[first : vowels[order]])
    mine = [phone for phone in between if phone.word == phones[vowels[order]].word]
    same_word = order > 0 and phones[vowels[order - 1]].word == phones[vowels[order]].word
    return mine[-1:] if same_word else mine


def _sung_length(phone: Phone) -> float:
    return float(np.clip(phone.end_s - phone.start_s, *CONSONANT_S))


def _render(speech: Speech, pieces: list[Piece], times_s: np.ndarray, syllables: tuple[Syllable, ...], manner: Manner) -> np.ndarray:
    f0, spoken_s = pyworld.harvest(speech.samples, speech.rate_hz, f0_floor=70, f0_ceil=300, frame_period=FRAME_S * 1000)
    envelope = pyworld.cheaptrick(speech.samples, f0, spoken_s, speech.rate_hz)
    breath = pyworld.d4c(speech.samples, f0, spoken_s, speech.rate_hz)
    source_s = _map_times(pieces, times_s)
    at = np.clip(source_s / FRAME_S, 0, len(spoken_s) - 1)
    envelope = np.exp(_read_frames(np.log(envelope), at))
    breath = _read_frames(breath, at)
    voiced = _find_voiced(pieces, times_s)
    rng = np.random.default_rng(manner.seed)
    level = _shape_level(pieces, times_s, envelope, rng)
    envelope = _soften(envelope, speech.rate_hz) * (level**2)[:, None]
    breath = _add_breath(breath, speech.rate_hz, voiced)
    pitch = _draw_pitch(syllables, times_s, manner, rng)
    return pyworld.synthesize(np.where(voiced, pitch, 0.0), envelope, breath, speech.rate_hz, FRAME_S * 1000)


def _map_times(pieces: list[Piece], times_s: np.ndarray) -> np.ndarray:
    """For every sung frame the spoken second it sounds like; a vowel's middle is what stretches."""
    sung, spoken = [times_s[0]], [max(0.0, pieces[0].phone.start_s - 0.05)]
    for piece in pieces:
        a, b = piece.phone.start_s, piece.phone.end_s
        sung += [piece.start_s]
        spoken += [a]
        if piece.phone.is_vowel:
            length, sung_length = b - a, piece.end_s - piece.start_s
            glides = piece.phone.name in ("aI", "eI", "oU", "aU", "O@", "U@")
            head, tail = min(0.06, 0.25 * length), min(0.12, 0.55 * length) if glides else min(0.05, 0.25 * length)
            squeeze = min(1.0, 0.8 * sung_length / (head + tail))
            sung += [piece.start_s + head * squeeze, piece.end_s - tail * squeeze]
            spoken += [a + head, b - tail]
        sung += [piece.end_s - 1e-4]
        spoken += [b - 1e-4]
    sung += [times_s[-1] + FRAME_S]
    spoken += [pieces[-1].phone.end_s + 0.05]
    return np.interp(times_s, sung, spoken)


def _read_frames(frames: np.ndarray, at: np.ndarray) -> np.ndarray:
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, len(frames) - 1)
    part = (at - low)[:, None]
    return np.ascontiguousarray(frames[low] * (1 - part) + frames[high] * part)


def _find_voiced(pieces: list[Piece], times_s: np.ndarray) -> np.ndarray:
    voiced = np.zeros(len(times_s), bool)
    for piece in pieces:
        if piece.phone.name.strip("#") not in VOICELESS:
            voiced |= (times_s >= piece.start_s) & (times_s < piece.end_s)
    return voiced


def _shape_level(pieces: list[Piece], times_s: np.ndarray, envelope: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gain per frame: vowels of one loudness, long notes that swell and fade, silence outside the phones, a slight shimmer."""
    power = envelope.mean(1)
    loudest = np.median([power[_frames(piece, times_s)].mean() for piece in pieces if piece.phone.is_vowel])
    level = np.full(len(times_s), SILENCE)
    vowel_gain = {}
    for piece in pieces:
        if piece.phone.is_vowel:
            vowel_gain[piece.syllable] = float(np.clip((loudest / power[_frames(piece, times_s)].mean()) ** 0.4, 0.6, 1.7))
    for piece in pieces:
        level[_frames(piece, times_s)] = vowel_gain[piece.syllable] * (1 if piece.phone.is_vowel else _find_gain(piece.phone))
        length = piece.end_s - piece.start_s
        if piece.phone.is_vowel and length > 0.5:
            into = (times_s[_frames(piece, times_s)] - piece.start_s) / length
            level[_frames(piece, times_s)] *= np.interp(into, [0, 0.25, 0.6, 1], [0.9, 1.05, 0.95, 0.55])
    shimmer = gaussian_filter1d(rng.standard_normal(len(times_s)), 6)
    return gaussian_filter1d(level, 2) * (1 + 0.04 * shimmer / shimmer.std())


def _find_gain(consonant: Phone) -> float:
    return CONSONANT_GAINS.get(consonant.name, OTHER_CONSONANT_GAIN)


def _frames(piece: Piece, times_s: np.ndarray) -> slice:
    return slice(int(np.searchsorted(times_s, piece.start_s)), max(int(np.searchsorted(times_s, piece.end_s)), 1))


def _soften(envelope: np.ndarray, rate_hz: int) -> np.ndarray:
    """Rounds off the formants' peaks and edges in time, and tilts the spectrum down, as a soft voice does."""
    hz = np.linspace(0, rate_hz / 2, envelope.shape[1])
    log = gaussian_filter1d(np.log(envelope), 1.6, axis=0)
    log = gaussian_filter1d(log, 60 / (hz[1] - hz[0]), axis=1)
    tilt_db = np.interp(hz, [0, 1500, 3200, 4200, 5200, 8000, 11025], [0, 0, 1, -4, -4, -1, -3])
    return np.ascontiguousarray(np.exp(log) * 10 ** (tilt_db / 10))


def _add_breath(breath: np.ndarray, rate_hz: int, voiced: np.ndarray) -> np.ndarray:
    hz = np.linspace(0, rate_hz / 2, breath.shape[1])
    floor = np.interp(hz, [0, 1500, 4000, 8000, 11025], [0.0, 0.03, 0.15, 0.32, 0.45])
    return np.ascontiguousarray(np.where(voiced[:, None], np.clip(np.maximum(breath * 0.8, floor), 0, 1), 1.0))


def _draw_pitch(syllables: tuple[Syllable, ...], times_s: np.ndarray, manner: Manner, rng: np.random.Generator) -> np.ndarray:
    """Hertz per frame: notes joined by short glides, a scoop into the line, vibrato on what is held, a slow drift."""
    midi = np.full(len(times_s), float(find_midi(syllables[0].degree, manner.steps)))
    vibrato = np.zeros(len(times_s))
    for note in syllables:
        midi[times_s >= note.start_s - 0.02] = find_midi(note.degree, manner.steps)
        held = note.end_s - note.start_s
        if held > 0.7:
            into = np.clip(times_s - note.start_s, 0, None)
            depth = np.interp(into, [0.3, 0.75, held, held + 0.3], [0, 0.28, 0.22, 0])
            vibrato += np.where(times_s < note.end_s + 0.1, depth * np.sin(2 * np.pi * 5.4 * (into - 0.3)), 0)
    midi = gaussian_filter1d(midi, 0.022 / FRAME_S)
    into_line = times_s - (syllables[0].start_s - 0.08)
    midi -= 0.9 * np.exp(-np.clip(into_line, 0, None) / 0.06)
    drift = gaussian_filter1d(rng.standard_normal(len(times_s)), 20)
    jitter = gaussian_filter1d(rng.standard_normal(len(times_s)), 2)
    wander = 0.05 * drift / drift.std() + 0.018 * jitter / jitter.std()
    return np.asarray([midi_to_hz(m) for m in midi + vibrato + wander + manner.detune_cents / 100])
