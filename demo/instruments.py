"""The band's sounds, one function an instrument: plucked string, bass, pad, bell, kick, brush and shaker, all made of arithmetic."""

import numpy as np
from scipy.signal import butter, lfilter, sosfilt
from score import midi_to_hz

RATE_HZ = 44100


def pluck_string(midi: float, seconds: float, bright: float, rng: np.random.Generator) -> np.ndarray:
    """A guitar-like string (Karplus and Strong 1983, with Jaffe and Smith's fractional tuning); bright is 0..1."""
    period = RATE_HZ / midi_to_hz(midi)
    whole = int(period - 0.5)
    part = period - 0.5 - whole
    burst = np.zeros(int(seconds * RATE_HZ))
    noise = rng.uniform(-1, 1, whole + 1)
    # Plucking at a seventh of the string takes the shrill partials out; the low-pass is the softness of the finger.
    noise = noise - np.roll(noise, (whole + 1) // 7)
    noise = lfilter([0.25 + 0.5 * bright], [1, -(0.75 - 0.5 * bright)], noise)
    burst[: whole + 1] = noise - noise.mean()
    # y[n] = x[n] + loss * (average of two neighbours one period back), read between samples for the exact pitch.
    loss = 0.5 ** (1 / (midi_to_hz(midi) * np.interp(midi, [40, 76], [1.1, 0.45])))
    feedback = np.zeros(whole + 3)
    feedback[0] = 1
    feedback[whole : whole + 3] -= loss * np.convolve([0.5, 0.5], [1 - part, part])
    string = lfilter([1.0], feedback, burst)
    # A nylon string under flesh, not a steel one under a nail; the box adds body around its air resonance.
    string = lfilter(*butter(1, 2200 + 2600 * bright, fs=RATE_HZ), string)
    string = string + 0.5 * sosfilt(butter(1, (150, 320), "bandpass", fs=RATE_HZ, output="sos"), string)
    return _fade_ends(string / (np.abs(string).max() + 1e-9), 0.002, 0.05)


def play_bass(midi: float, seconds: float) -> np.ndarray:
    """A round bass: a fundamental, two overtones that die sooner."""
    time = _time(seconds)
    hz = midi_to_hz(midi)
    overtones = ((1, 1.0, 1.0), (2, 0.45, 2.2), (3, 0.16, 4.0))
    tone = sum(gain * np.sin(2 * np.pi * hz * n * time) * np.exp(-time * decay) for n, gain, decay in overtones)
    return _fade_ends(np.tanh(1.2 * tone) * 0.8, 0.008, 0.06)


def hold_pad(midis: tuple[int, ...], seconds: float, rng: np.random.Generator) -> np.ndarray:
    """(samples, 2): a slow chord of detuned soft saws, each voice at its own place between the ears."""
    time = _time(seconds)
    pad = np.zeros((len(time), 2))
    for midi in midis:
        for cents in (-7, 0, 6):
            hz = midi_to_hz(midi + cents / 100)
            parts = range(1, int(min(12, 4000 / hz)) + 1)
            phases = rng.uniform(0, 2 * np.pi, len(parts))
            tone = sum(np.sin(2 * np.pi * hz * n * time + p) / n**1.9 for n, p in zip(parts, phases, strict=True))
            place = rng.uniform(0.0, 1.0)
            pad += tone[:, None] * np.sqrt([1 - place, place])
    swell = np.interp(time, [0, 0.35, max(0.4, seconds - 0.5), seconds], [0, 1, 0.9, 0])
    return pad * swell[:, None] / (3 * len(midis))


def strike_bell(midi: float, seconds: float) -> np.ndarray:
    """A music-box tine: a sine, a quick octave and an inharmonic ping."""
    time = _time(seconds)
    hz = midi_to_hz(midi)
    tone = np.sin(2 * np.pi * hz * time) * np.exp(-time * 2.6)
    tone += 0.35 * np.sin(2 * np.pi * 2 * hz * time) * np.exp(-time * 5) + 0.12 * np.sin(2 * np.pi * 5.4 * hz * time) * np.exp(-time * 18)
    return _fade_ends(tone, 0.002, 0.05)


def kick_drum() -> np.ndarray:
    time = _time(0.3)
    sweep = 48 + 60 * np.exp(-time * 38)
    return _fade_ends(np.sin(2 * np.pi * np.cumsum(sweep) / RATE_HZ) * np.exp(-time * 13), 0.002, 0.02)


def brush_snare(rng: np.random.Generator) -> np.ndarray:
    """A brush slapped softly: band-passed noise that swells within 10 ms and falls away."""
    time = _time(0.28)
    noise = sosfilt(butter(1, (1200, 5000), "bandpass", fs=RATE_HZ, output="sos"), rng.standard_normal(len(time)))
    return _fade_ends(noise * np.exp(-time * 17) * 0.5, 0.008, 0.03)


def shake(rng: np.random.Generator) -> np.ndarray:
    time = _time(0.09)
    noise = sosfilt(butter(2, 5500, "highpass", fs=RATE_HZ, output="sos"), rng.standard_normal(len(time)))
    return _fade_ends(noise * np.exp(-time * 45) * 0.5, 0.012, 0.01)


# ------ private


def _time(seconds: float) -> np.ndarray:
    return np.arange(int(seconds * RATE_HZ)) / RATE_HZ


def _fade_ends(samples: np.ndarray, rise_s: float, fall_s: float) -> np.ndarray:
    rise, fall = int(rise_s * RATE_HZ), int(fall_s * RATE_HZ)
    samples = samples.copy()
    samples[:rise] *= np.linspace(0, 1, rise)
    samples[-fall:] *= np.linspace(1, 0, fall)
    return samples
