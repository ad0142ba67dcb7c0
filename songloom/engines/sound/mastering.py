"""Brings a song to its loudness and encodes it: measure, turn, encode, measure what was encoded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.encoding import encode_sound, measure_file
from songloom.engines.sound.limiting import Levels, find_levels
from songloom.engines.sound.meter import SILENCE_LUFS, LoudnessMeter, PeakMeter, to_db
from songloom.model.loudness import Loudness

# Limiting makes a song a little less loud than its gain says: the gain is corrected until it is this near, so often at most.
NEAR_LU, TRIES = 0.1, 3
# Progress: measuring is the smaller part of the work.
MEASURING = 0.25

Read = Callable[[], Iterator[np.ndarray]]


def master(read: Read, options: SoundOptions, target: Path, progress: Callable[[float], None]) -> Loudness:
    """Write what `read` gives, blocks of float32 (samples, 2) at 48 kHz, as often as it is asked, levelled and encoded."""
    lufs, peaks = _measure(read())
    progress(MEASURING)
    levels = _aim(read, lufs, peaks, options)
    cells = max(len(peaks), 1)
    encode_sound(levels.apply(read()), options, target, lambda done: progress(MEASURING + (1 - MEASURING) * min(1.0, done / cells)))
    highest = float(peaks.max(initial=0))
    return Loudness(
        before_lufs=round(lufs, 2),
        before_dbtp=round(to_db(highest), 2),
        gain_db=round(levels.gain_db, 2) + 0.0,
        limited_db=round(levels.limited_db(), 2) + 0.0,
        after_lufs=round(measure_file(target), 2),
    )


# --------------------------------------------------------------------------------------------- private


def _measure(blocks: Iterator[np.ndarray]) -> tuple[float, np.ndarray]:
    loudness, peak = LoudnessMeter(), PeakMeter()
    for block in blocks:
        loudness.add(block)
        peak.add(block)
    peak.add(np.zeros((0, 2), np.float32), last=True)
    return loudness.lufs(), peak.peaks()


def _aim(read: Read, lufs: float, peaks: np.ndarray, options: SoundOptions) -> Levels:
    """The levels that bring the song to its target; silence stays silence."""
    if options.levelling == "none" or lufs <= SILENCE_LUFS:
        return find_levels(0.0, peaks, None)
    levels = find_levels(options.target_lufs - lufs, peaks, options)
    for _ in range(TRIES):
        if not levels.limited_db():
            break
        meter = LoudnessMeter()
        for block in levels.apply(read()):
            meter.add(block)
        short = options.target_lufs - meter.lufs()
        again = find_levels(levels.gain_db + short, peaks, options)
        if abs(short) < NEAR_LU or again.gain_db == levels.gain_db:
            break
        levels = again
    return levels
