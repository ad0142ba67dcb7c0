"""Segments drawn by Skia over baked pictures and encoded in process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.slices import SegmentSlice
from songloom.errors import MissingError
from songloom.model.theme import FrameTheme

try:
    import skia as _skia  # noqa: F401 - only tried
except ImportError as error:
    raise MissingError("", f"Skia cannot be loaded ({error})", "on Debian or Ubuntu: apt-get install libegl1 libgl1") from error

from songloom.engines.segments.backdrop import Backdrop, View, find_view
from songloom.engines.segments.cards import Cards
from songloom.engines.segments.colour import Planes
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.inspection import Inspector
from songloom.engines.segments.layout import Layout
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.matte import Matte, Sheet
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.overlays import Background, Overlay
from songloom.engines.segments.page import Page
from songloom.engines.segments.rectangle import merge
from songloom.engines.segments.typeset import Typesetter
from songloom.engines.segments.zones import find_free, move_anchor

# A picture that is looked at once is not worth the time that packing it takes, at all: six megabytes at 1080p.
QUICK = (cv2.IMWRITE_PNG_COMPRESSION, 0, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE)


class Skia:
    """The segments engine of this name."""

    def __init__(self, options: SkiaOptions):
        self._options = options

    def encode(self, segment: SegmentSlice, materials: Materials, target: Path, progress: Callable[[float], None]) -> None:
        """Write the segment without sound."""
        # A preview encodes nothing, and PyAV takes its time to load.
        from songloom.engines.segments.encoder import encode_frames

        frames = _report(render_frames(segment, materials, self._options), segment.frames, progress)
        encode_frames(frames, self._options.frame_size(), self._options, target)

    def draw_frames(self, segment: SegmentSlice, materials: Materials, frames: Iterable[int]) -> Iterator[bytes]:
        """These frames as they are before encoding, as PNGs."""
        wanted = list(frames)
        renderer = _Renderer(segment, materials, self._options, min(wanted, default=0))
        for frame in wanted:
            renderer.render(frame)
            yield cv2.imencode(".png", renderer.to_bgr(), QUICK)[1].tobytes()


def render_frames(segment: SegmentSlice, materials: Materials, options: SkiaOptions) -> Iterator[Planes | Sheet]:
    """Y, Cb, Cr (and alpha, where the codec has it) of every frame in order; each is overwritten by the next."""
    renderer = _Renderer(segment, materials, options)
    return (renderer.render(frame) for frame in range(segment.frames))


# --------------------------------------------------------------------------------------------- private


def _report(frames: Iterator[Planes | Sheet], count: int, progress: Callable[[float], None]) -> Iterator[Planes | Sheet]:
    for number, planes in enumerate(frames):
        yield planes
        progress((number + 1) / count)


class _Renderer:
    """Frames of one segment. What it keeps between frames saves work and never shows: any order of frames gives the same pixels."""

    def __init__(self, segment: SegmentSlice, materials: Materials, options: SkiaOptions, first: int = 0):
        """`first` is a frame that is soon rendered: its picture is made ready while type is set."""
        size = options.frame_size()
        theme = move_anchor(materials.theme, find_free(options.safe_zone, size), size[1])
        page = Page(theme, *size, options.safe_zone)
        self._segment, self._energy, self._fps = segment, theme.movement.energy, options.fps
        self._choreography = Choreography(segment, theme.movement, options.fps, theme.music)
        with ThreadPoolExecutor(1) as painter:
            opened = None if options.has_alpha() else painter.submit(self._open_backdrop, materials.pictures, theme, size, first)
            typesetter = Typesetter(materials.fonts, segment.text())
            self._layout = Layout(segment, page, typesetter)
            self._cards = Cards(segment, page, typesetter, self._layout)
            self._inspector = Inspector(segment.lines, self._layout, page, options.fps)
        self._backdrop = opened.result() if opened else None
        self._overlay = Overlay(segment.ground, theme, size, options.fps) if segment.ground.levels else None
        self._lettering = Lettering(theme, size)
        self._compositor = Compositor(size)
        self._matte = Matte(size, options.codec == "vp9_alpha") if options.has_alpha() else None
        self._view: View | None = None
        self._background: Planes | None = None

    def render(self, frame: int) -> Planes | Sheet:
        """Y, Cb, Cr of a frame, and alpha where there is no picture; overwritten by the next."""
        marks = [*self._layout.place(self._choreography, frame), *self._cards.place(self._choreography, frame)]
        self._inspector.check(marks, frame)
        changes = self._lettering.draw(marks)
        if self._matte:
            for area in merge([*changes.haze, *changes.letters]):
                self._matte.take_text(self._lettering, area)
            return self._matte.frame
        assert self._backdrop
        for area in changes.haze:
            self._compositor.take_haze(self._lettering, area)
        view = self._find_view(frame)
        is_new = view != self._view
        if self._background is None or is_new:
            self._view, self._background = view, self._backdrop.draw(view)
        background = self._background
        if self._overlay:
            background = self._overlay.lay(Background(background, view, is_new), frame, marks)
        if is_new and self._overlay is None and self._backdrop.draws_anew(view):
            # What moves is drawn on: a copy of every frame would cost as much as its text.
            self._background = None
            self._compositor.begin(background, self._lettering)
        elif is_new:
            self._compositor.take_background(background)
            self._compositor.begin(self._compositor.frame, self._lettering)
        else:
            self._compositor.change(background, self._lettering, changes, [self._overlay.area] if self._overlay else [])
        return self._compositor.frame

    def to_bgr(self) -> np.ndarray:
        if self._matte:
            return cv2.cvtColor(self._matte.to_rgba(), cv2.COLOR_RGBA2BGRA)
        return cv2.cvtColor(self._compositor.to_rgb(), cv2.COLOR_RGB2BGR)

    def _open_backdrop(self, pictures: Mapping[str, Path], theme: FrameTheme, size: tuple[int, int], first: int) -> Backdrop:
        backdrop = Backdrop(dict(pictures), theme, size, self._fps)
        backdrop.draw(self._find_view(first))
        return backdrop

    def _find_view(self, frame: int) -> View:
        return find_view(self._segment, self._choreography.has_text(frame), self._energy, frame, self._fps)
