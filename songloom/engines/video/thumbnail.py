"""Picks the frame that stands for a video."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream

# Frames looked at, spread over the song, each from a third of its segment on, to two thirds: past entrances and cross-fades, before exits.
CANDIDATES = 8
PLACE, LATEST = 1 / 3, 2 / 3
JPEG_QUALITY = 90


def write_thumbnail(segments: Sequence[Path], thumbnail: Path) -> int:
    """Write the most detailed and colourful of a few frames as JPEG, the earliest of equals; returns which segment it is of."""
    count = min(CANDIDATES, len(segments))
    chosen = [(2 * n + 1) * len(segments) // (2 * count) for n in range(count)]
    pictures = [_read_frame(segments[index]) for index in chosen]
    best = max(range(count), key=lambda n: _measure_detail(pictures[n]))
    _, data = cv2.imencode(".jpg", pictures[best], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    thumbnail.write_bytes(data.tobytes())
    return chosen[best]


def to_bgr(frame: VideoFrame) -> np.ndarray:
    """A frame as a player shows it, over black where it is transparent."""
    if frame.format.name.startswith("yuva"):
        pixels = frame.reformat(format="bgra", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709).to_ndarray()
        return cv2.multiply(pixels[..., :3], cv2.merge([pixels[..., 3]] * 3), scale=1 / 255)
    return frame.reformat(format="bgr24", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709).to_ndarray()


# --------------------------------------------------------------------------------------------- private


def _read_frame(path: Path) -> np.ndarray:
    """BGR (height, width, 3) of the first key frame from PLACE to LATEST of a segment, which nothing need be decoded for; where there is
    none, of the very frame."""
    frame = _find_frame(path, "NONKEY") or _find_frame(path, "DEFAULT")
    if frame is None:
        raise ValueError(f"{path.name}: no frame can be decoded")
    return to_bgr(frame)


def _find_frame(path: Path, skip: Literal["NONKEY", "DEFAULT"]) -> VideoFrame | None:
    """The first frame from PLACE of a segment on; of those that are not skipped, if it comes soon enough, else the last there is."""
    with av.open(str(path)) as segment:
        stream = segment.streams.video[0]
        first, length = stream.start_time or 0, _measure_length(segment, stream)
        target, found = first + round(length * PLACE), None
        segment.seek(target, stream=stream)
        stream.codec_context.skip_frame = skip
        for found in segment.decode(stream):
            if (found.pts or 0) >= target:
                break
        is_timely = found is not None and target <= (found.pts or 0) <= first + length * LATEST
        return found if is_timely or skip == "DEFAULT" else None


def _measure_length(segment: InputContainer, stream: VideoStream) -> float:
    """In ticks of the stream; WebM tells the length of the whole file only."""
    return float((segment.duration or 0) / av.time_base / (stream.time_base or 1)) if stream.duration is None else stream.duration


def _measure_detail(picture: np.ndarray) -> float:
    """Mean edge strength plus colourfulness (Hasler and Süsstrunk 2003), both of 8-bit levels, at a small common size."""
    small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA).astype(np.float32)
    blue, green, red = small[..., 0], small[..., 1], small[..., 2]
    grey = small.mean(axis=2)
    edges = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    warm, cool = red - green, (red + green) / 2 - blue
    colour = np.hypot(warm.std(), cool.std()) + 0.3 * np.hypot(warm.mean(), cool.mean())
    return float(edges + 0.3 * colour)
