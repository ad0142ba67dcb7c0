"""What platforms lay over a video, and so the part of a frame in which text can be seen whole."""

from dataclasses import dataclass, replace
from typing import Literal

from songloom.engines.segments.rectangle import Rectangle
from songloom.model.theme import FrameTheme

SafeZone = Literal["none", "youtube", "shorts", "reels", "tiktok", "broadcast"]


@dataclass(frozen=True)
class Interface:
    """The shares of a screen that buttons, captions and bars take at each edge; `screen` is its shape, width and height."""

    screen: tuple[int, int]
    left: float
    top: float
    right: float
    bottom: float


PHONE, WIDE = (9, 16), (16, 9)
# A frame that is taller than wide holds more rows, and is seen on a phone: text grows by this power of its aspect.
TALL = 0.5
# Phones: the rail of buttons on the right, the caption below, the tabs above, as they stand on current apps and a little more, since
# they are moved from time to time. YouTube: title and controls. Broadcast: the safe area for graphics of EBU R 95.
INTERFACES: dict[SafeZone, Interface] = {
    "none": Interface(WIDE, 0.0, 0.0, 0.0, 0.0),
    "youtube": Interface(WIDE, 0.03, 0.07, 0.03, 0.12),
    "shorts": Interface(PHONE, 0.045, 0.11, 0.165, 0.25),
    "reels": Interface(PHONE, 0.06, 0.13, 0.13, 0.25),
    "tiktok": Interface(PHONE, 0.055, 0.08, 0.13, 0.23),
    "broadcast": Interface(WIDE, 0.05, 0.05, 0.05, 0.05),
}


def find_free(safe_zone: SafeZone, size: tuple[int, int]) -> Rectangle:
    """The pixels of a frame that nothing lies over. A frame of another shape than the screen stands in its middle, as large as fits.

    >>> find_free("none", (1920, 1080)), find_free("broadcast", (1920, 1080))
    (Rectangle(left=0, top=0, right=1920, bottom=1080), Rectangle(left=96, top=54, right=1824, bottom=1026))
    >>> find_free("shorts", (1080, 1080))
    Rectangle(left=49, top=0, right=901, bottom=1020)
    """
    width, height = size
    interface = INTERFACES[safe_zone]
    across, down = interface.screen
    # The screen in the frame's pixels, and how far the frame is from its edges.
    scale = max(width / across, height / down)
    beside, above = (across * scale - width) / 2, (down * scale - height) / 2
    left, right = (max(0.0, share * across * scale - beside) for share in (interface.left, interface.right))
    top, bottom = (max(0.0, share * down * scale - above) for share in (interface.top, interface.bottom))
    return Rectangle(_round_up(left), _round_up(top), width - _round_up(right), height - _round_up(bottom))


def measure_unit(size: tuple[int, int]) -> float:
    """The pixels that sizes of text are shares of: the shorter edge, and more in a frame that is taller than wide.

    >>> measure_unit((1920, 1080)), measure_unit((1080, 1080)), measure_unit((1080, 1920))
    (1080.0, 1080.0, 1440.0)
    """
    width, height = size
    return min(size) * max(1.0, height / width) ** TALL


def move_anchor(theme: FrameTheme, free: Rectangle, height: int) -> FrameTheme:
    """The theme with its text as high in `free` as it wants it in the frame."""
    anchor = (free.top + theme.layout.anchor * (free.bottom - free.top)) / height
    return replace(theme, layout=replace(theme.layout, anchor=anchor))


# --------------------------------------------------------------------------------------------- private


def _round_up(pixels: float) -> int:
    """Whole pixels; float noise is none."""
    return -int(-(pixels - 1e-6) // 1)
