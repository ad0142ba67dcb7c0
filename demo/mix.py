"""Puts voice and band into one room and one loudness, and writes the file with its tags."""

from pathlib import Path

import av
import mutagen.oggopus
import numpy as np
import pyloudnorm
from instruments import RATE_HZ
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt, sosfiltfilt

LOUDNESS_LUFS, PEAK = -16.0, 0.89
BITRATE = 84_000
OPUS_RATE_HZ = 48_000


def tame_voice(voice: np.ndarray) -> np.ndarray:
    """Rumble and edge cut off, sibilants ducked, loud syllables held back: what an engineer does to a close voice."""
    voice = sosfiltfilt(butter(2, 130, "highpass", fs=RATE_HZ, output="sos"), voice)
    voice = sosfilt(butter(1, 13000, "lowpass", fs=RATE_HZ, output="sos"), voice)
    sharp = sosfiltfilt(butter(2, (4500, 9500), "bandpass", fs=RATE_HZ, output="sos"), voice)
    edge = _follow(sharp, 0.008)
    voice = voice - sharp * np.clip(1 - 0.035 / (edge + 1e-9), 0, 0.75)
    level = _follow(voice, 0.04)
    return voice * np.minimum(1, (0.12 / (level + 1e-9)) ** 0.45)


def add_room(dry: np.ndarray, wet: float, seconds: float, seed: int) -> np.ndarray:
    """(samples, 2) of a mono or stereo sound in a synthetic hall: decaying noise that loses its treble first."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(1.4 * seconds * RATE_HZ)) / RATE_HZ
    low, high = rng.standard_normal((2, len(time), 2))
    low = sosfilt(butter(1, (250, 2500), "bandpass", fs=RATE_HZ, output="sos"), low, axis=0)
    high = sosfilt(butter(1, (2500, 7000), "bandpass", fs=RATE_HZ, output="sos"), high, axis=0)
    room = low * np.exp(-6.9 * time / seconds)[:, None] + 0.6 * high * np.exp(-6.9 * time / (0.5 * seconds))[:, None]
    room = np.concatenate([np.zeros((int(0.022 * RATE_HZ), 2)), room])
    room /= np.sqrt((room**2).sum(0))
    stereo = np.broadcast_to(dry[:, None] if dry.ndim == 1 else dry, (len(dry), 2))
    return stereo + wet * fftconvolve(stereo, room, axes=0)[: len(dry)]


def master(mix: np.ndarray, fade_s: float) -> np.ndarray:
    """Faded out, at the target loudness, its peaks rounded off below full scale."""
    mix = mix.copy()
    fade = int(fade_s * RATE_HZ)
    mix[-fade:] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fade)))[:, None]
    meter = pyloudnorm.Meter(RATE_HZ)
    for _ in range(3):
        mix = _limit(mix * 10 ** ((LOUDNESS_LUFS - meter.integrated_loudness(mix)) / 20))
    return mix


def write_opus(path: Path, mix: np.ndarray, tags: dict[str, str]) -> None:
    """Stereo Opus; the same samples give the same bytes."""
    samples = resample_poly(mix, OPUS_RATE_HZ // 300, RATE_HZ // 300, axis=0).astype(np.float32)
    with av.open(str(path), "w", format="opus", options={"fflags": "+bitexact", "serial_offset": "1"}) as container:
        stream = container.add_stream("libopus", rate=OPUS_RATE_HZ, layout="stereo", options={"flags": "+bitexact"})
        stream.bit_rate = BITRATE
        for at in range(0, len(samples), 960):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[at : at + 960].reshape(1, -1)), "flt", "stereo")
            frame.sample_rate, frame.pts = OPUS_RATE_HZ, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file = mutagen.oggopus.OggOpus(path)
    file.delete()
    file.update(tags)
    file.save(padding=lambda _: 0)


# ------ private


def _follow(sound: np.ndarray, seconds: float) -> np.ndarray:
    return np.sqrt(np.maximum(sosfiltfilt(butter(1, 1 / (2 * np.pi * seconds), fs=RATE_HZ, output="sos"), sound**2), 0))


def _limit(mix: np.ndarray) -> np.ndarray:
    """Soft knee above half the allowed peak."""
    knee = PEAK / 2
    over = np.abs(mix) - knee
    return np.where(over > 0, np.sign(mix) * (knee + (PEAK - knee) * np.tanh(over / (PEAK - knee))), mix)
