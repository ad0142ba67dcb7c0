"""The vocal stem as `ctc` listens to it: on disk at 16 kHz, and in which frames somebody sings."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from scipy.ndimage import binary_closing, binary_opening

from songloom.engines.alignment.sound import FRAME_S, FRAME_SAMPLES, RATE_HZ, name_damage, read_samples

_READ_SAMPLES = 1 << 19
_FULL_SCALE = 32768.0
# Nobody sings below -60 dB of full scale, nor 30 dB below what is loud in this song: that is what separation leaves behind.
_SILENT_DB, _RANGE_DB, _LOUD = -60.0, 30.0, 0.95
# A stop between two letters is no silence, and a click is no voice (in frames).
_SHORTEST_REST, _SHORTEST_VOICE = 7, 4


@dataclass(frozen=True)
class Stem:
    """`path` holds mono 16 bit samples at 16 kHz; `is_voiced` says of every frame of 10 ms whether somebody sings;
    `mean` and `deviation` are those of the samples (±1) where somebody does."""

    path: Path
    samples: int
    is_voiced: np.ndarray
    mean: float
    deviation: float

    @property
    def duration_s(self) -> float:
        """The song's length, rounded down to 1 ms: a word rounded to 1 ms must not end behind it."""
        return self.samples * 1000 // RATE_HZ / 1000

    def read(self, first: int, count: int) -> np.ndarray:
        """Samples [first, first + count) as float32 of mean 0 and deviation 1; silence outside of the song."""
        return (read_samples(self.path, first, count).astype(np.float32) / _FULL_SCALE - self.mean) / self.deviation


def read_stem(sound: Path, scratch: Path) -> Stem:
    """Resample a sound file block by block into a raw file under `scratch`, and measure it."""
    path = scratch / "stem.raw"
    moments, samples, rest = [], 0, np.zeros(0, np.float32)
    with path.open("wb") as file:
        for block in _resample(sound):
            pcm = (np.clip(block, -1, 1) * 32767).astype("<i2")
            file.write(pcm.tobytes())
            samples += len(pcm)
            whole = np.concatenate([rest, pcm.astype(np.float32) / _FULL_SCALE])
            frames = whole[: len(whole) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
            rest = whole[frames.size :]
            moments.append(np.stack([frames.mean(1), np.mean(frames**2, axis=1)], axis=1))
    means, powers = np.concatenate(moments).astype(float).T if moments else np.zeros((2, 0))
    # What stands still is no sound.
    is_voiced = find_voice(powers - means**2)
    mean = float(means[is_voiced].mean()) if is_voiced.any() else 0.0
    power = float(powers[is_voiced].mean()) if is_voiced.any() else 1.0
    return Stem(path, samples, is_voiced, mean, float(np.sqrt(max(power - mean**2, 1e-7))))


def find_voice(powers: np.ndarray) -> np.ndarray:
    """(frames,) whether a frame of 10 ms of a stem is sung, by its mean square (full scale = 1) against the loud frames of the song."""
    level_db = 10 * np.log10(np.maximum(powers, 1e-12))
    audible = level_db[level_db > _SILENT_DB]
    if not len(audible):
        return np.zeros(len(powers), bool)
    is_loud = level_db > max(_SILENT_DB, float(np.quantile(audible, _LOUD)) - _RANGE_DB)
    padded = np.pad(is_loud, _SHORTEST_REST, mode="edge")
    closed = binary_closing(padded, np.ones(_SHORTEST_REST))[_SHORTEST_REST:-_SHORTEST_REST]
    return binary_opening(closed, np.ones(_SHORTEST_VOICE))


def find_silence(is_voiced: np.ndarray) -> np.ndarray:
    """(frames + 1,) seconds: when the first silence at or after every frame begins; the end of the song where none does."""
    ends = np.where(np.append(is_voiced, False), np.inf, np.arange(len(is_voiced) + 1))
    return np.minimum.accumulate(ends[::-1])[::-1] * FRAME_S


# --------------------------------------------------------------------------------------------- private


def _resample(sound: Path) -> Iterator[np.ndarray]:
    with name_damage(), soundfile.SoundFile(sound) as file:
        stream = soxr.ResampleStream(file.samplerate, RATE_HZ, 1, dtype="float32")
        for block in file.blocks(_READ_SAMPLES, dtype="float32", always_2d=True):
            yield stream.resample_chunk(block.mean(1))
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
