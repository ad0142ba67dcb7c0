"""One gain for a whole song, and the few peaks that it would drive too high taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import convolve1d, minimum_filter1d

from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.meter import CELL, from_db, to_db

# A peak is turned down over so many milliseconds before and after it: long enough not to be heard as distortion, and short enough not to
# be heard as pumping.
REACH = 25
# Music whose peaks would have to be taken back by more is left below its target instead.
MOST_DB = 6.0


@dataclass(frozen=True)
class Levels:
    """`gain_db` for the whole song, and for every cell of a millisecond the factor in (0, 1] that keeps its peaks below the ceiling
    (none: no peak is too high)."""

    gain_db: float
    factors: np.ndarray | None

    def limited_db(self) -> float:
        """By how much the highest peak is taken back."""
        return 0.0 if self.factors is None else -to_db(float(self.factors.min()))

    def apply(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """The blocks, float32 (samples, 2), one after another, at these levels."""
        gain, start = np.float32(from_db(self.gain_db)), 0
        for block in blocks:
            if self.factors is None:
                yield block * gain
            else:
                yield block * (gain * self._find_factors(start, len(block)))[:, None]
            start += len(block)

    def _find_factors(self, start: int, count: int) -> np.ndarray:
        """The factors of so many samples: they hold at the middle of their cells, and run straight between them."""
        assert self.factors is not None
        first, end = max(0, start // CELL - 1), (start + count) // CELL + 2
        near = self.factors[first:end]
        places = (np.arange(start, start + count) + 0.5) / CELL - 0.5 - first
        return np.interp(places, np.arange(len(near)), near).astype(np.float32)


def find_levels(gain_db: float, peaks: np.ndarray, options: SoundOptions | None) -> Levels:
    """The levels nearest to `gain_db` that the options allow a song of these true peaks (one a cell); without options, any."""
    highest = to_db(float(peaks.max(initial=0)))
    if options is None:
        return Levels(gain_db, None)
    room_db = options.ceiling_dbtp - highest
    if options.levelling == "gain" or gain_db <= room_db:
        return Levels(min(gain_db, room_db), None)
    gain_db = min(gain_db, room_db + MOST_DB)
    wanted = np.minimum(1, from_db(options.ceiling_dbtp - gain_db) / np.maximum(peaks, 1e-9))
    # The lowest around each cell, smoothed: nowhere above what is wanted, one cell of which is lost between the middles of cells.
    lowest = minimum_filter1d(wanted, 2 * REACH + 3, mode="nearest")
    bell = np.hanning(2 * REACH + 3)[1:-1]
    return Levels(gain_db, convolve1d(lowest, bell / bell.sum(), mode="nearest"))
