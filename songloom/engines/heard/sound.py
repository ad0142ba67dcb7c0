"""The voice as a recogniser takes it, 16 kHz mono: on disk, for a song of two hours must not lie in memory, with its loudness."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from songloom.errors import InputError

RATE_HZ = 16000
FRAME_SAMPLES = 320
FRAME_S = FRAME_SAMPLES / RATE_HZ
_READ_SAMPLES = 1 << 19


@dataclass(frozen=True)
class Voice:
    """A mono signal in a raw file of float32, full scale = 1; `power` is its mean square every FRAME_S, float32 (frames,)."""

    raw: Path
    samples: int
    power: np.ndarray

    @property
    def duration_s(self) -> float:
        """The stem's length, rounded down to 1 ms."""
        return self.samples * 1000 // RATE_HZ / 1000

    def read(self, start_s: float, end_s: float) -> np.ndarray:
        """The samples in [start_s, end_s), float32 (samples,)."""
        first, last = round(start_s * RATE_HZ), min(round(end_s * RATE_HZ), self.samples)
        return np.fromfile(self.raw, "<f4", max(0, last - first), offset=4 * first)


def extract_voice(vocals: Path, scratch: Path) -> Voice:
    """Resample a stem block by block; InputError where the file is damaged."""
    raw, samples, power = scratch / "voice.raw", 0, []
    waiting = np.zeros(0, np.float32)
    with raw.open("wb") as out:
        for block in _resample(vocals):
            out.write(block.astype("<f4").tobytes())
            samples += len(block)
            waiting = np.concatenate([waiting, block])
            whole = len(waiting) // FRAME_SAMPLES * FRAME_SAMPLES
            power.append(_measure_power(waiting[:whole]))
            waiting = waiting[whole:]
    if len(waiting):
        power.append(_measure_power(np.pad(waiting, (0, FRAME_SAMPLES - len(waiting)))))
    return Voice(raw, samples, np.concatenate(power))


# --------------------------------------------------------------------------------------------- private


def _resample(vocals: Path) -> Iterator[np.ndarray]:
    try:
        with soundfile.SoundFile(vocals) as file:
            stream = soxr.ResampleStream(file.samplerate, RATE_HZ, 1, dtype="float32")
            for block in file.blocks(_READ_SAMPLES, dtype="float32", always_2d=True):
                yield stream.resample_chunk(np.ascontiguousarray(block.mean(axis=1)))
            yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the voice is damaged", "run `songloom verify`, then weave again") from error


def _measure_power(samples: np.ndarray) -> np.ndarray:
    return (samples.reshape(-1, FRAME_SAMPLES) ** 2).mean(axis=1)
