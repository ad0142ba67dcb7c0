"""Finds the beat grid in onset strength, and says whether there is one."""

import numpy as np

# Ellis (2007): how strongly the tempo holds the beats together, and the tempo that listeners prefer, with its spread in octaves.
TIGHTNESS = 100.0
PREFERRED_BPM, SPREAD_OCTAVES = 120.0, 0.9
MIN_BPM, MAX_BPM = 50.0, 210.0
BEATS_PER_BAR = 4

# A grid can be trusted where the strength on its beats stands out this many times over the mean strength between them, and where the
# strength repeats itself after one beat with this correlation at least.
MIN_CONTRAST, MIN_REPEAT = 1.5, 0.12


def track_beats(onsets: np.ndarray, frame_hz: float) -> tuple[float, np.ndarray]:
    """Tempo (0 where there is none) and the frames of the beats, in order. `onsets` is the onset strength (frames,)."""
    if len(onsets) < 4 * frame_hz or onsets.std() < 1e-6:
        return 0.0, np.zeros(0, int)
    period = _find_period(onsets, frame_hz)
    score, came = _chain_beats(_smooth(onsets / onsets.std(), period / 32), period)
    beats = [len(score) - round(period) + int(np.argmax(score[-round(period) :]))]
    while came[beats[-1]] >= 0:
        beats.append(int(came[beats[-1]]))
    return 60 * frame_hz / period, _trim(onsets, np.array(beats[::-1]))


def find_downbeats(onsets: np.ndarray, beats: np.ndarray) -> np.ndarray:
    """Every fourth beat, from the one of the first four on which the music is strongest."""
    if len(beats) < BEATS_PER_BAR:
        return beats[:1]
    strength = _strength_at(onsets, beats)
    phase = int(np.argmax([strength[start::BEATS_PER_BAR].mean() for start in range(BEATS_PER_BAR)]))
    return beats[phase::BEATS_PER_BAR]


def is_regular(onsets: np.ndarray, beats: np.ndarray) -> bool:
    """Whether the beat grid can be trusted: the beats stand out, and the music repeats itself from one to the next."""
    if len(beats) < 2 * BEATS_PER_BAR:
        return False
    contrast = _strength_at(onsets, beats).mean() / onsets.mean()
    return bool(contrast >= MIN_CONTRAST and _measure_repeat(onsets, float(np.median(np.diff(beats)))) >= MIN_REPEAT)


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
    strength = _strength_at(onsets, beats)
    heard = np.flatnonzero(strength > 0.5 * np.sqrt((strength**2).mean()))
    return beats[heard[0] : heard[-1] + 1]


def _smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    reach = np.arange(-round(4 * sigma) - 1, round(4 * sigma) + 2)
    kernel = np.exp(-0.5 * (reach / max(sigma, 1e-3)) ** 2)
    return np.convolve(values, kernel / kernel.sum(), "same")


def _strength_at(onsets: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """The strongest of each frame and its two neighbours."""
    padded = np.pad(onsets, 1)
    return np.max([padded[frames], padded[frames + 1], padded[frames + 2]], axis=0)


def _measure_repeat(onsets: np.ndarray, period: float) -> float:
    """Correlation of the onset strength with itself one beat later."""
    lags = [round(period) - 1, round(period), round(period) + 1]
    return max(float(np.corrcoef(onsets[:-lag], onsets[lag:])[0, 1]) for lag in lags)
