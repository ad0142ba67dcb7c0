"""Cuts a song into overlapping chunks and fades what became of them into each other, the way `demucs.apply` does to a whole song."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import soundfile

from songloom.engines.stems.writing import FULL_SCALE, name_damage, read_span

BLOCK = 2**17

# Chunks overlap by this share of themselves.
OVERLAP = 0.25


@dataclass(frozen=True)
class Level:
    """Mean and deviation of the song's mono mix, full scale = 1: what demucs makes a song's loudness equal by."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Chunk:
    """Samples [start, start + count) of the song."""

    start: int
    count: int


def measure_level(song: soundfile.SoundFile) -> Level:
    """The level of the whole song, read once in blocks; exact, whatever its length."""
    total, squares = 0, 0
    song.seek(0)
    for start in range(0, song.frames, BLOCK):
        with name_damage():
            mono = read_span(song, start, min(BLOCK, song.frames - start)).sum(axis=1, dtype=np.int64)
        total, squares = total + int(mono.sum()), squares + int((mono * mono).sum())
    count, scale = max(song.frames, 1), 2 * FULL_SCALE
    variance = (squares - total * total / count) / max(count - 1, 1)
    return Level(total / count / scale, max(variance, 0.0) ** 0.5 / scale + 1e-8)


def list_chunks(frames: int, segment: int) -> list[Chunk]:
    """The chunks of a song of so many samples, each `segment` long but the last."""
    return [Chunk(start, min(segment, frames - start)) for start in range(0, frames, _find_stride(segment))]


def read_chunk(song: soundfile.SoundFile, chunk: Chunk, width: int, level: Level) -> np.ndarray:
    """The chunk at level, float32 (2, width): what is around it in the song fills it up on both sides, zeros beyond the song's ends."""
    first = chunk.start - (width - chunk.count) // 2
    with name_damage():
        span = read_span(song, first, width)
    out = (span.T.astype(np.float32) / FULL_SCALE - np.float32(level.mean)) / np.float32(level.deviation)
    out[:, : max(-first, 0)] = 0
    out[:, max(song.frames - first, 0) :] = 0
    return out


def blend_chunks(chunks: Iterable[np.ndarray], segment: int) -> Iterator[np.ndarray]:
    """What `list_chunks` cut, float32 (2, samples) each, faded into each other by triangular weights, in pieces that follow one another."""
    stride = _find_stride(segment)
    rising = np.arange(1, segment // 2 + 1, dtype=np.float32)
    weight = np.concatenate([rising, np.arange(segment - segment // 2, 0, -1, dtype=np.float32)])
    weight /= weight.max()
    total, weights = np.zeros((2, segment), np.float32), np.zeros(segment, np.float32)
    for chunk in chunks:
        count = chunk.shape[1]
        total[:, :count] += weight[:count] * chunk
        weights[:count] += weight[:count]
        ready = min(count, stride)
        yield total[:, :ready] / weights[:ready]
        total = np.concatenate([total[:, stride:], np.zeros((2, stride), np.float32)], axis=1)
        weights = np.concatenate([weights[stride:], np.zeros(stride, np.float32)])


# --------------------------------------------------------------------------------------------- private


def _find_stride(segment: int) -> int:
    return int((1 - OVERLAP) * segment)
