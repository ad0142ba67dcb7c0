"""Encodes frames in process, in pieces that join without being encoded again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.plane import VideoPlane

from songloom.engines.segments.codecs import BT709, LIMITED, find_coding, open_stream
from songloom.engines.segments.contract import SkiaOptions

# How many frames are drawn while others are encoded.
AHEAD = 2
# By so many frames x265 decodes ahead of what it shows; where it has no more frames than these, it leaves unsaid when they are decoded.
X265_DELAY = 2
# How frames are drawn that are encoded otherwise.
LAYOUTS = {"yuv422p10le": "yuv420p", "yuva444p10le": "yuva444p"}


class Canvas:
    """A frame that is drawn on where it is encoded from."""

    def __init__(self, size: tuple[int, int]):
        self._frame = av.VideoFrame(*size, "yuv420p")
        self._frame.color_range, self._frame.colorspace = LIMITED, BT709
        luma, blue, red = (_open_plane(plane) for plane in self._frame.planes)
        self.planes = luma, blue, red

    def take(self, planes: Sequence[np.ndarray]) -> av.VideoFrame:
        """The frame, after planes that were drawn elsewhere are copied."""
        for own, plane in zip(self.planes, planes, strict=True):
            if plane is not own:
                np.copyto(own, plane)
        return self._frame


def open_canvas(options: SkiaOptions) -> Canvas | None:
    """What to draw on, where the encoder is known to be done with a frame as soon as it has it, and to leave no processor idle in the
    meantime: x264 takes a copy, and has several frames in work."""
    return Canvas(options.frame_size()) if find_coding(options).encoder == "libx264" else None


def encode_frames(
    frames: Iterable[Sequence[np.ndarray]], size: tuple[int, int], options: SkiaOptions, target: Path, canvas: Canvas | None = None
) -> None:
    """Write 8-bit planes (Y, Cb, Cr, and alpha where the codec has it) as a file of one stream; equal frames give equal bytes. Frames may
    be drawn on `canvas`; each is encoded before the next one is asked for, then."""
    coding = find_coding(options)
    drawn = map(canvas.take, frames) if canvas else _draw_ahead(_wrap(planes, size, coding.pixels) for planes in frames)
    with av.open(str(target), "w", format=coding.container, options={"fflags": "+bitexact"}) as container:
        stream = open_stream(container, size, options)
        for number, frame in enumerate(drawn):
            frame.pts = number
            frame.time_base = Fraction(1, options.fps)
            container.mux(stream.encode(frame))
        last = stream.encode()
        if coding.encoder == "libx265" and all((packet.pts or 0) < X265_DELAY for packet in last):
            for packet in last:
                packet.dts = (packet.pts or 0) - X265_DELAY
        container.mux(last)


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
        np.copyto(_open_plane(target), plane)
    frame.color_range, frame.colorspace = LIMITED, BT709
    return frame if frame.format.name == pixels else frame.reformat(format=pixels)


def _open_plane(plane: VideoPlane) -> np.ndarray:
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
