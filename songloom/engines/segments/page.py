"""Where text stands in a frame: the one geometry of lines and of cards."""

import math
from dataclasses import dataclass
from functools import cached_property

from songloom.engines.segments.rectangle import Rectangle
from songloom.engines.segments.typeset import Block, Room
from songloom.engines.segments.zones import SafeZone, find_free, measure_unit
from songloom.model.theme import FrameTheme

# The least distance of text from the upper and lower edge, in frame heights.
EDGE = 0.05
# What letters that overshoot or grow keep free beside a platform's buttons, in the shorter edge.
SPARE = 0.02
# What letters reach above a capital and below the foot of a row, in ems.
ASCENT, DESCENT = 0.3, 0.32
# No line that stands on its foot is higher than this, in ems of the theme's size: the picture above stays as it is.
FOOT_EMS = 6.2
# How far above and below its anchor text may stand, in units of text: there the picture makes way for it.
REACH = {"head": (0.2, 0.82), "middle": (0.36, 0.56), "foot": (0.62, 0.3)}
# A watermark's em, in the shorter edge.
WATERMARK_EM = 0.028
# The share of what is left over in a row that lies before its text, and of a block's height that lies above the anchor.
ALIGNED = {"left": 0.0, "centre": 0.5, "right": 1.0}
STANDING = {"head": 0.0, "middle": 0.5, "foot": 1.0}


@dataclass(frozen=True)
class Page:
    """A frame of this size in pixels, laid out by a theme, whose anchor is in what `safe_zone` leaves free already."""

    theme: FrameTheme
    width: int
    height: int
    safe_zone: SafeZone = "none"

    @cached_property
    def free(self) -> Rectangle:
        """What no platform lays anything over."""
        return find_free(self.safe_zone, (self.width, self.height))

    @cached_property
    def left(self) -> float:
        """Where text may begin."""
        return max(self.theme.layout.margin * self.width, self.free.left + SPARE * self.shorter)

    @cached_property
    def right(self) -> float:
        """Where text must end."""
        return min((1 - self.theme.layout.margin) * self.width, self.free.right - SPARE * self.shorter)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Left and right of what letters that are set apart may reach for a moment."""
        return max(EDGE * self.width, self.free.left), min((1 - EDGE) * self.width, self.free.right)

    @cached_property
    def top(self) -> float:
        """Nothing reaches above this."""
        return max(EDGE * self.height, self.free.top)

    @cached_property
    def bottom(self) -> float:
        """Nothing reaches below this."""
        return min((1 - EDGE) * self.height, self.free.bottom)

    @cached_property
    def shorter(self) -> int:
        """Its shorter edge."""
        return min(self.width, self.height)

    @cached_property
    def unit(self) -> float:
        """What sizes and heights of text are shares of."""
        return measure_unit((self.width, self.height))

    @cached_property
    def em(self) -> float:
        """The em of a line that fits."""
        return self.theme.layout.size * self.unit

    @cached_property
    def measure(self) -> float:
        """How wide text may be."""
        return self.right - self.left

    @cached_property
    def tallest(self) -> float:
        """How high whatever stands on darkened ground may be."""
        reach = {"middle": 0.8, "head": 0.7, "foot": min(0.62, FOOT_EMS * self.theme.layout.size)}
        return reach[self.theme.layout.stands] * self.unit

    def room_of_line(self, scale: float = 1.0) -> Room:
        """What the active line may fill; `scale` times the theme's size."""
        layout = self.theme.layout
        anchor, tall = layout.anchor * self.height, self.bottom - self.top
        tall = {
            "middle": 0.4 * tall * (self.unit / self.shorter) ** 0.5,
            "foot": anchor - self.top - 0.16 * tall,
            "head": self.bottom - 0.16 * tall - anchor,
        }[layout.stands]
        tallest = min(0.62, FOOT_EMS * layout.size) - ASCENT * layout.size if layout.stands == "foot" else 0.62
        height, least = min(tall, tallest * self.unit), layout.least_size * self.shorter
        em = max(least, self.em * scale)
        return Room(self.measure, height, em, least, ALIGNED[layout.align], self._plain(em))

    def room_of_next(self, scale: float = 1.0) -> Room:
        """What the line to come may fill, and whatever else is small; `scale` times its size."""
        em = self.em * self.theme.layout.next_scale * scale
        return Room(self.measure, math.inf, em, self._plain(em), ALIGNED[self.theme.layout.align], self._plain(em))

    def find_share(self, backwards: bool) -> float:
        """Of what is left over beside a block, the share that lies to its left: one that runs from right to left starts at the other
        margin."""
        share = ALIGNED[self.theme.layout.align]
        return 1 - share if backwards else share

    def find_left(self, width: float, backwards: bool) -> float:
        """Where something so wide begins."""
        return self.left + self.find_share(backwards) * (self.measure - width)

    def find_top(self, height: float) -> float:
        """Where something so high begins that stands where the active line does."""
        return self.theme.layout.anchor * self.height - height * STANDING[self.theme.layout.stands]

    def find_place(self, block: Block, below: float = 0.0) -> tuple[int, int]:
        """Left and top of the active line, with room for what stands so far below it."""
        return round(self.find_left(block.width, block.backwards)), round(self.find_top(block.height + below))

    def find_head(self, watermark: bool) -> float:
        """What reaches above this height meets a watermark at the top."""
        if not watermark or not self.theme.cards.watermark.startswith("top"):
            return 0.0
        return max(EDGE * self.shorter, self.free.top) + 1.4 * WATERMARK_EM * self.shorter

    def find_floor(self, watermark: bool) -> float:
        """What reaches below this height is too near to the edge, to a watermark at the bottom, or to where the picture is its own."""
        strip = 2.2 * WATERMARK_EM * self.shorter if watermark and self.theme.cards.watermark.startswith("bottom") else 0.0
        layout = self.theme.layout
        return min(self.bottom - strip, layout.anchor * self.height + REACH[layout.stands][1] * self.unit)

    # ---------------------------------------------------------------------------------------- private

    def _plain(self, em: float) -> float:
        """What a size would be in a frame that is not taller than wide."""
        return em * (self.shorter / self.unit)
