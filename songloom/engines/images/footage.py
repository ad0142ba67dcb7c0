"""A person's own clips: read, trimmed and brought to size by MoviePy once, and kept as a file whose frames are quickly at hand."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from moviepy import VideoFileClip
from numpy.typing import NDArray

from songloom.engines.images.contract import CLIP_GROUP, FOCUS, FootageOptions
from songloom.engines.images.focus import find_focus, tell_focus
from songloom.engines.images.folder import Folder, is_picture
from songloom.engines.images.look import CURE, look_at_clip
from songloom.errors import InputError

# Finer than what a video is made of later, so that nobody sees that it was encoded twice.
CRF, PRESET = "16", "veryfast"
THREADS = 2
# A clip may say that it shows a frame in hours.
SLOWEST = Fraction(1, 1000)
BT709, LIMITED = 1, 1
# OpenCV's number for AVX-512, which x264 165 must not use: its code reads memory that nobody wrote, and bytes differ from run to run.
AVX_512F = 13
# What MoviePy raises where ffmpeg's words about a file are not what it expects.
BROKEN = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ZeroDivisionError)


class Footage:
    """The images engine of this name; pictures among the clips are taken as `folder` takes them."""

    def __init__(self, options: FootageOptions) -> None:
        self._options = options

    def take(self, given: Path, folder: Path) -> None:
        """Write `scene.png` or `scene.mp4`, with its focus."""
        if is_picture(given):
            Folder(self._options).take(given, folder)
            return
        look = look_at_clip(given, self._options.most_s)
        with _open_clip(given, self._options.edge) as clip:
            seconds = min(clip.duration or look.length_s, look.length_s)
            rate = max(SLOWEST, Fraction(min(clip.fps, self._options.most_fps)).limit_denominator(1001))
            focus = tell_focus(find_focus(look.mean))
            _encode(_read_frames(clip, seconds, rate), (clip.w, clip.h), rate, focus, folder / "scene.mp4")


# --------------------------------------------------------------------------------------------- private


@contextmanager
def _open_clip(given: Path, edge: int) -> Iterator[VideoFileClip]:
    """The clip without sound, upright, its shorter edge `edge` pixels at most."""
    # An absolute path is no option of ffmpeg's, and no address.
    path = str(given.absolute())
    with _name_damage(), _close_pipes(VideoFileClip(path, audio=False)) as whole:
        size = _fit((whole.w, whole.h), edge)
    with _name_damage():
        clip = VideoFileClip(path, audio=False, target_resolution=size)
    with _close_pipes(clip):
        yield clip


@contextmanager
def _close_pipes(clip: VideoFileClip) -> Iterator[VideoFileClip]:
    """MoviePy leaves the pipes of an ffmpeg open that has come to its end."""
    process: Any = cast(Any, clip.reader).proc
    try:
        with clip:
            yield clip
    finally:
        for pipe in (process.stdout, process.stderr):
            pipe.close()
        process.wait()


def _read_frames(clip: VideoFileClip, seconds: float, rate: Fraction) -> Iterator[NDArray[np.uint8]]:
    with _name_damage():
        frames = clip.subclipped(0, seconds).iter_frames(fps=float(rate), dtype="uint8")
    while True:
        with _name_damage():
            frame = next(frames, None)
        if frame is None:
            return
        yield frame


@contextmanager
def _name_damage() -> Iterator[None]:
    """What a file turns out not to be is said in one sentence."""
    try:
        with warnings.catch_warnings():
            # MoviePy warns where a file ends a frame earlier than it says.
            warnings.simplefilter("ignore")
            yield
    except BROKEN as error:
        raise InputError("", "holds no clip that can be read", CURE) from error


def _fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """Both edges even, as yuv420p wants them."""
    scale = min(1.0, edge / min(size))
    width, height = (max(2, 2 * round(side * scale / 2)) for side in size)
    return width, height


def _encode(frames: Iterator[NDArray[np.uint8]], size: tuple[int, int], rate: Fraction, focus: str, target: Path) -> None:
    with av.open(str(target), "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+use_metadata_tags"}) as container:
        container.metadata[FOCUS] = focus
        stream = _add_stream(container, size, rate)
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", src_color_range="JPEG", dst_color_range="MPEG"
            )
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _add_stream(container: OutputContainer, size: tuple[int, int], rate: Fraction) -> VideoStream:
    tame = ":asm=AVX2" if cv2.checkHardwareSupport(AVX_512F) else ""
    settings = {
        "crf": CRF,
        "preset": PRESET,
        "g": str(CLIP_GROUP),
        "bf": "0",
        "flags": "+cgop+bitexact",
        "x264-params": f"scenecut=0:open-gop=0:colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv{tame}",
    }
    stream = cast(VideoStream, container.add_stream("libx264", rate=rate, options=settings))
    stream.width, stream.height = size
    stream.pix_fmt, stream.time_base = "yuv420p", 1 / rate
    context = stream.codec_context
    context.thread_count, context.thread_type = THREADS, "FRAME"
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = LIMITED, BT709, BT709, BT709
    return stream
