"""Listens for beats, sections and energy over librosa's mel filters.

librosa's STFT, decibels, beat tracker and segmentation are compiled by numba at first use (two minutes on a busy machine with two
cores, six seconds a run from its cache, 600 MB); its mel filters are plain NumPy. So those are librosa's, and
the rest, which is short, is in `beats` and `sections`.
"""

from dataclasses import dataclass
from pathlib import Path

import librosa.filters
import numpy as np
from scipy.fft import dct

from songloom.engines.rhythm.bands import draw_bands, measure_bands
from songloom.engines.rhythm.bars import find_downbeats
from songloom.engines.rhythm.beats import Onsets, is_regular, track_beats
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.headings import name_sections
from songloom.engines.rhythm.sections import find_sections
from songloom.engines.rhythm.spectra import BIN_HZ, FLOOR, FRAME_HZ, RATE_HZ, WINDOW, read_length_s, read_spectra
from songloom.engines.rhythm.steps import Steps, average_between, describe_steps, lay_steps
from songloom.model.bands import Bands
from songloom.model.rhythm import Rhythm, Section

# Of the cepstra all but the first, which is loudness.
MEL_BANDS, CEPSTRA = 64, slice(1, 14)
# As many mel bands hold kick and bass guitar.
BASS_BANDS = 6
CHROMA_HZ = 200.0, 5000.0

ENERGY_HZ = 2.0
# Decibels below the song's loudest half second that count as no energy.
ENERGY_RANGE_DB = 40.0
# A frame rises most when a sound has not yet come to its middle.
EARLY_S = 0.012


class Librosa:
    """Beats by dynamic programming over the onset strength (Ellis 2007), sections by change and by what comes back."""

    def __init__(self, options: LibrosaOptions) -> None:
        self._options = options

    def analyse(self, flac: Path) -> tuple[Rhythm, Bands]:
        """The rhythm of a song and its spectrum, in one pass; kept in memory are 54 numbers a frame of 23 ms, one block of samples, and
        some matrices of every beat against every other. InputError where the file is damaged."""
        sound = listen(flac)
        tempo_bpm, beats = track_beats(sound.onsets, FRAME_HZ)
        beats_per_bar, downbeats = find_downbeats(sound.onsets.bass, sound.pitch, beats)
        is_rhythmic = is_regular(sound.onsets, beats)
        energy = _scale_energy(_average(sound.power))
        grid = (beats, downbeats) if is_rhythmic else (beats[:0], downbeats[:0])
        sections = find_sections(take_steps(sound, *grid), self._options.section_s)
        rhythm = Rhythm(
            tempo_bpm=round(tempo_bpm, 2),
            beats_s=_to_seconds(beats, sound.length_s),
            downbeats_s=_to_seconds(downbeats, sound.length_s),
            sections=name_sections(sections, [_average_during(energy, section) for section in sections]),
            energy=energy,
            energy_hz=ENERGY_HZ,
            is_rhythmic=is_rhythmic,
            brightness=tuple(np.round(_average(sound.brightness), 3).tolist()),
            beats_per_bar=beats_per_bar,
        )
        return rhythm, draw_bands(sound.bands)


@dataclass(frozen=True)
class Sound:
    """All that is kept of a song's sound, (frames, …) at FRAME_HZ: how sounds set in, power by pitch class (12), cepstra (13), level by
    band, power of all, and where the middle of the sound lies."""

    length_s: float
    onsets: Onsets
    pitch: np.ndarray
    cepstra: np.ndarray
    bands: np.ndarray
    power: np.ndarray
    brightness: np.ndarray


