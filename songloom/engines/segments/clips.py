"""Plays a clip behind the text, forwards and back: any frame of it is a pure function of its number."""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame

from songloom.engines.segments.colour import Planes
from songloom.engines.segments.darkening import Darkening
from songloom.engines.segments.pictures import parse_focus, place_cut
from songloom.errors import InputError
from songloom.model.theme import FrameTheme

# The key of a clip's own file under which it tells its focus.
FOCUS = "focus"
# Where a clip is looked at to find how light it is, as shares of its length.
SAMPLES = (0.0, 0.33, 0.67, 1.0)


class Clip:
    """A clip that fills the screen, cut to its shape. `count` frames at `rate` a second."""

    def __init__(self, file: Path, size: tuple[int, int]):
        try:
            self._container = av.open(str(file))
        except FFmpegError as error:
            raise InputError("", "a scene's picture cannot be read", "run `songloom verify`") from error
        self._stream = self._container.streams.video[0]
        # More threads give frames later, and the encoder needs them.
        self._stream.codec_context.thread_count = 1
        self.count, self.rate = self._stream.frames, cast(Fraction, self._stream.average_rate)
        self._size, self._cut = size, _place(self._stream.width, self._stream.height, size, self._container.metadata.get(FOCUS, ""))
        # The frames between two key frames, as far as they were read: going back, all of them are wanted.
        self._group: dict[int, VideoFrame] = {}

    def find_frame(self, shown: int, fps: int) -> int:
        """Which of the clip's frames is there when it has been shown for `shown` frames of the video: to its end, back, and again."""
        return fold(shown * self.rate.numerator // (self.rate.denominator * fps), self.count)

    def read(self, index: int) -> Planes:
        """Y, Cb and Cr of one of its frames, as large as the screen."""
        frame = self._find(index)
        planes = []
        for plane, step in zip(frame.planes, (1, 2, 2), strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            left, top, width, height = (edge // step for edge in self._cut)
            seen, size = rows[top : top + height, left : left + width], (self._size[0] // step, self._size[1] // step)
            planes.append(seen if (width, height) == size else cv2.resize(seen, size, interpolation=cv2.INTER_LINEAR))
        return planes[0], planes[1], planes[2]

    def _find(self, index: int) -> VideoFrame:
        if index not in self._group:
            if index - 1 not in self._group:
                self._seek(index)
            while index not in self._group:
                self._step()
        return self._group[index]

    def _seek(self, index: int) -> None:
        self._group.clear()
        step = 1 / (self.rate * cast(Fraction, self._stream.time_base))
        self._container.seek(int(index * step), stream=self._stream, backward=True)
        self._frames = self._container.decode(self._stream)

    def _step(self) -> None:
        frame = next(self._frames)
        if frame.key_frame:
            self._group.clear()
        self._group[round(cast(int, frame.pts) * cast(Fraction, self._stream.time_base) * self.rate)] = frame


class Playing:
    """A clip as a theme darkens it. `zone` says for every row of the screen how much it is text's."""

    def __init__(self, file: Path, theme: FrameTheme, zone: np.ndarray, size: tuple[int, int], fps: int):
        self._clip, self._fps = Clip(file, size), fps
        samples = (self._clip.read(round(share * (self._clip.count - 1))) for share in SAMPLES)
        self._darkening = Darkening(theme, zone, size, samples)

    def show(self, shown: int, text: float, flash: float) -> Planes:
        """Y, Cb and Cr when it has been playing for `shown` frames of the video; `text` and `flash` are the view's."""
        return self._darkening.grade(self._clip.read(self._clip.find_frame(shown, self._fps)), text, flash)


def fold(number: int, count: int) -> int:
    """Forwards to the last of `count` frames, back to the first, and again.

    >>> [fold(number, 4) for number in range(9)]
    [0, 1, 2, 3, 2, 1, 0, 1, 2]
    """
    period = max(1, 2 * (count - 1))
    place = number % period
    return min(place, period - place)


# --------------------------------------------------------------------------------------------- private


def _place(width: int, height: int, size: tuple[int, int], focus: str) -> tuple[int, int, int, int]:
    """Left, top, width and height, all even, of what is seen of a clip on a screen of that size."""
    scale = max(size[0] / width, size[1] / height)
    cut = [min(2 * round(edge / scale / 2), whole) for edge, whole in zip(size, (width, height), strict=True)]
    left, top = place_cut((width, height), (cut[0], cut[1]), parse_focus(focus))
    return 2 * int(left / 2), 2 * int(top / 2), cut[0], cut[1]
