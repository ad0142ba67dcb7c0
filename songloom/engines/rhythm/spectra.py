"""Reads a song's sound as power spectra, block by block, in little memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import decimate
from scipy.signal.windows import hann

from songloom.errors import InputError

RATE_HZ, WINDOW, HOP = 22050, 2048, 512
FRAME_HZ = RATE_HZ / HOP
BIN_HZ = np.arange(WINDOW // 2 + 1) * RATE_HZ / WINDOW
BLOCK_FRAMES = 1024

# Below this level a frame is silence: the power of a sine 100 dB under full scale, in this spectrum.
FLOOR = 1e-10 * (WINDOW / 4) ** 2


def read_length_s(flac: Path) -> float:
    """How long the sound is; InputError where the file is damaged."""
    with _name_damage():
        return soundfile.info(flac).duration


def read_spectra(flac: Path) -> Iterator[np.ndarray]:
    """Power spectra (bins, frames) of the mean of the channels at RATE_HZ, block by block; frame n is centred on n hops.
    InputError where the file is damaged."""
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


# --------------------------------------------------------------------------------------------- private


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
