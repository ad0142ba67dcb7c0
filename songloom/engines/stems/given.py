"""Decodes a stem that a person gave: a file that nobody vouches for, into the song's own form."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError

from songloom.engines.stems.writing import RATE_HZ
from songloom.errors import InputError, StoreError

# Demuxers that read sound from the file itself. Playlists (HLS, DASH, concat, SDP), devices and picture readers are left out on
# purpose: they make FFmpeg open other files or addresses. The audio stage has the same list, for the same reason.
FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,iff,latm,loas,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,nut,ogg,oma,qcp,rm,shn,sox,spdif,tak,truehd,tta,voc,w64,wav,webm,wv,xwma"
)
MIN_RATE_HZ, MAX_RATE_HZ, MAX_CHANNELS = 4000, 768_000, 64

# So many undecodable packets in a row and there is no more sound worth waiting for.
MAX_BROKEN_PACKETS = 500

CURE = "give the file that belongs to this very recording, or take another engine for the stems"


def decode_given(source: Path, flac: Path, name: str, most: int) -> None:
    """Write `source` to `flac` as 44.1 kHz stereo 16 bit, mono in both channels; InputError, in which it is called `name`, where it
    holds no sound or more than `most` samples."""
    frames = 0
    try:
        with soundfile.SoundFile(flac, "w", RATE_HZ, 2, "PCM_16", format="FLAC") as out:
            for block in _read_blocks(source, name):
                frames += len(block)
                if frames > most:
                    raise InputError("", f"the given {name} is longer than the song by too much", CURE)
                out.write(block)
    except soundfile.LibsndfileError as error:
        # libsndfile does not say why the system refused to write; a full disk is what people meet.
        raise StoreError(str(flac), "the sound cannot be written", "free some space where the store is") from error
    if frames == 0:
        raise InputError("", f"the given {name} holds no sound that can be decoded", CURE)


# --------------------------------------------------------------------------------------------- private


def _read_blocks(source: Path, name: str) -> Iterator[np.ndarray]:
    """Blocks of int16 (samples, 2) at 44.1 kHz, also where the sound changes its form midway."""
    form, resampler = None, av.AudioResampler()
    try:
        # Opened by number, so that FFmpeg sees no name: the content alone says what the file is.
        with os.fdopen(os.open(source, os.O_RDONLY), "rb") as file, _open_container(file) as container:
            for frame in _read_frames(container):
                _check_frame(frame, name)
                if form != (form := (frame.format.name, frame.layout.name, frame.sample_rate)):
                    yield from _to_stereo(resampler.resample(None))
                    # FFmpeg would turn mono down by 3 dB on its way to stereo, so mono stays mono until it is copied.
                    layout = "mono" if len(frame.layout.channels) == 1 else "stereo"
                    resampler = av.AudioResampler("s16", layout, RATE_HZ)
                yield from _to_stereo(resampler.resample(frame))
            yield from _to_stereo(resampler.resample(None))
    except (FFmpegError, ValueError, UnicodeError) as error:
        raise InputError("", f"the given {name} holds no sound that can be read", CURE) from error


def _open_container(file: BinaryIO) -> InputContainer:
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    return av.open(file, "r", options=options, metadata_errors="replace", io_open=_refuse_to_open)


def _refuse_to_open(url: str, _flags: int, _options: dict[str, str]) -> BinaryIO:
    raise PermissionError(f"{url}: a stem must not refer to other files")


def _read_frames(container: InputContainer) -> Iterator[AudioFrame]:
    """The first audio stream's frames; packets that cannot be decoded are skipped."""
    streams = [stream for stream in container.streams.audio if stream.codec_context is not None][:1]
    packets, skipped = (container.demux(streams[0]) if streams else iter(())), 0
    while skipped <= MAX_BROKEN_PACKETS:
        try:
            packet = next(packets)
        except (StopIteration, FFmpegError):
            # A demuxer that fails midway has no more to give; what was decoded so far is kept.
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            skipped += 1
            continue
        skipped = 0 if frames else skipped
        yield from frames


def _check_frame(frame: AudioFrame, name: str) -> None:
    if not MIN_RATE_HZ <= frame.sample_rate <= MAX_RATE_HZ or len(frame.layout.channels) > MAX_CHANNELS:
        form = f"{frame.sample_rate} Hz, {len(frame.layout.channels)} channels"
        raise InputError("", f"the given {name} has a form ({form}) that no stem has", CURE)


def _to_stereo(frames: list[AudioFrame]) -> Iterator[np.ndarray]:
    for frame in frames:
        samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
        yield np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples
