"""What of a song's time the ground shows by itself, in a segment: how long its clips have been playing, and what the music does."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from songloom.model.bands import BANDS, Bands
from songloom.model.theme import LayerStyle

if TYPE_CHECKING:
    import numpy as np

# What waves and motes move by: the mean of a third of the bands, and the time over which they swell.
PARTS, SWELL_S = 3, 0.25


@dataclass(frozen=True)
class GroundSlice:
    """`shown` and `before_shown` are the frames for which this scene's clip, and the one before's, have been playing when the segment
    begins; None for pictures, which show no time. `first` is the segment's first frame in the song, and `levels` what the music does in
    each of its frames, one byte a band (Base64): both empty where the theme lays nothing over the picture that shows them."""

    shown: int | None = None
    before_shown: int | None = None
    first: int = 0
    levels: str = ""


STILL = GroundSlice()


def time_clips(clips: Sequence[str | None], lengths: Sequence[int]) -> list[GroundSlice]:
    """The slices of all segments in order. `clips` tells the clips of their scenes apart (None: a picture), `lengths` are in frames: a clip
    plays on through scenes that follow one another, and begins anew with another run of them.

    >>> time_clips(["a", "a", None], [30, 20, 40])[1]
    GroundSlice(shown=30, before_shown=30, first=0, levels='')
    """
    slices, since = [], 0
    for index, clip in enumerate(clips):
        goes_on = index > 0 and clip == clips[index - 1]
        before = None if index == 0 or clips[index - 1] is None else since + lengths[index - 1]
        since = since + lengths[index - 1] if goes_on else 0
        slices.append(GroundSlice(None if clip is None else since, before))
    return slices


def cut_levels(bands: Bands, style: LayerStyle, lengths: Sequence[int], fps: int) -> list[str]:
    """What a layer of that style shows of the music, segment by segment: every band for bars, three that swell for others."""
    import numpy as np

    levels = decode_levels(bands.levels, BANDS).astype(np.float64)
    if style != "bars":
        levels = _swell(levels, max(1, round(SWELL_S * bands.rate_hz)))
    at = np.arange(sum(lengths)) / fps * bands.rate_hz
    seen = np.column_stack([np.interp(at, np.arange(len(levels)), band) for band in levels.T])
    edges = np.cumsum([0, *lengths])
    return [b64encode(np.rint(seen[a:b]).astype(np.uint8).tobytes()).decode("ascii") for a, b in pairwise(edges)]


def decode_levels(levels: str, bands: int) -> "np.ndarray":
    """(rows, bands), uint8."""
    import numpy as np

    return np.frombuffer(b64decode(levels), np.uint8).reshape(-1, bands)


# --------------------------------------------------------------------------------------------- private


def _swell(levels: "np.ndarray", frames: int) -> "np.ndarray":
    """Low, middle and high, each the mean over `frames` before and after."""
    import numpy as np

    thirds = np.column_stack([part.mean(axis=1) for part in np.array_split(levels, PARTS, axis=1)])
    window = np.hanning(2 * frames + 1)
    padded = np.pad(thirds, ((frames, frames), (0, 0)), "edge")
    return np.column_stack([np.convolve(part, window / window.sum(), "valid") for part in padded.T])
