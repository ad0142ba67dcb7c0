"""Listens for beats, sections and energy over librosa's mel filters.

librosa's STFT, decibels, beat tracker and segmentation are compiled by numba at first use (two minutes on a busy machine with two
cores, six seconds a run from its cache, 600 MB); its mel filters are plain NumPy. So those are librosa's, and
the rest, which is short, is in `beats` and `sections`.
"""

from pathlib import Path

import librosa.filters
import numpy as np
from scipy.fft import dct

from songloom.engines.rhythm.beats import find_downbeats, is_regular, track_beats
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.curves import draw_curves, measure_bands
from songloom.engines.rhythm.sections import find_sections
from songloom.engines.rhythm.spectra import BIN_HZ, FLOOR, FRAME_HZ, RATE_HZ, WINDOW, read_length_s, read_spectra
from songloom.model.rhythm import Curves, Rhythm

MEL_BANDS, CEPSTRA = 64, 13
CHROMA_HZ = 200.0, 5000.0

ENERGY_HZ = 2.0
# Decibels below the song's loudest half second that count as no energy.
ENERGY_RANGE_DB = 40.0


class Librosa:
    """Beats by dynamic programming over the onset strength (Ellis 2007), sections by the best cut of chroma and cepstra."""

    def __init__(self, options: LibrosaOptions) -> None:
        self._options = options

    def analyse(self, flac: Path) -> tuple[Rhythm, Curves]:
        """The rhythm of a song; kept in memory are 30 numbers a frame of 23 ms, and one block of samples. InputError where the file
        is damaged."""
        length_s = read_length_s(flac)
        onsets, moments, bands = _read_features(flac)
        tempo_bpm, beats = track_beats(onsets, FRAME_HZ)
        downbeats = find_downbeats(onsets, beats)
        sections = find_sections(moments, ENERGY_HZ, length_s, self._options.section_s)
        rhythm = Rhythm(
            tempo_bpm=round(tempo_bpm, 2),
            beats_s=_to_seconds(beats, length_s),
            downbeats_s=_to_seconds(downbeats, length_s),
            sections=sections,
            energy=_scale_energy(_average(bands[:, :1], FRAME_HZ / ENERGY_HZ)[:, 0]),
            energy_hz=ENERGY_HZ,
            is_rhythmic=is_regular(onsets, beats),
        )
        return rhythm, draw_curves(bands, onsets, length_s)


# --------------------------------------------------------------------------------------------- private


def _read_features(flac: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Onset strength (frames,) at FRAME_HZ; chroma and cepstra (moments, 25) at ENERGY_HZ; power of bands (frames, 4) at FRAME_HZ."""
    mel = librosa.filters.mel(sr=RATE_HZ, n_fft=WINDOW, n_mels=MEL_BANDS)
    chroma = _build_chroma()
    onsets, moments, bands = [], [], []
    last = None
    for power in read_spectra(flac):
        level = 10 * np.log10(np.maximum(mel @ power, FLOOR))
        before = np.column_stack([level[:, 0] if last is None else last, level[:, :-1]])
        last = level[:, -1]
        onsets.append(np.maximum(level - before, 0).mean(axis=0))
        pitch = chroma @ power
        pitch /= np.maximum(pitch.max(axis=0), FLOOR)
        moments.append(np.vstack([np.asarray(dct(level, axis=0, norm="ortho"))[:CEPSTRA], pitch]).T.astype(np.float32))
        bands.append(measure_bands(power))
    return np.concatenate(onsets), _average(np.concatenate(moments), FRAME_HZ / ENERGY_HZ), np.concatenate(bands)


def _build_chroma() -> np.ndarray:
    """(12, bins): which pitch class a bin belongs to, where bins are finer than semitones."""
    pitch = np.round(12 * np.log2(np.maximum(BIN_HZ, 1) / 440)).astype(int) % 12
    hertz, (low_hz, high_hz) = BIN_HZ, CHROMA_HZ
    return ((pitch == np.arange(12)[:, None]) & (hertz > low_hz) & (hertz < high_hz)).astype(np.float32)


def _average(values: np.ndarray, step: float) -> np.ndarray:
    """The mean of every `step` rows (not a whole number) of (rows, columns)."""
    edges = np.round(np.arange(0, len(values), step)).astype(int)
    sums = np.add.reduceat(values, edges, axis=0, dtype=np.float64)
    return sums / np.diff([*edges, len(values)])[:, None]


def _to_seconds(frames: np.ndarray, length_s: float) -> tuple[float, ...]:
    return tuple(round(float(frame) / FRAME_HZ, 3) for frame in frames if frame / FRAME_HZ < length_s)


def _scale_energy(power: np.ndarray) -> tuple[float, ...]:
    if power.max(initial=0) <= FLOOR:
        return (0.0,) * len(power)
    below_db = 10 * np.log10(np.maximum(power, FLOOR) / power.max())
    return tuple(np.round(np.clip(1 + below_db / ENERGY_RANGE_DB, 0, 1), 3).tolist())
