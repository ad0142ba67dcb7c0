"""Listens for beats, sections and energy over librosa's mel filters.

librosa's STFT, decibels, beat tracker and segmentation are compiled by numba at first use (two minutes on a busy machine with two
cores, six seconds a run from its cache, 600 MB); its mel filters are plain NumPy. So those are librosa's, and
the rest, which is short, is in `beats` and `sections`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import librosa.filters
import numpy as np
import soundfile
from scipy.fft import dct
from scipy.signal import decimate
from scipy.signal.windows import hann

from songloom.engines.rhythm.beats import find_downbeats, is_regular, track_beats
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.sections import find_sections
from songloom.errors import InputError
from songloom.model.rhythm import Rhythm

RATE_HZ, WINDOW, HOP = 22050, 2048, 512
FRAME_HZ = RATE_HZ / HOP
BLOCK_FRAMES = 1024
MEL_BANDS, CEPSTRA = 64, 13
CHROMA_HZ = 200.0, 5000.0

ENERGY_HZ = 2.0
# Decibels below the song's loudest half second that count as no energy.
ENERGY_RANGE_DB = 40.0

# Below this level a frame is silence: the power of a sine 100 dB under full scale, in this spectrum.
FLOOR = 1e-10 * (WINDOW / 4) ** 2


class Librosa:
    """Beats by dynamic programming over the onset strength (Ellis 2007), sections by the best cut of chroma and cepstra."""

    def __init__(self, options: LibrosaOptions) -> None:
        self._options = options

    def analyse(self, flac: Path) -> Rhythm:
        """The rhythm of a song; kept in memory are 27 numbers a frame of 23 ms, and one block of samples. InputError where the file
        is damaged."""
        with _name_damage():
            length_s = soundfile.info(flac).duration
        onsets, moments, loudness = _read_features(flac)
        tempo_bpm, beats = track_beats(onsets, FRAME_HZ)
        downbeats = find_downbeats(onsets, beats)
        sections = find_sections(moments, ENERGY_HZ, length_s, self._options.section_s)
        return Rhythm(
            tempo_bpm=round(tempo_bpm, 2),
            beats_s=_to_seconds(beats, length_s),
            downbeats_s=_to_seconds(downbeats, length_s),
            sections=sections,
            energy=_scale_energy(loudness),
            energy_hz=ENERGY_HZ,
            is_rhythmic=is_regular(onsets, beats),
        )


# --------------------------------------------------------------------------------------------- private


def _read_features(flac: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Onset strength (frames,) at FRAME_HZ; chroma and cepstra (moments, 25) and power (moments,) at ENERGY_HZ."""
    mel = librosa.filters.mel(sr=RATE_HZ, n_fft=WINDOW, n_mels=MEL_BANDS)
    chroma = _build_chroma()
    onsets, moments, powers = [], [], []
    last = None
    for power in _read_spectra(flac):
        level = 10 * np.log10(np.maximum(mel @ power, FLOOR))
        before = np.column_stack([level[:, 0] if last is None else last, level[:, :-1]])
        last = level[:, -1]
        onsets.append(np.maximum(level - before, 0).mean(axis=0))
        pitch = chroma @ power
        pitch /= np.maximum(pitch.max(axis=0), FLOOR)
        moments.append(np.vstack([np.asarray(dct(level, axis=0, norm="ortho"))[:CEPSTRA], pitch]).T.astype(np.float32))
        powers.append(power.sum(axis=0))
    step = FRAME_HZ / ENERGY_HZ
    return np.concatenate(onsets), _average(np.concatenate(moments), step), _average(np.concatenate(powers)[:, None], step)[:, 0]


def _read_spectra(flac: Path) -> Iterator[np.ndarray]:
    """Power spectra (bins, frames) of the mean of the channels at RATE_HZ, block by block; frame n is centred on n hops."""
    window = hann(WINDOW, sym=False).astype(np.float32)
    kept = np.zeros(WINDOW // 2, np.float32)
    for block in _read_samples(flac):
        kept = np.concatenate([kept, block])
        count = (len(kept) - WINDOW) // HOP + 1
        if count > 0:
            frames = np.lib.stride_tricks.sliding_window_view(kept, WINDOW)[: count * HOP : HOP]
            spectrum = np.fft.rfft(frames * window)
            yield (spectrum.real**2 + spectrum.imag**2).T
            kept = kept[count * HOP :]


def _read_samples(flac: Path) -> Iterator[np.ndarray]:
    size = 2 * BLOCK_FRAMES * HOP
    with _name_damage(), soundfile.SoundFile(flac) as song:
        while len(block := song.read(size, dtype="float32", always_2d=True)):
            # Every block is filtered on its own; what that changes at a seam is far under what a beat is made of.
            yield decimate(block.mean(axis=1), 2, ftype="fir").astype(np.float32) if len(block) > 60 else block[:0, 0]
    yield np.zeros(WINDOW, np.float32)


@contextmanager
def _name_damage() -> Iterator[None]:
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the sound is damaged", "run `songloom verify`, then weave again") from error


def _build_chroma() -> np.ndarray:
    """(12, bins): which pitch class a bin belongs to, where bins are finer than semitones."""
    hertz = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
    pitch = np.round(12 * np.log2(np.maximum(hertz, 1) / 440)).astype(int) % 12
    return ((pitch == np.arange(12)[:, None]) & (hertz > CHROMA_HZ[0]) & (hertz < CHROMA_HZ[1])).astype(np.float32)


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
