"""Finds where in a song a given stem belongs, to the sample, and how loud it is there."""

from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.fft import irfft, rfft
from scipy.fft import next_fast_len
from scipy.signal import resample_poly
from scipy.signal.windows import hann
from scipy.stats import theilslopes

from songloom.engines.stems.writing import RATE_HZ, name_damage, read_span
from songloom.errors import InputError

# The search over all lags: a few long windows at a quarter of the rate.
SLOWER, COARSE_WINDOWS, COARSE_S = 4, 6, 20.0

# The search around what it found: short windows at full rate, and so many samples to both sides.
FINE, FINE_WINDOWS, REACH = 2**16, 48, 2**13

# A peak is clear where it is so many times as high as the 50th highest value: 1.2 to 2 where two recordings have nothing in common,
# 10 to 60 for an instrumental against its mix with the voice on top.
CLEAR, RIVAL = 4.0, 50

# Of the windows with sound in both files so many must be clear, and of those so many on the same lag to this many samples.
CLEAR_SHARE, SAME_SHARE, SAME_SAMPLES = 0.2, 0.6, 1.5
QUIET = 0.02

# Below this a delay between samples is not worth filtering for: what is left of 10 kHz is then 30 dB down.
SMALLEST_FRACTION = 0.04

# Seconds are explained almost wholly by the given stem where nothing else sounds: those tell its loudness best.
ALONE, ALONE_SHARE = 0.995, 0.05

CURE = "give the file that belongs to this very recording, or take another engine for the stems"


@dataclass(frozen=True)
class Place:
    """song[t] ≈ gain · given[t − lag − fraction] + the rest; `lag` in whole samples, `fraction` in (−0.5, 0.5]."""

    lag: int
    fraction: float
    gain: float


def find_place(song: soundfile.SoundFile, given: soundfile.SoundFile, most: int, name: str) -> Place:
    """Where the whole of `given`, called `name` in errors, belongs in `song`: at most `most` samples early or late, the same all along.

    Whitened cross-correlation (Knapp and Carter 1976), first over all lags, then in windows all over the song, whose verdicts must agree.
    The gain is the median over seconds. InputError where the two do not belong together. Memory does not grow with their length.
    """
    rough = _find_rough_lag(song, given, most)
    times, lags = _find_lags(song, given, rough, name)
    lag = int(np.round(np.median(lags)))
    _check_agreement(times, lags, name)
    same = times[np.abs(lags - lag) <= SAME_SAMPLES]
    fraction = _find_fraction(song, given, lag, same)
    return Place(lag, fraction, _find_gain(song, given, lag, name))


# --------------------------------------------------------------------------------------------- private


def _find_rough_lag(song: soundfile.SoundFile, given: soundfile.SoundFile, most: int) -> int:
    """The lag at which a few windows, taken together, agree best; to SLOWER samples."""
    width = min(round(COARSE_S * RATE_HZ), song.frames)
    reach = most // SLOWER + 1
    score = np.zeros(2 * reach + 1)
    for start in _spread_windows(song.frames, width, COARSE_WINDOWS):
        mix = resample_poly(_read_mono(song, start, width), 1, SLOWER)
        around = resample_poly(_read_mono(given, start - reach * SLOWER, width + 2 * reach * SLOWER), 1, SLOWER)
        score += _correlate(mix, around, len(score))
    return (reach - int(np.argmax(np.abs(score)))) * SLOWER


