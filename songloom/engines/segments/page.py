"""Where text stands in a frame: the one geometry of lines and of cards."""

import math
from dataclasses import dataclass
from functools import cached_property

from songloom.engines.segments.typeset import Block, Room
from songloom.model.theme import FrameTheme

# The least distance of text from the upper and lower edge, in frame heights.
EDGE = 0.05
# What letters reach above a capital and below the foot of a row, in ems.
ASCENT, DESCENT = 0.3, 0.32
# No line that stands on its foot is higher than this, in ems of the theme's size: the picture above stays as it is.
FOOT_EMS = 6.2
# A watermark's em, in the shorter edge.
WATERMARK_EM = 0.028
# The share of what is left over in a row that lies before its text, and of a block's height that lies above the anchor.
ALIGNED = {"left": 0.0, "centre": 0.5, "right": 1.0}
STANDING = {"head": 0.0, "middle": 0.5, "foot": 1.0}


@dataclass(frozen=True)
class Page:
    """A frame of this size in pixels, laid out by a theme."""

    theme: FrameTheme
    width: int
    height: int

    @cached_property
    def shorter(self) -> int:
        """Its shorter edge."""
        return min(self.width, self.height)

    @cached_property
    def em(self) -> float:
        """The em of a line that fits."""
        return self.theme.layout.size * self.shorter

    @cached_property
    def margin(self) -> float:
        """What is kept free left and right."""
        return self.theme.layout.margin * self.width

    @cached_property
    def measure(self) -> float:
        """How wide text may be."""
        return self.width * (1 - 2 * self.theme.layout.margin)

    @cached_property
    def tallest(self) -> float:
        """How high whatever stands on darkened ground may be."""
        reach = {"middle": 0.8, "head": 0.7, "foot": min(0.62, FOOT_EMS * self.theme.layout.size)}
        return reach[self.theme.layout.stands] * self.shorter

    def room_of_line(self, scale: float = 1.0) -> Room:
        """What the active line may fill; `scale` times the theme's size."""
        layout = self.theme.layout
        tall = {"middle": 0.36, "foot": layout.anchor - 0.2, "head": 0.8 - layout.anchor}[layout.stands] * self.height
        tallest = min(0.62, FOOT_EMS * layout.size) - ASCENT * layout.size if layout.stands == "foot" else 0.62
        height, least = min(tall, tallest * self.shorter), layout.least_size * self.shorter
        return Room(self.measure, height, max(least, self.em * scale), least, ALIGNED[layout.align])

    def room_of_next(self, scale: float = 1.0) -> Room:
        """What the line to come may fill, and whatever else is small; `scale` times its size."""
        em = self.em * self.theme.layout.next_scale * scale
        return Room(self.measure, math.inf, em, em, ALIGNED[self.theme.layout.align])

    def find_share(self, backwards: bool) -> float:
        """Of what is left over beside a block, the share that lies to its left: one that runs from right to left starts at the other
        margin."""
        share = ALIGNED[self.theme.layout.align]
        return 1 - share if backwards else share

    def find_left(self, width: float, backwards: bool) -> float:
        """Where something so wide begins."""
        return self.margin + self.find_share(backwards) * (self.width - 2 * self.margin - width)

    def find_top(self, height: float) -> float:
        """Where something so high begins that stands where the active line does."""
        return self.theme.layout.anchor * self.height - height * STANDING[self.theme.layout.stands]

    def find_place(self, block: Block, below: float = 0.0) -> tuple[int, int]:
        """Left and top of the active line, with room for what stands so far below it."""
        return round(self.find_left(block.width, block.backwards)), round(self.find_top(block.height + below))

    def find_floor(self, watermark: bool) -> float:
        """What reaches below this height is too near to the edge, or to a watermark at the bottom."""
        strip = 2.2 * WATERMARK_EM * self.shorter if watermark and self.theme.cards.watermark.startswith("bottom") else 0.0
        return self.height * (1 - EDGE) - strip
