"""Makes a few seconds of a video that go round and round: for a message, a list, a page that cannot play videos."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, islice
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from songloom.engines.video.thumbnail import PLACE, to_bgr

LENGTH_S, FPS = 3.0, 12
# The end fades into the beginning over so long, so that nobody sees where it begins.
FADE_S = 0.5
LONGER_EDGE = 480
WEBP = {"loop": "0", "quality": "70", "compression_level": "4"}


def write_teaser(segments: Sequence[Path], index: int, target: Path) -> None:
    """Write LENGTH_S around the telling moment of segment `index` as an animated WebP or GIF, by the suffix; all of a song that is
    shorter."""
    lengths = [_measure_length(path) for path in segments]
    starts = list(accumulate(lengths, initial=0.0))
    from_s = max(0.0, min(starts[index] + PLACE * lengths[index] - LENGTH_S / 2, starts[-1] - LENGTH_S - FADE_S))
    first = bisect(starts, from_s, hi=len(segments)) - 1
    pictures = list(islice(_read_pictures(segments[first:], from_s - starts[first]), round((LENGTH_S + FADE_S) * FPS)))
    pictures = _close_loop(pictures, min(round(FADE_S * FPS), len(pictures) // 4))
    frames = [VideoFrame.from_ndarray(picture, format="bgr24") for picture in pictures]
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, Fraction(1, FPS)
    if target.suffix == ".gif":
        _encode(_reduce_colours(frames), "gif", "pal8", {"loop": "0"}, target)
    else:
        _encode((frame.reformat(format="yuv420p") for frame in frames), "libwebp_anim", "yuv420p", WEBP, target)


# --------------------------------------------------------------------------------------------- private


def _measure_length(path: Path) -> float:
    with av.open(str(path)) as segment:
        return (segment.duration or 0) / av.time_base


def _read_pictures(segments: Sequence[Path], skip_s: float) -> Iterator[np.ndarray]:
    """Small BGR pictures, FPS a second."""
    now_s, next_s = 0.0, skip_s
    for path in segments:
        with av.open(str(path)) as segment:
            stream = segment.streams.video[0]
            for frame in segment.decode(stream):
                if now_s >= next_s - 1e-6:
                    next_s += 1 / FPS
                    yield _shrink(frame)
                now_s += float(1 / (stream.average_rate or 1))


def _shrink(frame: VideoFrame) -> np.ndarray:
    picture = to_bgr(frame)
    height, width = picture.shape[:2]
    scale = min(1.0, LONGER_EDGE / max(width, height))
    return cv2.resize(picture, (2 * round(width * scale / 2), 2 * round(height * scale / 2)), interpolation=cv2.INTER_AREA)


def _close_loop(pictures: list[np.ndarray], fade: int) -> list[np.ndarray]:
    """As many pictures less as fade: the first ones grow out of those that would have come after the last."""
    count = len(pictures) - fade
    shares = [(n + 1) / (fade + 1) for n in range(fade)]
    faded = [cv2.addWeighted(pictures[count + n], 1 - share, pictures[n], share, 0) for n, share in enumerate(shares)]
    return [*faded, *pictures[fade:count]]


def _reduce_colours(frames: Sequence[VideoFrame]) -> Iterator[VideoFrame]:
    """The frames in the 255 colours that suit them all."""
    graph, first = Graph(), frames[0]
    source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=Fraction(1, FPS))
    split, palette = graph.add("split"), graph.add("palettegen", "stats_mode=diff")
    use, sink = graph.add("paletteuse", "dither=bayer:bayer_scale=4:diff_mode=rectangle"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    for frame in (*frames, None):
        graph.push(frame)
    while True:
        try:
            yield graph.pull()  # pyright: ignore[reportReturnType] - a graph of pictures gives pictures
        except (BlockingIOError, EOFError):
            return


def _encode(frames: Iterator[VideoFrame], encoder: str, pixels: str, options: dict[str, str], target: Path) -> None:
    muxing = {"fflags": "+bitexact", "loop": options["loop"]}
    with av.open(str(target), "w", format=target.suffix.removeprefix("."), options=muxing) as out:
        stream: VideoStream | None = None
        for frame in frames:
            if stream is None:
                stream = cast(VideoStream, out.add_stream(encoder, rate=FPS, options=options | {"flags": "+bitexact"}))
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, pixels
            out.mux(stream.encode(frame))
        if stream:
            out.mux(stream.encode(None))
