"""Gives every word of a segment its place on the screen at every frame."""

import math
from dataclasses import dataclass

from songloom.engines.segments.easing import mix
from songloom.engines.segments.motion import DISSOLVE_SHARE, Choreography, Singing, Stance
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.typeset import Block, Piece, Room, Typesetter
from songloom.model.theme import Face, FrameTheme

# The least distance of text from the upper and lower edge, and how high and deep a line may be, in frame heights.
EDGE = 0.05
# How far the next line's capitals stand below the active line's foot, in ems of the one and of the other.
NEXT_GAP = (0.3, 0.6)
# What letters reach above a capital and below the foot of a row, in ems.
ASCENT, DESCENT = 0.3, 0.32
# No line that stands on its foot is higher than this, in ems of the theme's size: the picture above stays as it is.
FOOT_EMS = 6.2
# How far the word being sung is raised, in ems, and enlarged: in these styles of movement, and where the music makes it swell or
# it is held.
LIFTS = {"float": (0.05, 1.0), "slide": (0.035, 1.0), "snap": (0.0, 1.035), "pop": (0.0, 1.04), "rise": (0.03, 1.0)}
UNMOVED, SWOLLEN, HELD_UP = (0.0, 1.0), 0.12, 0.05
# No word grows by more than this to each side, in ems: spaces are little wider than twice that.
GROWTH = 0.06
# In these styles a line flies from the place of the next one to that of the active one; in others it dissolves.
# A line whose words would change rows on their way, and so cross, dissolves as well.
FLYING = {"float", "slide", "snap"}

# The share of what is left over in a row that lies before its text, and of a block's height that lies above the anchor.
ALIGNED = {"left": 0.0, "centre": 0.5, "right": 1.0}
STANDING = {"head": 0.0, "middle": 0.5, "foot": 1.0}

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Mark:
    """A piece of a word as it is drawn: its pen stands at `place` (x and y in pixels, scale), raised from `ground`, where it casts its
    shadow; `fill` of it is sung, `light` says how much it is being sung. It is blurred by `blur` ems, its letters stand `spread` times
    as far apart, and nothing of it is seen outside of `window` (top and bottom in pixels)."""

    piece: Piece
    em: float
    place: Place
    ground: Place
    alpha: float
    fill: float
    light: float
    blur: float = 0.0
    spread: float = 1.0
    window: tuple[float, float] | None = None

    def width(self) -> float:
        """How wide it is, in pixels at scale 1."""
        return self.piece.width * self.spread


class Layout:
    """The lines of one segment, set for one shape of screen: each as the active line, and smaller as the next one."""

    def __init__(self, segment: SegmentSlice, theme: FrameTheme, typesetter: Typesetter, size: tuple[int, int]):
        self._theme = theme
        self._width, self._height = size
        self._shorter = min(size)
        self._lines = segment.lines
        self._blocks = [self._set_line(line, typesetter) for line in segment.lines]
        self._next_blocks = [self._set_next(line, typesetter) for line in segment.lines]
        self._flies = theme.movement.style in FLYING
        self._marks: dict[tuple[int, int], tuple[tuple[Stance, Singing], Mark]] = {}
        self._keeps_rows = [_rank_rows(one) == _rank_rows(other) for one, other in zip(self._blocks, self._next_blocks, strict=True)]

    def place(self, choreography: Choreography, frame: int) -> list[Mark]:
        """The marks of a frame, in the order they are drawn."""
        marks: list[Mark] = []
        for index, line in enumerate(self._lines):
            stances = choreography.find_stances(line, frame)
            if not stances:
                continue
            singing = [choreography.find_singing(word, frame) for word in line.words]
            for number, piece in enumerate(self._blocks[index].pieces):
                stance = stances[piece.word]
                if stance.alpha > 0:
                    marks.append(self._find_mark((index, number), piece, stance, singing[piece.word]))
        return marks

    def _face(self, line: ShownLine) -> Face:
        return self._theme.loud if line.energy >= self._theme.loud_from else self._theme.quiet

    def _set_line(self, line: ShownLine, typesetter: Typesetter) -> Block:
        layout = self._theme.layout
        tall = {"middle": 0.36, "foot": layout.anchor - 0.2, "head": 0.8 - layout.anchor}[layout.stands] * self._height
        tallest = min(0.62, FOOT_EMS * layout.size) - ASCENT * layout.size if layout.stands == "foot" else 0.62
        width = self._width * (1 - 2 * layout.margin)
        em, least = layout.size * self._shorter, layout.least_size * self._shorter
        room = Room(width, min(tall, tallest * self._shorter), em, least, ALIGNED[layout.align])
        return typesetter.set_line([word.text for word in line.words], self._face(line), room)

    def _set_next(self, line: ShownLine, typesetter: Typesetter) -> Block:
        layout = self._theme.layout
        em = layout.size * layout.next_scale * self._shorter
        room = Room(self._width * (1 - 2 * layout.margin), math.inf, em, em, ALIGNED[layout.align])
        return typesetter.set_line([word.text for word in line.words], self._face(line), room)

    def _find_mark(self, where: tuple[int, int], piece: Piece, stance: Stance, state: Singing) -> Mark:
        """The mark of a piece: the very one of the frame before where nothing about it has changed."""
        looks, mark = self._marks.get(where, (None, None))
        if mark is None or looks != (stance, state):
            mark = self._place_piece(where, piece, stance, state)
            self._marks[where] = ((stance, state), mark)
        return mark

    def _place_piece(self, where: tuple[int, int], piece: Piece, stance: Stance, state: Singing) -> Mark:
        index, number = where
        block = self._blocks[index]
        left, top = self._find_place(block)
        spread = self._find_spread(block, left, stance.spread)
        own = spread if piece.set_apart else 1.0
        x, y, scale, alpha = left + _set_apart(piece, block, self._share(block), spread, own), top + piece.y, 1.0, stance.alpha
        if stance.arrived != 1:
            next_x, next_y, next_scale, fits = self._find_next_place(index, number)
            if self._flies and (self._keeps_rows[index] or not fits):
                x, y, scale = mix(next_x, x, stance.arrived), mix(next_y, y, stance.arrived), mix(next_scale, 1.0, stance.arrived)
                alpha *= 1.0 if fits else min(1.0, max(0.0, stance.arrived))
            elif stance.arrived < DISSOLVE_SHARE:
                x, y, scale, alpha = next_x, next_y, next_scale, alpha * fits * (1 - max(0.0, stance.arrived) / DISSOLVE_SHARE)
            else:
                alpha *= min(1.0, (stance.arrived - DISSOLVE_SHARE) / (1 - DISSOLVE_SHARE))
        aside = -stance.dx if block.backwards else stance.dx
        window = (y - (0.95 + ASCENT) * block.em, y + DESCENT * block.em) if stance.masked else None
        ground = _grow(piece, block, (x + aside * block.em, y + stance.dy * block.em, scale), stance.scale)
        raised, grown = LIFTS.get(self._theme.movement.style, UNMOVED)
        energy = self._theme.movement.energy
        up = (raised * state.lift + HELD_UP * state.hold) * energy * block.em
        larger = 1 + ((grown - 1) * state.lift + SWOLLEN * state.swell) * energy
        place = _grow(piece, block, (ground[0], ground[1] - up, ground[2]), larger)
        span = piece.fill_to - piece.fill_from
        fill = min(1.0, max(0.0, (state.fill - piece.fill_from) / span)) if span else state.fill
        return Mark(piece, block.em, place, ground, alpha, fill, state.light, stance.blur, own, window)

    def _share(self, block: Block) -> float:
        """Of what is left over beside a block, the share that lies to its left: one that runs from right to left starts at the other
        margin."""
        share = ALIGNED[self._theme.layout.align]
        return 1 - share if block.backwards else share

    def _find_spread(self, block: Block, left: float, spread: float) -> float:
        """As far as letters can be set apart without leaving the frame."""
        if spread <= 1:
            return spread
        share, edge = self._share(block), EDGE * self._width
        middle = left + share * block.width
        room = [(middle - edge) / (share * block.width)] if share else []
        room += [(self._width - edge - middle) / ((1 - share) * block.width)] if share < 1 else []
        return max(1.0, min(spread, *room))

    def _find_place(self, block: Block) -> tuple[float, float]:
        layout = self._theme.layout
        margin = layout.margin * self._width
        x = margin + self._share(block) * (self._width - 2 * margin - block.width)
        y = layout.anchor * self._height - block.height * STANDING[layout.stands]
        return round(x), round(y)

    def _find_next_place(self, index: int, number: int) -> tuple[float, float, float, bool]:
        """Where a piece stands while its line is the next one: x, y, scale, and whether that line has room below the active one."""
        block, small = self._blocks[index], self._next_blocks[index]
        before = self._blocks[max(0, index - 1)]
        left = self._find_place(small)[0]
        top = self._find_place(before)[1] + before.height + NEXT_GAP[0] * self._theme.layout.size * self._shorter + NEXT_GAP[1] * small.em
        fits = top + small.height + DESCENT * small.em <= self._height * (1 - EDGE)
        # What is broken inside a word is broken at other places when it is set smaller: then its pieces keep the active line's order.
        same = _list_shares(small) == _list_shares(block)
        piece, scale = small.pieces[number] if same else block.pieces[number], small.em / block.em
        step = 1.0 if same else scale
        return left + piece.x * step, top + piece.y * step, scale, fits and same


# --------------------------------------------------------------------------------------------- private


def _rank_rows(block: Block) -> list[int]:
    """The row of every piece, counted from 0."""
    rows = sorted({piece.y for piece in block.pieces})
    return [rows.index(piece.y) for piece in block.pieces]


def _list_shares(block: Block) -> list[tuple[int, int]]:
    """The word of every piece, and where in the word it starts, in per mille."""
    return [(piece.word, round(1000 * piece.fill_from)) for piece in block.pieces]


def _set_apart(piece: Piece, block: Block, share: float, spread: float, own: float) -> float:
    """Where a piece stands in its block when all are set apart about the point that stays; one of `own` width stays in its middle."""
    fixed = share * block.width
    return fixed + (piece.x - fixed) * spread + piece.width * (spread - own) / 2 if spread != 1 else piece.x


def _grow(piece: Piece, block: Block, place: Place, factor: float) -> Place:
    """Larger or smaller about the middle of the word; a long one less, lest it run into its neighbours."""
    x, y, scale = place
    factor = min(factor, 1 + 2 * GROWTH * block.em / max(piece.width, block.em))
    return x - (factor - 1) * piece.width * scale / 2, y + (factor - 1) * block.cap * scale / 2, scale * factor
