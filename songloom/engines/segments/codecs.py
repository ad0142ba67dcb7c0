"""What each codec is asked for, so that pieces of it join without being encoded again."""

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import cv2
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from songloom.engines.segments.contract import SkiaOptions
from songloom.errors import MissingError

# Frame threads, unlike slice threads, leave the pixels the same whatever their number; the number is fixed all the same,
# since x264's look-ahead depends on it.
THREADS = 4
KEYFRAME_S = 2
BT709 = 1
LIMITED = 1
# OpenCV's number for the instruction set (CV_CPU_AVX_512F); its Python module does not name it.
AVX_512F = 13
# x264's names for how much time an encoder takes, from quickest to slowest, in SVT-AV1's and libvpx's and NVENC's own numbers.
AV1_PRESETS = {"ultrafast": 10, "superfast": 9, "veryfast": 8, "faster": 7, "fast": 6, "medium": 5, "slow": 4}
VP9_SPEEDS = {"ultrafast": 8, "superfast": 7, "veryfast": 6, "faster": 5, "fast": 4, "medium": 2, "slow": 1}
NVENC_PRESETS = {"ultrafast": "p1", "superfast": "p2", "veryfast": "p3", "faster": "p4", "fast": "p5", "medium": "p6", "slow": "p7"}


@dataclass(frozen=True)
class Coding:
    """FFmpeg's names for an encoder, its container and its pixels, and what it is told."""

    encoder: str
    container: str
    pixels: str
    settings: dict[str, str]


def find_coding(options: SkiaOptions) -> Coding:
    """How these options are encoded: groups of pictures of KEYFRAME_S that refer to nothing outside, no key frame where none is due."""
    group, crf = str(KEYFRAME_S * options.fps), str(options.crf)
    shared = {"crf": crf, "g": group, "flags": "+cgop+bitexact"}
    if options.encoder == "nvenc":
        wanted = {"rc": "vbr", "cq": crf, "g": group, "preset": NVENC_PRESETS[options.preset], "no-scenecut": "1", "strict_gop": "1"}
        return Coding(f"{options.codec}_nvenc", "mp4", "yuv420p", wanted | {"forced-idr": "1", "flags": "+cgop+bitexact"})
    match options.codec:
        case "h264":
            colours = "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
            wanted = f"scenecut=0:open-gop=0:stitchable=1:{colours}{_tame_processor()}"
            return Coding("libx264", "mp4", "yuv420p", shared | {"preset": options.preset, "x264-params": wanted})
        case "hevc":
            # Frame threads and pools change x265's bytes with their number; info=0 keeps its build out of them.
            wanted = f"scenecut=0:open-gop=0:min-keyint={group}:info=0:log-level=error:frame-threads=2:pools={THREADS}"
            return Coding("libx265", "mp4", "yuv420p", shared | {"preset": options.preset, "x265-params": wanted})
        case "av1":
            wanted = {"preset": str(AV1_PRESETS[options.preset]), "svtav1-params": f"scd=0:irefresh-type=2:lp={THREADS}"}
            return Coding("libsvtav1", "mp4", "yuv420p", shared | wanted)
        case "vp9_alpha":
            # libvpx encodes transparency only without frames that are never shown.
            wanted = {"b": "0", "deadline": "good", "cpu-used": str(VP9_SPEEDS[options.preset]), "auto-alt-ref": "0", "row-mt": "1"}
            return Coding("libvpx-vp9", "webm", "yuva420p", shared | wanted)
        case "prores":
            return Coding("prores_ks", "mov", "yuv422p10le", {"profile": "hq", "vendor": "apl0", "flags": "+bitexact"})
        case "prores_alpha":
            wanted = {"profile": "4444", "vendor": "apl0", "alpha_bits": "16", "flags": "+bitexact"}
            return Coding("prores_ks", "mov", "yuva444p10le", wanted)


def open_stream(container: OutputContainer, size: tuple[int, int], options: SkiaOptions) -> VideoStream:
    """A stream of BT.709 pictures, ready to encode; MissingError where this machine has not got the encoder."""
    coding = find_coding(options)
    stream = cast(VideoStream, container.add_stream(coding.encoder, rate=options.fps, options=coding.settings))
    stream.width, stream.height = size
    stream.pix_fmt = coding.pixels
    stream.time_base = Fraction(1, options.fps)
    if options.codec == "hevc":
        stream.codec_context.codec_tag = "hvc1"
    if options.codec == "vp9_alpha":
        stream.metadata["alpha_mode"] = "1"
    # SVT-AV1 tells all that it does on stderr, unless it is asked for errors only.
    os.environ.setdefault("SVT_LOG", "1")
    context = stream.codec_context
    context.thread_count, context.thread_type = THREADS, "FRAME"
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = LIMITED, BT709, BT709, BT709
    if options.encoder == "nvenc":
        _try_hardware(context, coding.encoder)
    return stream


# --------------------------------------------------------------------------------------------- private


def _tame_processor() -> str:
    """x264 165's AVX-512 code reads memory that nobody wrote, so its bytes change from run to run at many sizes (seen with
    MALLOC_PERTURB_). Its AVX2 code does not, and gives the same bytes as SSE's."""
    return ":asm=AVX2" if cv2.checkHardwareSupport(AVX_512F) else ""


def _try_hardware(context: av.VideoCodecContext, encoder: str) -> None:
    try:
        context.open()
    except FFmpegError as error:
        what = f"this machine has no NVIDIA card that encodes ({encoder} cannot be opened)"
        raise MissingError("segments.skia.encoder: nvenc", what, "set it to software, or weave where there is one") from error
