"""Measures loudness and true peaks of a song, block by block."""

import math

import av
import numpy as np
import soxr
from av.filter import Graph

from songloom.engines.sound.reading import RATE_HZ

# Programme loudness has no value for silence: EBU R128 gates at −70 LUFS.
SILENCE_LUFS = -70.0
SILENCE_DBTP = -96.0
# A peak between two samples is found by looking at four times as many (ITU-R BS.1770-5, annex 2).
FINER = 4
# Peaks are kept for cells of a millisecond: all that a limiter needs, and little for hours of music.
CELL = RATE_HZ // 1000
WIDTH = FINER * CELL


class LoudnessMeter:
    """Integrated loudness by FFmpeg's ebur128 filter."""

    def __init__(self) -> None:
        self._graph = Graph()
        source = self._graph.add_abuffer(sample_rate=RATE_HZ, format="flt", layout="stereo")
        self._graph.link_nodes(source, self._graph.add("ebur128", "metadata=1"), self._graph.add("abuffersink")).configure()
        self._lufs, self._samples = SILENCE_LUFS, 0

    def add(self, block: np.ndarray) -> None:
        """Hear float32 (samples, 2)."""
        self.add_frame(wrap_block(block, self._samples))
        self._samples += len(block)

    def add_frame(self, frame: av.AudioFrame) -> None:
        """Hear a frame of packed floats at 48 kHz."""
        self._graph.push(frame)
        while True:
            try:
                value = float(self._graph.pull().metadata.get("lavfi.r128.I", "nan"))
            except (BlockingIOError, EOFError):
                return
            self._lufs = max(value, SILENCE_LUFS) if math.isfinite(value) else SILENCE_LUFS

    def lufs(self) -> float:
        """Integrated loudness of all that was heard, at least −70."""
        return self._lufs


class PeakMeter:
    """True peaks of a song by cells."""

    def __init__(self) -> None:
        self._tube = soxr.ResampleStream(RATE_HZ, FINER * RATE_HZ, 2, dtype="float32", quality="MQ")
        self._rest = np.zeros((0, 2), np.float32)
        self._cells: list[np.ndarray] = []

    def add(self, block: np.ndarray, last: bool = False) -> None:
        """Hear float32 (samples, 2)."""
        fine = np.concatenate([self._rest, self._tube.resample_chunk(block, last=last)])
        whole = len(fine) // WIDTH * WIDTH
        self._cells.append(np.abs(fine[:whole]).reshape(-1, 2 * WIDTH).max(axis=1))
        self._rest = fine[whole:]

    def peaks(self) -> np.ndarray:
        """The highest true peak of every cell, full scale = 1; the last cell may be short."""
        return np.concatenate([*self._cells, [np.abs(self._rest).max()] if len(self._rest) else []]).astype(np.float32)


def to_db(level: float) -> float:
    """Decibels of a level, full scale = 0, at least −96."""
    return max(SILENCE_DBTP, 20 * math.log10(level)) if level > 0 else SILENCE_DBTP


def from_db(decibels: float) -> float:
    """The factor that so many decibels are."""
    return 10 ** (decibels / 20)


def wrap_block(block: np.ndarray, start: int) -> av.AudioFrame:
    """Float32 (samples, 2) at 48 kHz as FFmpeg takes it; `start` is its first sample in the song."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="flt", layout="stereo")
    frame.sample_rate, frame.pts = RATE_HZ, start
    return frame
