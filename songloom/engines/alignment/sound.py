"""The two signals that the aligner listens to, on disk: a song of two hours must not lie in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.lib.stride_tricks import sliding_window_view

from songloom.errors import InputError

RATE_HZ = 16000
FRAME_SAMPLES = 160
FRAME_S = FRAME_SAMPLES / RATE_HZ

# 48 ms: the window that the centre extraction was tried with, at the rate it works at here.
_SIZE = 768
_HOP = _SIZE // 4
_LAG = _SIZE - _HOP
_READ_SAMPLES = 1 << 19
# The mask's power: what only one channel holds, or what is out of phase, is gone.
_SHARPNESS = 4


@dataclass(frozen=True)
class Signals:
    """Mono 16 bit signals at 16 kHz, raw in a file each: both channels' mean, and what both channels share; `peak` is the mean's."""

    mid: Path
    centre: Path
    samples: int
    peak: int

    @property
    def frames(self) -> int:
        """How many frames of 10 ms the song has."""
        return self.samples // FRAME_SAMPLES

    @property
    def duration_s(self) -> float:
        """The song's length, rounded down to 1 ms: a word rounded to 1 ms must not end behind it."""
        return self.samples * 1000 // RATE_HZ / 1000


def extract_signals(flac: Path, scratch: Path) -> Signals:
    """Write both signals of a stereo or mono file under `scratch`, block by block. InputError where the file is damaged."""
    mid, centre = scratch / "mid.raw", scratch / "centre.raw"
    samples = peak = 0
    with mid.open("wb") as mid_file, centre.open("wb") as centre_file:
        for both in _separate_centre(_resample(flac)):
            pcm = (np.clip(both, -1, 1) * 32767).astype("<i2")
            mid_file.write(pcm[0].tobytes())
            centre_file.write(pcm[1].tobytes())
            samples, peak = samples + pcm.shape[1], max(peak, int(pcm[0].max(initial=0)), -int(pcm[0].min(initial=0)))
    return Signals(mid, centre, samples, peak)


@contextmanager
def name_damage() -> Iterator[None]:
    """InputError instead of libsndfile's own while a sound of the store is read."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the sound is damaged", "run `songloom verify`, then weave again") from error


def read_samples(path: Path, first: int, count: int) -> np.ndarray:
    """int16 samples [first, first + count) of a raw signal; zeros outside of it."""
    before = max(0, -first)
    found = np.fromfile(path, "<i2", max(0, count - before), offset=2 * max(0, first))
    out = np.zeros(count, np.int16)
    out[before : before + len(found)] = found
    return out


# --------------------------------------------------------------------------------------------- private


def _resample(flac: Path) -> Iterator[np.ndarray]:
    with name_damage(), soundfile.SoundFile(flac) as file:
        stream = soxr.ResampleStream(file.samplerate, RATE_HZ, 2, dtype="float32")
        for block in file.blocks(_READ_SAMPLES, dtype="float32", always_2d=True):
            yield stream.resample_chunk(np.ascontiguousarray(block[:, [0, -1]]))
        yield stream.resample_chunk(np.zeros((0, 2), np.float32), last=True)


def _separate_centre(blocks: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """(2, samples) blocks of mid and centre: a similarity mask on the short-time spectrum, added up over windows that overlap."""
    window = np.hanning(_SIZE + 1)[:-1].astype(np.float32)
    waiting, tail, owed = np.zeros((_LAG, 2), np.float32), np.zeros(_LAG, np.float32), 0
    late = _LAG
    for block, is_last in _mark_last(blocks):
        owed += len(block)
        waiting = np.concatenate([waiting, block, np.zeros((_SIZE + _LAG if is_last else 0, 2), np.float32)])
        count = (len(waiting) - _SIZE) // _HOP + 1
        if count < 1:
            continue
        added = _add_windows(_mask_windows(waiting, count, window), window)
        added[:_LAG] += tail
        both = np.stack([waiting[: count * _HOP].mean(1), added[: count * _HOP]])[:, late:][:, :owed]
        waiting, tail, late, owed = waiting[count * _HOP :], added[count * _HOP :], max(0, late - count * _HOP), owed - both.shape[1]
        yield both


def _mark_last(blocks: Iterator[np.ndarray]) -> Iterator[tuple[np.ndarray, bool]]:
    block = next(blocks)
    for following in blocks:
        yield block, False
        block = following
    yield block, True


def _mask_windows(stereo: np.ndarray, count: int, window: np.ndarray) -> np.ndarray:
    left, right = np.fft.rfft(sliding_window_view(stereo, _SIZE, axis=0)[::_HOP][:count].transpose(1, 0, 2) * window)
    shared = np.maximum(left.real * right.real + left.imag * right.imag, 0)
    alike = 2 * shared / (np.abs(left) ** 2 + np.abs(right) ** 2 + 1e-9)
    return np.fft.irfft((left + right) / 2 * alike**_SHARPNESS, _SIZE)


def _add_windows(pieces: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Overlapping windows added up; a squared Hann window at a quarter of its length sums to 3/2."""
    quarters = (pieces * window / 1.5).reshape(len(pieces), 4, _HOP)
    out = np.zeros((len(pieces) + 3, _HOP), np.float32)
    for k in range(4):
        out[k : k + len(pieces)] += quarters[:, k]
    return out.ravel()
