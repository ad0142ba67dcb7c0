"""What of a song's time the ground shows by itself, in a segment: how long its clips have been playing, and what the music does."""

from collections.abc import Sequence
from dataclasses import dataclass


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