def _find_lags(song: soundfile.SoundFile, given: soundfile.SoundFile, rough: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    """(first sample, lag) of every window whose peak is clear; lags may end in fractions."""
    width = min(FINE, song.frames)
    rows = []
    for start in _spread_windows(song.frames, width, FINE_WINDOWS):
        mix, around = _read_mono(song, start, width), _read_mono(given, start - rough - REACH, width + 2 * REACH)
        size = np.abs(_correlate(mix, around, 2 * REACH + 1))
        # At the ends of the reach a peak has no neighbour to be measured by.
        peak = int(np.argmax(size[1:-1])) + 1
        clear = size[peak] > CLEAR * np.partition(size, -RIVAL)[-RIVAL]
        lag = rough + REACH - peak - _find_vertex(size[peak - 1 : peak + 2]) if clear else np.nan
        rows.append((start, lag, np.sqrt(np.mean(around * around)) if mix.any() else 0.0))
    times, lags, levels = np.array(rows).T
    clear = ~np.isnan(lags)
    # Where the given stem is all but silent it has nothing to agree with: most of a voice's file may be.
    heard = np.count_nonzero(clear | (levels > QUIET * levels.max()))
    if heard == 0:
        raise InputError("", f"the given {name} cannot be put in place: it is silent where the song sounds", CURE)
    if np.count_nonzero(clear) < max(1, CLEAR_SHARE * heard):
        raise InputError("", f"the given {name} is not of this recording: it agrees in {clear.sum()} of {heard} places", CURE)
    return times[clear], lags[clear]


def _spread_windows(frames: int, width: int, most: int) -> np.ndarray:
    """The first samples of windows all over the song: `most` of them, or in a short one so many that each half is seen twice."""
    return np.linspace(0, frames - width, min(most, 2 * frames // width - 1)).astype(int)


def _correlate(mix: np.ndarray, around: np.ndarray, count: int) -> np.ndarray:
    """The whitened correlation of `mix` with each of the first `count` stretches of `around`."""
    size = next_fast_len(len(around) + len(mix), real=True) or 0
    cross = np.conj(rfft(mix, size)) * rfft(around, size)
    # Whitened, so that a few loud notes do not decide, but not down to the noise that a codec leaves where it cut the treble.
    cross /= np.abs(cross) + np.median(np.abs(cross)) + 1e-9
    return irfft(cross, size)[:count]


def _find_vertex(three: np.ndarray) -> float:
    """Where the parabola through three values has its top, from the middle one."""
    low, top, high = three
    return float(0.5 * (low - high) / (low - 2 * top + high))


def _check_agreement(times: np.ndarray, lags: np.ndarray, name: str) -> None:
    if np.mean(np.abs(lags - np.median(lags)) <= SAME_SAMPLES) >= SAME_SHARE:
        return
    slope, offset = np.asarray(theilslopes(lags, times), float)[:2]
    if np.mean(np.abs(lags - offset - slope * times) <= 4 * SAME_SAMPLES) >= SAME_SHARE:
        drift_ms = 1000 * abs(slope) * 60
        raise InputError("", f"the given {name} runs at another speed than the song: {drift_ms:.1f} ms a minute", CURE)
    raise InputError("", f"the given {name} is cut otherwise than the song: their distance jumps", CURE)


def _find_fraction(song: soundfile.SoundFile, given: soundfile.SoundFile, lag: int, starts: np.ndarray) -> float:
    """What the delay is more than `lag`, in samples, from the slope of the cross spectrum's phase over all windows."""
    width = min(FINE, song.frames)
    window = hann(width)
    cross = np.zeros(width // 2 + 1, complex)
    for start in starts.astype(int):
        mix, other = (_read_mono(sound, at, width) * window for sound, at in ((song, start), (given, start - lag)))
        part = rfft(mix) * np.conj(rfft(other))
        cross += part / (np.abs(part) + np.median(np.abs(part)) + 1e-9)
    turn = 2 * np.pi * np.arange(len(cross)) / width
    weight = np.abs(cross) ** 2
    fraction = -float((weight * turn * np.angle(cross)).sum() / max((weight * turn * turn).sum(), 1e-9))
    return fraction if abs(fraction) >= SMALLEST_FRACTION else 0.0


def _find_gain(song: soundfile.SoundFile, given: soundfile.SoundFile, lag: int, name: str) -> float:
    """The median, over seconds, of the gain that leaves least of the song."""
    gains, alike = [], []
    for start in range(0, song.frames, RATE_HZ):
        count = min(RATE_HZ, song.frames - start)
        mix, other = (_read(sound, at, count) for sound, at in ((song, start), (given, start - lag)))
        energy, power, both = (int((one * two).sum()) for one, two in ((mix, mix), (other, other), (mix, other)))
        if energy and power > count:
            gains.append(both / power)
            alike.append(abs(both) / (power * energy) ** 0.5)
    if not gains:
        raise InputError("", f"the given {name} is silent where the song sounds", CURE)
    alone = np.array(alike) > ALONE
    return float(np.median(np.array(gains)[alone] if alone.mean() > ALONE_SHARE else gains))


def _read(sound: soundfile.SoundFile, start: int, count: int) -> np.ndarray:
    with name_damage():
        return read_span(sound, int(start), int(count)).astype(np.int64)


def _read_mono(sound: soundfile.SoundFile, start: int, count: int) -> np.ndarray:
    left, right = _read(sound, start, count).T
    return (left + right) / 2
