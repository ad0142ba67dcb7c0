"""Measures loudness and peak block by block while a song is decoded."""

import math

import av
import numpy as np
from av.filter import Graph

# Programme loudness has no value for silence (EBU R128 gates at −70 LUFS), and the smallest 16-bit sample is at −90.3 dBFS.
SILENCE_LUFS = -70.0
SILENCE_DBFS = -96.0


class Meter:
    """Integrated loudness (EBU R128, by FFmpeg's ebur128 filter), sample peak, and the share of samples at full scale."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._graph = Graph()
        source = self._graph.add_abuffer(sample_rate=rate_hz, format="s16", layout="stereo")
        self._graph.link_nodes(source, self._graph.add("ebur128", "metadata=1"), self._graph.add("abuffersink")).configure()
        self._lufs, self._peak, self._full, self._samples = SILENCE_LUFS, 0, 0, 0

    def add(self, block: np.ndarray) -> None:
        """Hear `block`, int16 (samples, 2)."""
        size = np.abs(block.astype(np.int32))
        self._peak = max(self._peak, int(size.max(initial=0)))
        self._full += int(np.count_nonzero(size >= 32767))
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = self._rate_hz, self._samples
        self._samples += len(block)
        self._graph.push(frame)
        self._read_loudness()

    def loudness_lufs(self) -> float:
        """Integrated loudness of all that was heard, at least −70."""
        return self._lufs

    def peak_dbfs(self) -> float:
        """The largest sample, 0 = full scale, at least −96."""
        return round(20 * math.log10(self._peak / 32768), 2) + 0.0 if self._peak else SILENCE_DBFS

    def clipped_share(self) -> float:
        """The share of samples at full scale, in [0, 1]."""
        return round(self._full / max(2 * self._samples, 1), 6)

    def _read_loudness(self) -> None:
        while True:
            try:
                measured = self._graph.pull().metadata.get("lavfi.r128.I", "nan")
            except (BlockingIOError, EOFError):
                return
            value = float(measured)
            self._lufs = round(max(value, SILENCE_LUFS), 2) if math.isfinite(value) else SILENCE_LUFS