def listen(flac: Path) -> Sound:
    """All of a song's sound, block by block; InputError where the file is damaged."""
    length_s = read_length_s(flac)
    mel = librosa.filters.mel(sr=RATE_HZ, n_fft=WINDOW, n_mels=MEL_BANDS)
    fold = _build_chroma()
    rows: list[tuple[np.ndarray, ...]] = []
    last = None
    for power in read_spectra(flac):
        level = 10 * np.log10(np.maximum(mel @ power, FLOOR))
        before = np.column_stack([level[:, 0] if last is None else last, level[:, :-1]])
        last = level[:, -1]
        pitch = (fold @ power).T
        # A copy, since a view would keep all of them.
        cepstra = np.array(np.asarray(dct(level, axis=0, norm="ortho"))[CEPSTRA].T, np.float32)
        rows.append((*_measure_onsets(level, before), pitch, cepstra, measure_bands(power), power.sum(axis=0), _find_middle(level)))
    columns = list(zip(*rows, strict=True))
    rows.clear()
    # Column by column, so that no more than one is there twice.
    rise, attack, bass, *others = (np.concatenate(columns.pop(0)) for _ in range(len(columns)))
    return Sound(length_s, Onsets(rise, attack, bass), *others)


def take_steps(sound: Sound, beats: np.ndarray, downbeats: np.ndarray) -> Steps:
    """The song in steps of its beats; where there are none, of equal length."""
    # The last frames reach over the end of the song.
    edges, begins_bar = lay_steps(beats, downbeats, min(len(sound.power), int(sound.length_s * FRAME_HZ) + 1))
    chroma = sound.pitch / np.maximum(sound.pitch.max(axis=1, keepdims=True), FLOOR)
    return describe_steps(edges, begins_bar, chroma, sound.cepstra, sound.length_s)


# --------------------------------------------------------------------------------------------- private


def _measure_onsets(level: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rise, attack and bass of `Onsets` of mel bands (bands, frames) in decibels and those one frame before."""
    grown = np.maximum(10 ** (level / 20) - 10 ** (before / 20), 0)
    return np.maximum(level - before, 0).mean(axis=0), np.sqrt(grown.sum(axis=0)), np.sqrt(grown[:BASS_BANDS].sum(axis=0))


def _find_middle(level: np.ndarray) -> np.ndarray:
    """(frames,): the middle of the sound among the mel bands, from 0 (lowest) to 1 (highest); 0 in silence."""
    amplitude = 10 ** (level / 20) - np.sqrt(FLOOR)
    total = amplitude.sum(axis=0)
    middle = np.linspace(0, 1, MEL_BANDS) @ amplitude / np.maximum(total, FLOOR)
    return np.where(total > MEL_BANDS * np.sqrt(FLOOR), middle, 0.0)


def _build_chroma() -> np.ndarray:
    """(12, bins): which pitch class a bin belongs to, where bins are finer than semitones."""
    pitch = np.round(12 * np.log2(np.maximum(BIN_HZ, 1) / 440)).astype(int) % 12
    hertz, (low_hz, high_hz) = BIN_HZ, CHROMA_HZ
    return ((pitch == np.arange(12)[:, None]) & (hertz > low_hz) & (hertz < high_hz)).astype(np.float32)


def _average(values: np.ndarray) -> np.ndarray:
    """The means of (frames,) over every 1 / ENERGY_HZ seconds."""
    edges = np.round(np.arange(0, len(values), FRAME_HZ / ENERGY_HZ)).astype(int)
    return average_between(values[:, None], np.append(edges, len(values)))[:, 0]


def _to_seconds(frames: np.ndarray, length_s: float) -> tuple[float, ...]:
    times_s = frames / FRAME_HZ + EARLY_S
    return tuple(np.round(times_s[times_s < length_s - 0.0005], 3).tolist())


def _scale_energy(power: np.ndarray) -> tuple[float, ...]:
    if power.max(initial=0) <= FLOOR:
        return (0.0,) * len(power)
    below_db = 10 * np.log10(np.maximum(power, FLOOR) / power.max())
    return tuple(np.round(np.clip(1 + below_db / ENERGY_RANGE_DB, 0, 1), 3).tolist())


def _average_during(energy: tuple[float, ...], section: Section) -> float:
    first = int(section.start_s * ENERGY_HZ)
    values = energy[first : max(int(section.end_s * ENERGY_HZ), first + 1)]
    return sum(values) / len(values) if values else 0.0
