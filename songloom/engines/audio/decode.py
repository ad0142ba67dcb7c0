"""Decodes whatever FFmpeg can read into the one form that every later stage hears."""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame
from av.error import FFmpegError

from songloom.engines.audio.contract import DecodeOptions
from songloom.engines.audio.loudness import Meter
from songloom.engines.audio.source import CURE, Sound, find_declared_s, open_sound
from songloom.engines.audio.tags import open_tagged, read_tags
from songloom.errors import InputError, StoreError
from songloom.model.audio import AudioFacts, AudioTags

RATE_HZ = 44100


class Decode:
    """44.1 kHz stereo 16 bit FLAC by PyAV, streaming. t = 0 is the first sample that FFmpeg decodes (encoder delay removed where
    the file tells it). A mono source goes to both channels at full level."""

    def __init__(self, options: DecodeOptions) -> None:
        self._options = options

    def decode(self, source: Path, flac: Path, progress: Callable[[float], None]) -> tuple[AudioFacts, AudioTags]:
        """Write `source` to `flac`; InputError where it holds no audio, none that decodes, too little or too much."""
        tagged = open_tagged(source)
        with open_sound(source) as sound:
            declared_s = find_declared_s(sound, getattr(tagged, "info", None))
            meter = Meter(RATE_HZ)
            samples = self._write(sound, flac, meter, progress)
            self._check_shortest(samples / RATE_HZ, sound)
            facts = AudioFacts(
                duration_s=samples / RATE_HZ,
                declared_s=declared_s,
                loudness_lufs=meter.loudness_lufs(),
                peak_dbfs=meter.peak_dbfs(),
                clipped_share=meter.clipped_share(),
                broken_packets=sound.broken_packets,
            )
        return facts, read_tags(tagged)

    def _write(self, sound: Sound, flac: Path, meter: Meter, progress: Callable[[float], None]) -> int:
        samples = 0
        try:
            with soundfile.SoundFile(flac, "w", RATE_HZ, 2, "PCM_16", format="FLAC") as out:
                for block in _resample(sound):
                    samples += len(block)
                    self._check_longest(samples / RATE_HZ)
                    out.write(block)
                    meter.add(block)
                    progress(sound.read_share())
        except soundfile.LibsndfileError as error:
            # libsndfile does not say why the system refused to write; a full disk is what people meet.
            raise StoreError(str(flac), "the sound cannot be written", "free some space where the store is") from error
        return samples

    def _check_longest(self, length_s: float) -> None:
        if length_s > self._options.max_s:
            raise InputError("", f"is longer than {self._options.max_s:g} s", "cut it, or raise audio.decode.max_s")

    def _check_shortest(self, length_s: float, sound: Sound) -> None:
        if length_s == 0:
            raise InputError("", f"holds audio ({sound.stream.codec_context.name}) that cannot be decoded", CURE)
        if length_s < self._options.min_s:
            raise InputError("", f"is {length_s:.2f} s long, expected {self._options.min_s:g} s at least", CURE)


# --------------------------------------------------------------------------------------------- private


def _resample(sound: Sound) -> Iterator[np.ndarray]:
    """Blocks of int16 (samples, 2) at 44.1 kHz, also where the sound changes its form midway."""
    form, resampler = None, av.AudioResampler()
    try:
        for frame in sound.read_frames():
            if form != (form := (frame.format.name, frame.layout.name, frame.sample_rate)):
                yield from _to_stereo(resampler.resample(None))
                # FFmpeg would turn mono down by 3 dB on its way to stereo, so mono stays mono until it is copied.
                layout = "mono" if len(frame.layout.channels) == 1 else "stereo"
                resampler = av.AudioResampler("s16", layout, RATE_HZ)
            yield from _to_stereo(resampler.resample(frame))
        yield from _to_stereo(resampler.resample(None))
    except FFmpegError as error:
        raise InputError("", "holds audio that cannot be mixed to stereo", CURE) from error


def _to_stereo(frames: list[AudioFrame]) -> Iterator[np.ndarray]:
    for frame in frames:
        samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
        yield np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples
