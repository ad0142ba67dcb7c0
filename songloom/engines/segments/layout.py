"""Gives every word of a segment its place on the screen at every frame."""

from dataclasses import dataclass

from songloom.engines.segments.easing import mix
from songloom.engines.segments.motion import Choreography, Stance
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.typeset import Block, Piece, Room, Typesetter
from songloom.model.theme import FrameTheme

# The least distance of text from the upper and lower edge, and how high and deep a line may be, in frame heights.
EDGE = 0.05
# How far the next line stands below the active one, in ems of the theme's size.
NEXT_GAP = 0.62
# What letters reach above a capital and below the foot of a row, in ems.
ASCENT, DESCENT = 0.3, 0.32
# How far the word being sung is raised, in ems, and enlarged.
LIFTS = {"float": (0.05, 1.0), "slide": (0.035, 1.0), "snap": (0.0, 1.06)}


@dataclass(frozen=True)
class Mark:
    """A piece of a word as it is drawn: its pen at (`x`, `y`) in pixels, `fill` of it sung, `light` how much it is being sung."""

    piece: Piece
    em: float
    x: float
    y: float
    scale: float
    alpha: float
    fill: float
    light: float


class Layout:
    """The lines of one segment, set for one shape of screen."""

    def __init__(self, segment: SegmentSlice, theme: FrameTheme, typesetter: Typesetter, size: tuple[int, int]):
        self._theme = theme
        self._width, self._height = size
        self._lines = segment.lines
        self._blocks = [self._set_line(line, typesetter) for line in segment.lines]

    def place(self, choreography: Choreography, frame: int) -> list[Mark]:
        """The marks of a frame, in the order they are drawn."""
        marks: list[Mark] = []
        for index, line in enumerate(self._lines):
            last = max(1, len(line.words) - 1)
            stances = [choreography.find_stance(line, order / last, frame) for order in range(len(line.words))]
            singing = [choreography.find_singing(word, frame) for word in line.words]
            for piece in self._blocks[index].pieces:
                stance = stances[piece.word]
                if stance is not None and stance.alpha > 0:
                    state = singing[piece.word]
                    span = piece.fill_to - piece.fill_from
                    fill = min(1.0, max(0.0, (state.fill - piece.fill_from) / span)) if span else state.fill
                    marks.append(self._place_piece(index, piece, stance, (fill, state.light, state.lift)))
        return marks

    def _set_line(self, line: ShownLine, typesetter: Typesetter) -> Block:
        layout, shorter = self._theme.layout, min(self._width, self._height)
        face = self._theme.loud if line.energy >= self._theme.loud_from else self._theme.quiet
        tall = 0.36 * self._height if layout.stands == "middle" else (layout.anchor - 0.2) * self._height
        width = self._width * (1 - 2 * layout.margin)
        room = Room(width, min(tall, 0.62 * shorter), layout.size * shorter, layout.least_size * shorter, layout.align == "centre")
        return typesetter.set_line([word.text for word in line.words], face, room)

    def _place_piece(self, index: int, piece: Piece, stance: Stance, state: tuple[float, float, float]) -> Mark:
        block, (fill, light, lift) = self._blocks[index], state
        active_x, active_y = self._find_place(block)
        x, y, scale, alpha = active_x, active_y, 1.0, stance.alpha
        if stance.arrived != 1:
            next_x, next_y, fits = self._find_next_place(index)
            x, y = mix(next_x, active_x, stance.arrived), mix(next_y, active_y, stance.arrived)
            scale = mix(self._theme.layout.next_scale, 1.0, stance.arrived)
            alpha *= 1.0 if fits else min(1.0, max(0.0, stance.arrived))
        raised, grown = LIFTS[self._theme.movement.style]
        energy = self._theme.movement.energy * lift
        grow = stance.scale * (1 + (grown - 1) * energy)
        x += piece.x * scale + stance.dx * block.em - (grow - 1) * piece.width * scale / 2
        y += piece.y * scale + (stance.dy - raised * energy) * block.em + (grow - 1) * block.cap * scale / 2
        return Mark(piece, block.em, x, y, scale * grow, alpha, fill, light)

    def _find_place(self, block: Block) -> tuple[float, float]:
        layout = self._theme.layout
        x = layout.margin * self._width if layout.align == "left" else (self._width - block.width) / 2
        y = layout.anchor * self._height - block.height * (0.5 if layout.stands == "middle" else 1.0)
        return round(x), round(y)

    def _find_next_place(self, index: int) -> tuple[float, float, bool]:
        layout, shorter, block = self._theme.layout, min(self._width, self._height), self._blocks[index]
        before = self._blocks[max(0, index - 1)]
        scale = layout.next_scale
        x, y = self._find_place(before)
        x = layout.margin * self._width if layout.align == "left" else (self._width - block.width * scale) / 2
        y += before.height + NEXT_GAP * layout.size * shorter
        foot = y + block.height * scale + DESCENT * block.em * scale
        return x, y, foot <= self._height * (1 - EDGE)
