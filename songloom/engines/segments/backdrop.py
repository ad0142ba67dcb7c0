"""The picture behind the text: darkened once, kept as the video's own planes, moved by whole-plane operations."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from songloom.engines.segments.colour import YUV_BLACK, Planes
from songloom.engines.segments.cutting import cut_between
from songloom.engines.segments.easing import ease_breath, ease_smooth, ramp
from songloom.engines.segments.grading import Grading
from songloom.engines.segments.page import FOOT_EMS, REACH
from songloom.engines.segments.pictures import decode_picture, fit_picture, is_picture
from songloom.engines.segments.slices import Motion, SegmentSlice
from songloom.engines.segments.zones import measure_unit
from songloom.model.theme import FrameTheme

if TYPE_CHECKING:
    from songloom.engines.segments.clips import Playing

# A picture is about this much larger than the frame on each side, so that it can pan; the liveliest shipped theme moves it almost that far.
MARGIN, PAN, ZOOM = 0.05, 0.03, 0.055
# A movement shorter than this is made smaller, not faster.
CALM_S = 3.0
FLASH_S, BLACK_S, RECOVER_S, CLOSE_S = 0.7, 0.8, 0.5, 1.0


@dataclass(frozen=True)
class View:
    """All that decides how the background looks at a frame; equal views are equal pixels. `text` is how far the picture has made
    way for text, `fade` how far it has taken over from the one before, `before_light` and `light` what is not black; `shown` and
    `before_shown` are the frames for which clips have been playing."""

    text: float
    flash: float
    dx: float
    zoom: float
    fade: float
    before_light: float
    light: float
    shown: int = 0
    before_shown: int = 0


def find_view(segment: SegmentSlice, text: float, energy: float, frame: int, fps: int) -> View:
    """The background's look at a frame."""
    dx = zoom = flash = black = 0.0
    for motion in segment.motions:
        reach = energy * min(1.0, (motion.end - motion.first) / (CALM_S * fps))
        breath = ease_breath(ramp(frame, motion.first, motion.end - motion.first)) * reach
        match motion.animation:
            case "zoom_in":
                zoom += ZOOM * breath
            case "pan_left":
                dx -= PAN * breath
            case "pan_right":
                dx += PAN * breath
            case "flash":
                flash = max(flash, _flash(motion, frame, fps))
            case "fade_to_black":
                black = max(black, _blacken(motion, frame, fps))
    if segment.closes:
        black = max(black, ease_smooth(ramp(frame + 1, segment.frames - CLOSE_S * fps, CLOSE_S * fps)))
    fade = ease_smooth(ramp(frame + 1, segment.fade_first, segment.fade_end - segment.fade_first))
    shown, before_shown = (0 if first is None else first + frame for first in (segment.ground.shown, segment.ground.before_shown))
    before_light = 0.0 if segment.from_black else 1.0
    return View(text, flash, max(-MARGIN, min(MARGIN, dx)), zoom, fade, before_light, 1 - black, shown, before_shown if fade < 1 else 0)


def find_reach(theme: FrameTheme) -> tuple[float, float]:
    """How far above and below its anchor text may stand, in units of text: there the picture makes way for it."""
    above, below = REACH[theme.layout.stands]
    return (min(above, FOOT_EMS * theme.layout.size) if theme.layout.stands == "foot" else above), below


def find_zone(theme: FrameTheme, size: tuple[int, int], margin: int = 0) -> np.ndarray:
    """For every row of the screen, and of `margin` rows above and below: 1 where text may stand, falling off softly to both sides."""
    height, shorter, unit = size[1], min(size), measure_unit(size)
    middle = margin + theme.layout.anchor * height
    above, below = find_reach(theme)
    rows = np.arange(height + 2 * margin, dtype=np.float32)
    soft = 0.27 * shorter + 0.25 * (height - shorter)
    rise = np.clip((rows - (middle - above * unit) + soft) / soft, 0, 1)
    fall = np.clip(((middle + below * unit) - rows + soft) / soft, 0, 1)
    return (rise * rise * (3 - 2 * rise)) * (fall * fall * (3 - 2 * fall))


