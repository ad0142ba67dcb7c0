"""What is drawn in a frame: pieces of words, each with its place and its state."""

from dataclasses import dataclass, replace

from songloom.engines.segments.motion import Singing, Stance
from songloom.engines.segments.page import ASCENT, DESCENT, Page
from songloom.engines.segments.rectangle import Rectangle, surround
from songloom.engines.segments.typeset import FIGURE, Block, Piece
from songloom.model.theme import Tag

# How far the word being sung is raised, in ems, and enlarged: in these styles of movement, and where the music makes it swell or
# it is held.
LIFTS = {"float": (0.05, 1.0), "slide": (0.035, 1.0), "snap": (0.0, 1.035), "pop": (0.0, 1.04), "rise": (0.03, 1.0)}
UNMOVED, SWOLLEN, HELD_UP = (0.0, 1.0), 0.12, 0.05
# No word grows by more than this to each side, in ems: spaces are little wider than twice that.
GROWTH = 0.06

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Mark:
    """A piece of a word as it is drawn: its pen stands at `place` (x and y in pixels, scale), raised from `ground`, where it casts its
    shadow; `fill` of it is sung, `light` says how much it is being sung. It is blurred by `blur` ems, its letters stand `spread` times
    as far apart, and nothing of it is seen outside of `window` (top and bottom in pixels). `tag` is the kind of word that it is of;
    a `solid` one is filled, whatever the theme's outline: it is small."""

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
    tag: Tag = ""
    solid: bool = False

    def width(self) -> float:
        """How wide it is, in pixels at scale 1."""
        return self.piece.width * self.spread

    def is_word(self) -> bool:
        """Whether it is written, and no dot or bar."""
        return self.piece.word != FIGURE


@dataclass(frozen=True)
class Spot:
    """Where a piece stands before anything moves it: its pen, its scale, how opaque it is there, how far apart its letters are, and
    whether it is too small for an outline."""

    x: float
    y: float
    scale: float = 1.0
    alpha: float = 1.0
    spread: float = 1.0
    solid: bool = False


def make_mark(page: Page, block: Block, piece: Piece, spot: Spot, looks: tuple[Stance, Singing]) -> Mark:
    """The mark of a piece of a block at a spot, moved by its stance and raised by its state."""
    (stance, state), movement = looks, page.theme.movement
    aside, em = -stance.dx if block.backwards else stance.dx, piece.em
    # What is set larger than the theme's size is not carried further.
    step = min(em, page.em)
    moved = spot.x + aside * step, spot.y + stance.dy * step, spot.scale
    ground = _grow(piece, block, moved, stance.scale)
    raised, grown = LIFTS.get(movement.style, UNMOVED)
    up = (raised * state.lift + HELD_UP * state.hold) * movement.energy * em
    larger = 1 + ((grown - 1) * state.lift + SWOLLEN * state.swell) * movement.energy
    place = _grow(piece, block, (ground[0], ground[1] - up, ground[2]), larger)
    span = piece.fill_to - piece.fill_from
    fill = min(1.0, max(0.0, (state.fill - piece.fill_from) / span)) if span else state.fill
    window = (spot.y - (0.95 + ASCENT) * em, spot.y + DESCENT * em) if stance.masked else None
    return Mark(piece, em, place, ground, spot.alpha, fill, state.light, stance.blur, spot.spread, window, state.tag, spot.solid)


def keep_in(page: Page, top: float, em: float, stance: Stance) -> Stance:
    """The stance of words that are carried no further up than the frame has room above their text, whose capitals begin at `top`."""
    room = top - ASCENT * em
    return replace(stance, dy=max(stance.dy, min(0.0, -room / page.em))) if stance.dy < 0 else stance


def find_reach(mark: Mark, place: Place, blur: float, step: int, body: tuple[float, float] = (0.0, 0.0)) -> Rectangle:
    """Around a mark's glyphs at `place`, and so many ems above and below its foot (`body`), with `blur` ems more on every side; its
    corners lie on every `step`-th pixel."""
    x, y, scale = place
    em, more = mark.em * scale, (0.1 + blur) * mark.em * scale + 2
    left, top, right, bottom = (edge * scale for edge in mark.piece.ink)
    left, top = x + min(0.0, left) - more, y + min(-body[0] * em, top) - more
    # Letters that are set apart reach as much further as the pen does.
    right = max(mark.piece.width * scale, right) + (mark.width() - mark.piece.width) * scale
    right, bottom = x + right + more, y + max(body[1] * em, bottom) + more
    return surround((left, top, right, bottom), step)


# --------------------------------------------------------------------------------------------- private


def _grow(piece: Piece, block: Block, place: Place, factor: float) -> Place:
    """Larger or smaller about the middle of the word; a long one less, lest it run into its neighbours."""
    x, y, scale = place
    cap = block.cap / block.em * piece.em
    factor = min(factor, 1 + 2 * GROWTH * piece.em / max(piece.width, piece.em))
    return x - (factor - 1) * piece.width * scale / 2, y + (factor - 1) * cap * scale / 2, scale * factor
