"""Writes sound as AAC, Opus or PCM: equal samples give equal bytes, and t = 0 stays t = 0."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream

from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.meter import CELL, LoudnessMeter, wrap_block
from songloom.engines.sound.reading import RATE_HZ

FORMATS = {"aac": "mp4", "opus": "ogg", "pcm": "wav"}
ENCODERS = {"aac": "aac", "opus": "libopus", "pcm": "pcm_s24le"}
# Without these the muxers write their version, the date, or a serial number drawn by lot.
BITEXACT = {"fflags": "+bitexact"}
MUXING = {"aac": {"movflags": "+faststart"}, "opus": {"serial_offset": "1"}, "pcm": {"rf64": "auto"}}


def encode_sound(blocks: Iterable[np.ndarray], options: SoundOptions, target: Path, progress: Callable[[float], None]) -> None:
    """Write blocks of float32 (samples, 2) at 48 kHz; `progress` takes how many milliseconds are done. Encoders put a little silence
    before the sound, which the container tells players to leave out."""
    codec, done = options.codec, 0
    with av.open(str(target), "w", format=FORMATS[codec], options=BITEXACT | MUXING[codec]) as out:
        stream = cast(AudioStream, out.add_stream(ENCODERS[codec], rate=RATE_HZ, layout="stereo", options={"flags": "+bitexact"}))
        if codec != "pcm":
            stream.bit_rate = 1000 * options.kbps
        for block in blocks:
            for packet in stream.encode(wrap_block(block, done)):
                out.mux(packet)
            done += len(block)
            progress(done / CELL)
        for packet in stream.encode(None):
            out.mux(packet)


def measure_file(file: Path) -> float:
    """Integrated loudness of what a file plays, in LUFS."""
    meter, form = LoudnessMeter(), av.AudioResampler("flt", "stereo", RATE_HZ)
    with av.open(str(file)) as sound:
        for frame in sound.decode(audio=0):
            for packed in form.resample(frame):
                meter.add_frame(packed)
    return meter.lufs()
