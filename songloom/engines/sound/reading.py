"""Reads the store's sound in blocks, at the rate that video is heard at."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile
import soxr

from songloom.errors import InputError

# Platforms, broadcasters and Opus all want this rate; resampling once, well, beats leaving it to each of them.
RATE_HZ = 48000
BLOCK = 1 << 17


def read_blocks(*files: Path) -> Iterator[tuple[np.ndarray, ...]]:
    """Blocks of float32 (samples, 2) at 48 kHz, full scale = 1, of stereo files of one length read side by side. InputError where a
    file is damaged."""
    try:
        with ExitStack() as stack:
            sounds = [stack.enter_context(soundfile.SoundFile(file)) for file in files]
            tubes = [soxr.ResampleStream(sound.samplerate, RATE_HZ, 2, dtype="float32", quality="HQ") for sound in sounds]
            frames = min(sound.frames for sound in sounds)
            for start in range(0, frames, BLOCK):
                count = min(BLOCK, frames - start)
                heard = [sound.read(count, dtype="float32", always_2d=True) for sound in sounds]
                is_last = start + count == frames
                yield tuple(tube.resample_chunk(block, last=is_last) for tube, block in zip(tubes, heard, strict=True))
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the sound is damaged", "run `songloom verify`, then weave again") from error
