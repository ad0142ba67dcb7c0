"""Finds the beat grid in how strongly sounds set in, and says whether there is one."""

from dataclasses import dataclass

import numpy as np

# Ellis (2007): how strongly the tempo holds the beats together, and the tempo that listeners prefer, with its spread in octaves.
TIGHTNESS = 100.0
PREFERRED_BPM, SPREAD_OCTAVES = 120.0, 0.9
MIN_BPM, MAX_BPM = 50.0, 210.0

# Of a quick grid whose every second beat sets in this weakly, every second is none; a slow one is twice as quick where as much sets in
# between its beats as on them. Only so do tempi stay between these.
QUICK_BPM, WEAK_BEAT = 130.0, 0.55
SLOW_BPM, STRONG_MIDDLE = 90.0, 0.9

# A grid can be trusted where the strength on its beats stands out this many times over the mean strength between them, and where the
# strength repeats itself after one beat: with this correlation at least, and one more for every share of the steps that is not steady.
MIN_CONTRAST, MIN_REPEAT, STEADY = 1.5, 0.12, 0.08
LEAST_BEATS = 8


@dataclass(frozen=True)
class Onsets:
    """How sounds set in, (frames,): `rise` in decibels over all bands, which soft sounds have too; `attack` and `bass` as the ear
    weighs loud and low ones."""

    rise: np.ndarray
    attack: np.ndarray
    bass: np.ndarray


def track_beats(onsets: Onsets, frame_hz: float) -> tuple[float, np.ndarray]:
    """Tempo (0 where there is none) and the frames of the beats, in order."""
    if len(onsets.rise) < 4 * frame_hz or onsets.rise.std() < 1e-6:
        return 0.0, np.zeros(0, int)
    period = _find_period(onsets.rise, frame_hz)
    beats = _follow(onsets.rise, period)
    level = _choose_level(onsets.attack, beats, 60 * frame_hz / period)
    if level != 1:
        period *= level
        beats = _follow(onsets.rise, period)
    return 60 * frame_hz / period, beats


def is_regular(onsets: Onsets, beats: np.ndarray) -> bool:
    """Whether the beat grid can be trusted: the beats stand out, keep their distance, and the music repeats itself from one to the
    next."""
    if len(beats) < LEAST_BEATS:
        return False
    steps = np.diff(beats)
    usual = float(np.median(steps))
    contrast = measure_at(onsets.rise, beats).mean() / onsets.rise.mean()
    unsteady = float(np.mean(np.abs(np.log(steps / usual)) > STEADY))
    return bool(contrast >= MIN_CONTRAST and _measure_repeat(onsets.rise, usual) >= MIN_REPEAT + unsteady)


def measure_at(strength: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """The strongest of each frame and its two neighbours."""
    padded = np.pad(strength, 1)
    return np.max([padded[frames], padded[frames + 1], padded[frames + 2]], axis=0)


# --------------------------------------------------------------------------------------------- private


def _find_period(onsets: np.ndarray, frame_hz: float) -> float:
    """The beat's length in frames: the peak of the autocorrelation, weighted towards the tempo that listeners prefer."""
    lags = np.arange(int(60 * frame_hz / MAX_BPM), int(60 * frame_hz / MIN_BPM) + 2)
    size = 1 << int(2 * len(onsets) - 1).bit_length()
    spectrum = np.fft.rfft(onsets - onsets.mean(), size)
    repeat = np.fft.irfft(np.abs(spectrum) ** 2, size)[lags]
    weight = np.exp(-0.5 * (np.log2(60 * frame_hz / lags / PREFERRED_BPM) / SPREAD_OCTAVES) ** 2)
    best = int(np.argmax(repeat * weight))
    if not 0 < best < len(lags) - 1:
        return float(lags[best])
    left, peak, right = repeat[best - 1 : best + 2]
    curve = left - 2 * peak + right
    return float(lags[best] + (0.5 * (left - right) / curve if curve < 0 else 0))


def _follow(onsets: np.ndarray, period: float) -> np.ndarray:
    score, came = _chain_beats(_smooth(onsets / onsets.std(), period / 32), period)
    beats = [len(score) - round(period) + int(np.argmax(score[-round(period) :]))]
    while came[beats[-1]] >= 0:
        beats.append(int(came[beats[-1]]))
    return _trim(onsets, np.array(beats[::-1]))


def _chain_beats(strength: np.ndarray, period: float) -> tuple[np.ndarray, np.ndarray]:
    """Best score of a chain of beats that ends in each frame, and the beat before it (-1: the chain starts here)."""
    steps = np.arange(-round(2 * period), -round(period / 2) + 1)
    cost = -TIGHTNESS * np.log(-steps / period) ** 2
    score, came = strength.copy(), np.full(len(strength), -1)
    for frame in range(-steps[-1], len(strength)):
        first = max(0, frame + steps[0])
        reach = score[first : frame + steps[-1] + 1] + cost[first - frame - steps[0] :]
        best = int(np.argmax(reach))
        if reach[best] > 0:
            score[frame] += reach[best]
            came[frame] = first + best
    return score, came


def _trim(onsets: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """The beats without those before the music starts and after it ends."""
    strength = measure_at(onsets, beats)
    heard = np.flatnonzero(strength > 0.5 * np.sqrt((strength**2).mean()))
    return beats[heard[0] : heard[-1] + 1]


def _smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    reach = np.arange(-round(4 * sigma) - 1, round(4 * sigma) + 2)
    kernel = np.exp(-0.5 * (reach / max(sigma, 1e-3)) ** 2)
    return np.convolve(values, kernel / kernel.sum(), "same")


def _choose_level(attack: np.ndarray, beats: np.ndarray, bpm: float) -> float:
    """By how much a beat is longer than was thought: 2, 1 or a half."""
    if len(beats) < LEAST_BEATS:
        return 1
    if bpm > QUICK_BPM:
        weak, strong = sorted(measure_at(attack, beats[phase::2]).mean() for phase in (0, 1))
        return 2 if weak < WEAK_BEAT * strong else 1
    middles = (beats[:-1] + beats[1:]) // 2
    is_dense = measure_at(attack, middles).mean() > STRONG_MIDDLE * measure_at(attack, beats).mean()
    return 0.5 if bpm < SLOW_BPM and is_dense else 1


def _measure_repeat(onsets: np.ndarray, period: float) -> float:
    """Correlation of the onset strength with itself one beat later."""
    lags = [round(period) - 1, round(period), round(period) + 1]
    return max(float(np.corrcoef(onsets[:-lag], onsets[lag:])[0, 1]) for lag in lags)
