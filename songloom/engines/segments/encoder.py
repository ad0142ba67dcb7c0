"""Encodes frames in process, in pieces that join without being encoded again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from songloom.engines.segments.codecs import BT709, LIMITED, find_coding, open_stream
from songloom.engines.segments.contract import SkiaOptions

# How many frames are drawn while others are encoded.
AHEAD = 2
# How frames are drawn that are encoded otherwise.
LAYOUTS = {"yuv422p10le": "yuv420p", "yuva444p10le": "yuva444p"}


def encode_frames(frames: Iterable[Sequence[np.ndarray]], size: tuple[int, int], options: SkiaOptions, target: Path) -> None:
    """Write 8-bit planes (Y, Cb, Cr, and alpha where the codec has it) as a file of one stream; equal frames give equal bytes."""
    coding = find_coding(options)
    with av.open(str(target), "w", format=coding.container, options={"fflags": "+bitexact"}) as container:
        stream = open_stream(container, size, options)
        for number, frame in enumerate(_draw_ahead(_wrap(planes, size, coding.pixels) for planes in frames)):
            frame.pts = number
            frame.time_base = Fraction(1, options.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


# --------------------------------------------------------------------------------------------- private


def _draw_ahead(frames: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """The frames, the next ones drawn by a thread of its own while the caller encodes: an encoder that waits for a drawing leaves
    processors idle."""
    with ThreadPoolExecutor(1) as artist:
        drawn = deque(artist.submit(next, frames, None) for _ in range(AHEAD))
        while (frame := drawn.popleft().result()) is not None:
            drawn.append(artist.submit(next, frames, None))
            yield frame


def _wrap(planes: Sequence[np.ndarray], size: tuple[int, int], pixels: str) -> av.VideoFrame:
    """A frame of 8-bit planes, as `pixels` wants them."""
    frame = av.VideoFrame(*size, LAYOUTS.get(pixels, pixels))
    for target, plane in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)
        rows[: plane.shape[0], : plane.shape[1]] = plane
    frame.color_range, frame.colorspace = LIMITED, BT709
    return frame if frame.format.name == pixels else frame.reformat(format=pixels)