class Backdrop:
    """The pictures and clips of one segment in one shape of screen."""

    def __init__(self, pictures: dict[str, Path], theme: FrameTheme, size: tuple[int, int], fps: int = 30):
        self._width, self._height = size
        self._margin_x, self._margin_y = _find_margins(size)
        self._grades = {role: _open_grading(file.read_bytes(), theme, size) for role, file in pictures.items() if is_picture(file)}
        clips = {role: file for role, file in pictures.items() if role not in self._grades}
        self._clips = _open_clips(clips, theme, size, fps) if clips else {}

    def draw(self, view: View) -> Planes:
        """Y, Cb, Cr of the frame; read-only, unless it `draws_anew`."""
        planes = self._show("picture", view)
        if view.fade < 1 and ("before" in self._grades or "before" in self._clips):
            rest = View(view.text, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, view.before_shown)
            before = self._lighten(self._show("before", rest), view.before_light)
            planes = _blend(before, planes, view.fade)
        return self._lighten(planes, view.light)

    def draws_anew(self, view: View) -> bool:
        """Whether the planes that it draws for a view are the caller's, to be drawn on."""
        return 1 / (1 + view.zoom) < 1 and not self._clips

    def _show(self, role: str, view: View) -> Planes:
        if role in self._clips:
            # A clip moves by itself.
            return self._clips[role].show(view.shown, view.text, view.flash)
        grades = self._grades[role]
        planes = grades.quiet if view.text > 0 else grades.alone
        if 0 < view.text < 1:
            planes = _blend(grades.alone, grades.quiet, view.text)
        if view.flash > 0:
            planes = _blend(planes, grades.lit, view.flash)
        return self._move(planes, view)

    def _move(self, planes: Planes, view: View) -> Planes:
        """Cut the frame out of the planes: its middle `dx` of its width to the right of theirs, `zoom` larger."""
        scale, cuts = 1 / (1 + view.zoom), []
        for plane, step in zip(planes, (1, 2, 2), strict=True):
            width, height = self._width // step, self._height // step
            x = self._margin_x / step + width * (1 - scale) / 2 + view.dx * width
            y = self._margin_y / step + height * (1 - scale) / 2
            # Margins are whole and even numbers of pixels, so a plane may hold a little less than MARGIN.
            x = min(max(x, 0.0), plane.shape[1] - width * scale)
            cuts.append(cut_between(plane, (width, height), (x, y), scale))
        return cuts[0], cuts[1], cuts[2]

    def _lighten(self, planes: Planes, light: float) -> Planes:
        if light == 1:
            return planes
        luma, blue, red = (
            cv2.convertScaleAbs(plane, alpha=light, beta=black * (1 - light)) for plane, black in zip(planes, YUV_BLACK, strict=True)
        )
        return luma, blue, red


# --------------------------------------------------------------------------------------------- private


def _open_clips(files: dict[str, Path], theme: FrameTheme, size: tuple[int, int], fps: int) -> "dict[str, Playing]":
    # A preview of a picture decodes no video, and PyAV takes its time to load.
    from songloom.engines.segments.clips import Playing

    return {role: Playing(file, theme, find_zone(theme, size), size, fps) for role, file in files.items()}


@lru_cache(maxsize=3)
def _open_grading(data: bytes, theme: FrameTheme, size: tuple[int, int]) -> Grading:
    """Of the picture in a file, for one shape of screen. Scenes fade over the picture of the one before, and previews show the same
    picture again: it is graded once."""
    margin_x, margin_y = _find_margins(size)
    whole = size[0] + 2 * margin_x, size[1] + 2 * margin_y
    return Grading(fit_picture(*decode_picture(data), whole), theme, find_zone(theme, size, margin_y), whole)


def _find_margins(size: tuple[int, int]) -> tuple[int, int]:
    """By how much pictures reach beyond the screen on the left and the right, above and below, in pixels."""
    width, height = size
    return 2 * round(width * MARGIN / 2), 2 * round(height * MARGIN / 2)


def _flash(motion: Motion, frame: int, fps: int) -> float:
    if frame < motion.first:
        return 0.0
    rise = ramp(frame + 1, motion.first, 0.08 * fps)
    return rise * (1 - ease_smooth(ramp(frame, motion.first + 0.08 * fps, min(FLASH_S * fps, motion.end - motion.first))))


def _blacken(motion: Motion, frame: int, fps: int) -> float:
    length = min(BLACK_S * fps, motion.end - motion.first)
    fallen = ease_smooth(ramp(frame + 1, motion.end - length, length))
    return fallen * (1 - ease_smooth(ramp(frame + 1, motion.end, RECOVER_S * fps)))


def _blend(low: Planes, high: Planes, share: float) -> Planes:
    luma, blue, red = (cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(low, high, strict=True))
    return luma, blue, red
