"""Picks the frame that stands for a video."""

from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

# Frames looked at, spread over the song, each a third into its segment: past entrances and cross-fades, before exits.
CANDIDATES = 8
PLACE = 1 / 3
JPEG_QUALITY = 90


def write_thumbnail(segments: Sequence[Path], thumbnail: Path) -> None:
    """Write the most detailed and colourful of a few frames as JPEG; the earliest of equals."""
    count = min(CANDIDATES, len(segments))
    chosen = [segments[(2 * n + 1) * len(segments) // (2 * count)] for n in range(count)]
    pictures = [_read_frame(path) for path in chosen]
    best = max(pictures, key=_measure_detail)
    _, data = cv2.imencode(".jpg", best, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    thumbnail.write_bytes(data.tobytes())


# --------------------------------------------------------------------------------------------- private


def _read_frame(path: Path) -> np.ndarray:
    """BGR (height, width, 3) of the frame at PLACE of a segment, decoded from the key frame before it."""
    with av.open(str(path)) as segment:
        stream = segment.streams.video[0]
        target = (stream.start_time or 0) + round((stream.duration or 0) * PLACE)
        segment.seek(target, stream=stream)
        frame = None
        for frame in segment.decode(stream):
            if (frame.pts or 0) >= target:
                break
        if frame is None:
            raise ValueError(f"{path.name}: no frame can be decoded")
        return _to_bgr(frame)


def _to_bgr(frame: VideoFrame) -> np.ndarray:
    return frame.reformat(format="bgr24", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709).to_ndarray()


def _measure_detail(picture: np.ndarray) -> float:
    """Mean edge strength plus colourfulness (Hasler and Süsstrunk 2003), both of 8-bit levels, at a small common size."""
    small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA).astype(np.float32)
    blue, green, red = small[..., 0], small[..., 1], small[..., 2]
    grey = small.mean(axis=2)
    edges = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    warm, cool = red - green, (red + green) / 2 - blue
    colour = np.hypot(warm.std(), cool.std()) + 0.3 * np.hypot(warm.mean(), cool.mean())
    return float(edges + 0.3 * colour)
