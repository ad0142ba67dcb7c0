"""Looks at a clip that nobody vouches for before ffmpeg is let near it: only formats that hold their own pictures, whole and bounded."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from songloom.errors import InputError

# Demuxers that read pictures from the file itself; playlists (HLS, DASH, concat) make FFmpeg open other files or addresses.
FORMATS = "mov,matroska,webm"
MOST_BYTES, MOST_PIXELS = 4_000_000_000, 8192 * 4320
LEAST_EDGE, MOST_SHAPE = 16, 8
# What no clip is sound without: two frames that differ in time.
LEAST_FRAMES = 2
# Every how many frames a clip is looked at, and at what size, to find what it is about.
LOOK_EVERY, LOOK_EDGE = 12, 192
CURE = "give an MP4, MOV, WebM or MKV clip that plays"


@dataclass(frozen=True)
class Look:
    """What is known of a clip: its length in seconds, as far as it was looked at, and its mean picture, small and upright."""

    length_s: float
    mean: NDArray[np.uint8]


def look_at_clip(given: Path, most_s: float) -> Look:
    """Decode the first `most_s` seconds; InputError where that cannot be done without a fault."""
    if given.stat().st_size > MOST_BYTES:
        raise InputError("", f"has more than {MOST_BYTES // 10**9} GB", "cut it to what is to be shown")
    try:
        # Opened by number, so that FFmpeg sees no name: the content alone says what the file is.
        with os.fdopen(os.open(given, os.O_RDONLY), "rb") as file, _open_container(file) as container:
            streams = [stream for stream in container.streams.video if stream.codec_context is not None]
            if not streams:
                raise InputError("", "holds no moving picture", CURE)
            _check_shape(streams[0].width, streams[0].height)
            return _decode(container, streams[0], most_s)
    except (FFmpegError, ValueError, UnicodeError) as error:
        raise InputError("", "holds no picture or clip that can be read", CURE) from error


# --------------------------------------------------------------------------------------------- private


def _open_container(file: BinaryIO) -> InputContainer:
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    return av.open(file, "r", options=options, metadata_errors="replace", io_open=_refuse_to_open)


def _refuse_to_open(url: str, _flags: int, _options: dict[str, str]) -> BinaryIO:
    raise PermissionError(f"{url}: a clip must not refer to other files")


def _check_shape(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or min(width, height) < LEAST_EDGE or max(width, height) > MOST_SHAPE * min(width, height):
        raise InputError("", f"has {width} × {height} pixels, which is no picture for a screen", "give it in a size that screens have")


def _decode(container: InputContainer, stream: VideoStream, most_s: float) -> Look:
    """What MoviePy would wait for for ever, a decoder that complains without end, is found out here."""
    stream.thread_type = "AUTO"
    first, last, count = 0.0, 0.0, 0
    seen: list[NDArray[Any]] = []
    try:
        for frame in container.decode(stream):
            if frame.time is None:
                continue
            if count % LOOK_EVERY == 0:
                seen.append(_shrink(frame))
            first, last, count = (frame.time if count == 0 else first), frame.time, count + 1
            if last - first >= most_s:
                break
    except FFmpegError as error:
        raise InputError("", f"is damaged {max(0.0, last - first):.1f} s after its beginning", CURE) from error
    if count < LEAST_FRAMES or last <= first:
        raise InputError("", "holds a single frame", "give it as a picture")
    mean = np.mean([one for one in seen if one.shape == seen[0].shape], axis=0).astype(np.uint8)
    # The last frame is shown as long as those before it.
    return Look(min(most_s, (last - first) * count / (count - 1)), mean)


def _shrink(frame: VideoFrame) -> NDArray[Any]:
    scale = LOOK_EDGE / max(frame.width, frame.height)
    small = frame.reformat(max(2, round(frame.width * scale)), max(2, round(frame.height * scale)), "rgb24")
    return np.rot90(small.to_ndarray(), frame.rotation // 90)
