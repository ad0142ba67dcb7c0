"""Encodes frames in process, in pieces that join without being encoded again."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from songloom.engines.segments.colour import Planes
from songloom.engines.segments.contract import SkiaOptions

# Frame threads, unlike slice threads, leave the pixels the same whatever their number; the number is fixed all the same,
# since x264's look-ahead depends on it.
THREADS = 4
KEYFRAME_S = 2
# How many frames are drawn while others are encoded.
AHEAD = 2
# OpenCV's number for the instruction set (CV_CPU_AVX_512F); its Python module does not name it.
AVX_512F = 13
BT709 = 1
LIMITED = 1


def encode_frames(frames: Iterable[Planes], size: tuple[int, int], options: SkiaOptions, target: Path) -> None:
    """Write Y, Cb, Cr planes as an MP4 of one H.264 stream; equal frames give equal bytes."""
    with av.open(str(target), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = _add_stream(container, size, options)
        for number, frame in enumerate(_draw_ahead(_wrap(planes, size) for planes in frames)):
            frame.pts = number
            frame.time_base = Fraction(1, options.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


# --------------------------------------------------------------------------------------------- private


def _add_stream(container: OutputContainer, size: tuple[int, int], options: SkiaOptions) -> VideoStream:
    settings = {
        "crf": str(options.crf),
        "preset": options.preset,
        "g": str(KEYFRAME_S * options.fps),
        "flags": "+cgop+bitexact",
        "x264-params": "scenecut=0:open-gop=0:stitchable=1:colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv" + _tame_processor(),
    }
    stream = cast(VideoStream, container.add_stream("libx264", rate=options.fps, options=settings))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, options.fps)
    context = stream.codec_context
    context.thread_count, context.thread_type = THREADS, "FRAME"
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = LIMITED, BT709, BT709, BT709
    return stream


def _draw_ahead(frames: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """The frames, the next ones drawn by a thread of its own while the caller encodes: an encoder that waits for a drawing leaves
    processors idle."""
    with ThreadPoolExecutor(1) as artist:
        drawn = deque(artist.submit(next, frames, None) for _ in range(AHEAD))
        while (frame := drawn.popleft().result()) is not None:
            drawn.append(artist.submit(next, frames, None))
            yield frame


def _tame_processor() -> str:
    """x264 165's AVX-512 code reads memory that nobody wrote, so its bytes change from run to run at many sizes (seen with
    MALLOC_PERTURB_). Its AVX2 code does not, and gives the same bytes as SSE's."""
    return ":asm=AVX2" if cv2.checkHardwareSupport(AVX_512F) else ""


def _wrap(planes: Planes, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for target, plane in zip(frame.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)
        rows[: plane.shape[0], : plane.shape[1]] = plane
    frame.color_range, frame.colorspace = LIMITED, BT709
    return frame
