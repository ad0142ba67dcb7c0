"""Gives every word of a segment its place on the screen at every frame."""

from collections.abc import Iterator
from dataclasses import replace

from songloom.engines.segments.easing import mix, ramp
from songloom.engines.segments.marks import Mark, Spot, keep_in, make_mark
from songloom.engines.segments.motion import DISSOLVE_SHARE, WAITING, Choreography, Singing, Stance
from songloom.engines.segments.page import DESCENT, Page
from songloom.engines.segments.ribbon import FADE, find_begin, find_focus, find_presence, shows_enough
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.syllables import fill_syllables
from songloom.engines.segments.typeset import Block, Piece, Typesetter
from songloom.model.theme import Face

# How far the next line's capitals stand below the active line's foot, in ems of the one and of the other.
NEXT_GAP = (0.3, 0.6)
# A line's second line is so much smaller than the next one, stands so far below the line, in ems of the one and of the other, and leaves
# it so much of its room at least.
SECOND_SCALE, SECOND_GAP, LEAST_OWN = 0.85, (0.34, 0.3), 0.5
# In these styles a line flies from the place of the next one to that of the active one; in others it dissolves.
# A line whose words would change rows on their way, and so cross, dissolves as well.
FLYING = {"float", "slide", "snap"}
# A line that had no room as the next one comes from so far below its place, in ems.
UNSEEN_RISE = 0.45
# A line is out of the way of what is announced below it when it has come so far.
PASSED = 0.9
# A row that is never full, in pixels.
ENDLESS = 1e6


class Layout:
    """The lines of one segment, set for one shape of screen: each as the active line, and smaller as the next one."""

    def __init__(self, segment: SegmentSlice, page: Page, typesetter: Typesetter):
        self._theme, self._page = page.theme, page
        self._lines = segment.lines
        self._floor = self._page.find_floor(bool(segment.cues.watermark))
        self._seconds = [self._set_second(line, typesetter) for line in segment.lines]
        self._belows = [self._find_below(second) for second in self._seconds]
        self._blocks = [self._set_line(*each, typesetter) for each in zip(segment.lines, self._belows, strict=True)]
        self._next_blocks = [self._set_next(index, line, typesetter) for index, line in enumerate(segment.lines)]
        self._flies = page.theme.movement.style in FLYING and page.theme.layout.flow == "rows"
        self._marks: dict[tuple[int, int], tuple[tuple[Stance, Singing, float], Mark]] = {}
        self._middles: dict[int, list[float]] = {}
        self._keeps_rows = [_rank_rows(one) == _rank_rows(other) for one, other in zip(self._blocks, self._next_blocks, strict=True)]

    def place(self, choreography: Choreography, frame: int) -> list[Mark]:
        """The marks of a frame, in the order they are drawn."""
        marks: list[Mark] = []
        stances: list[Stance] = []
        for index, line in enumerate(self._lines):
            stances = self._await(stances, choreography.find_stances(line, frame))
            if not stances:
                continue
            singing = [choreography.find_singing(word, frame) for word in line.words]
            if self._theme.fill == "syllables":
                parted = zip(singing, self._blocks[index].syllables, line.words, strict=True)
                singing = [replace(state, fill=fill_syllables(state.fill, ends, word.syllables)) for state, ends, word in parted]
            scroll = self._find_scroll(index, frame)
            for number, piece in enumerate(self._blocks[index].pieces):
                stance = stances[piece.word]
                if stance.alpha > 0:
                    marks.append(self._find_mark((index, number), scroll, stance, singing[piece.word]))
            marks += self._place_second(index, stances[-1])
        return marks

    def block_of(self, index: int) -> Block:
        """A line as it is set when it is the active one."""
        return self._blocks[index]

    def find_place(self, index: int) -> tuple[int, int]:
        """Left and top of a line when it is the active one."""
        return self._page.find_place(self._blocks[index], self._belows[index])

    def name_lines(self) -> dict[int, int]:
        """The line that every piece is of, by the piece's identity."""
        blocks = [*enumerate(self._blocks), *((index, second) for index, second in enumerate(self._seconds) if second)]
        return {id(piece): index for index, block in blocks for piece in block.pieces}

    def measure_capitals(self) -> list[tuple[float, float]]:
        """How high the capitals of every line are, in pixels: while it is sung, and while it is the next one."""
        return [(block.cap, small.cap) for block, small in zip(self._blocks, self._next_blocks, strict=True)]

    def _await(self, before: list[Stance], stances: list[Stance]) -> list[Stance]:
        """Where frames hold many rows a line comes from far below: the one that is announced there waits until it has passed."""
        if self._page.unit == self._page.shorter or not before or not stances or stances[0].arrived:
            return stances
        shown = ramp(before[-1].arrived, PASSED, 1 - PASSED)
        return [replace(stance, alpha=stance.alpha * shown) for stance in stances] if shown < 1 else stances

    def _face(self, line: ShownLine) -> Face:
        return self._theme.loud if line.energy >= self._theme.loud_from else self._theme.quiet

    def _set_line(self, line: ShownLine, below: float, typesetter: Typesetter) -> Block:
        room = self._page.room_of_line()
        # What stands below takes of the line's own room, but never most of it.
        room = replace(room, height=max(room.height - below, LEAST_OWN * room.height))
        flow, words = self._theme.layout.flow, [word.text for word in line.words]
        if flow == "ribbon":
            block = typesetter.set_line(words, self._face(line), replace(room, width=ENDLESS))
            if block.width <= self._page.measure or shows_enough(words, self._page.measure / block.width):
                return block
        set_words = typesetter.set_stack if flow == "stack" else typesetter.set_line
        return set_words(words, self._face(line), room)

    def _set_second(self, line: ShownLine, typesetter: Typesetter) -> Block | None:
        if not line.second:
            return None
        block = typesetter.set_line(line.second.split(), self._theme.quiet, self._page.room_of_next(SECOND_SCALE))
        # A paragraph below a line would push it out of the frame: rather none.
        return block if block.height <= (1 - LEAST_OWN) * self._page.room_of_line().height else None

    def _set_next(self, index: int, line: ShownLine, typesetter: Typesetter) -> Block:
        words, room = [word.text for word in line.words], self._page.room_of_next()
        block = typesetter.set_line(words, self._face(line), room)
        if not room.is_free or self._fits_next(index, block):
            return block
        # Rather small than not at all.
        return typesetter.set_line(words, self._face(line), replace(room, em=room.plain_em))

    def _find_mark(self, where: tuple[int, int], scroll: float, stance: Stance, state: Singing) -> Mark:
        """The mark of a piece: the very one of the frame before where nothing about it has changed."""
        looks, mark = self._marks.get(where, (None, None))
        if mark is None or looks != (stance, state, scroll):
            block = self._blocks[where[0]]
            piece = block.pieces[where[1]]
            spot = self._run_through(self._find_spot(where, piece, stance), piece, scroll)
            mark = make_mark(self._page, block, piece, spot, (self._keep_in(where[0], stance, piece.em), state))
            self._marks[where] = ((stance, state, scroll), mark)
        return mark

    def _keep_in(self, index: int, stance: Stance, em: float) -> Stance:
        """The stance of a line's word, set in `em`, that stays in the frame; as the next line it moves by ems of that, all words alike."""
        if stance.arrived == 0:
            alike = min(self._blocks[index].em, self._page.em) / min(em, self._page.em)
            return replace(stance, dy=stance.dy * self._next_blocks[index].em / self._page.em * alike)
        return keep_in(self._page, self.find_place(index)[1], self._blocks[index].em, stance)

    def _find_scroll(self, index: int, frame: int) -> float:
        """How far a line that is wider than its room has run, in pixels."""
        block, page = self._blocks[index], self._page
        if block.width <= page.measure:
            return 0.0
        if index not in self._middles:
            ends = [
                [(piece.x, piece.x + piece.width) for piece in block.pieces if piece.word == word] for word in range(len(block.syllables))
            ]
            self._middles[index] = [(min(x for x, _ in word) + max(x for _, x in word)) / 2 for word in ends]
        focus = find_focus([(word.first + word.end) / 2 for word in self._lines[index].words], self._middles[index], frame)
        return find_begin(focus, block.width, (page.left, page.right)) - self.find_place(index)[0]

    def _run_through(self, spot: Spot, piece: Piece, scroll: float) -> Spot:
        if not scroll:
            return spot
        x, page = spot.x + scroll, self._page
        fade = FADE * min(page.left - page.free.left, page.free.right - page.right)
        shown = find_presence(x, x + piece.width * spot.scale, (page.left - 0.5, page.right + 0.5), fade)
        return replace(spot, x=x, alpha=spot.alpha * shown)

    def _find_below(self, second: Block | None) -> float:
        """The room that a line's second line takes, the gap above it included."""
        return SECOND_GAP[0] * self._page.em + SECOND_GAP[1] * second.em + second.height if second else 0.0

    def _find_spot(self, where: tuple[int, int], piece: Piece, stance: Stance) -> Spot:
        """Where a piece stands on its line's way from the next line's place to its own."""
        index, number = where
        block = self._blocks[index]
        left, top = self.find_place(index)
        spread = self._find_spread(block, left, stance.spread)
        own = spread if piece.set_apart else 1.0
        x, y, scale, alpha = left + _set_apart(piece, self._find_middle(block), spread, own), top + piece.y, 1.0, stance.alpha
        if stance.arrived != 1:
            next_x, next_y, next_scale, fits = self._find_next_place(index, number)
            if self._flies and not fits:
                # Where it would have stood as the next line is out of the frame, or it would be set otherwise there.
                y, alpha = mix(y + UNSEEN_RISE * block.em, y, stance.arrived), alpha * min(1.0, max(0.0, stance.arrived))
            elif self._flies and self._keeps_rows[index]:
                x, y, scale = mix(next_x, x, stance.arrived), mix(next_y, y, stance.arrived), mix(next_scale, 1.0, stance.arrived)
            elif stance.arrived < DISSOLVE_SHARE:
                x, y, scale, alpha = next_x, next_y, next_scale, alpha * fits * (1 - max(0.0, stance.arrived) / DISSOLVE_SHARE)
            else:
                alpha *= min(1.0, (stance.arrived - DISSOLVE_SHARE) / (1 - DISSOLVE_SHARE))
        return Spot(x, y, scale, alpha, own)

    def _place_second(self, index: int, stance: Stance) -> Iterator[Mark]:
        """What stands below a line comes as the line takes its place, and goes with it."""
        second, block = self._seconds[index], self._blocks[index]
        shown = stance.alpha * ramp(stance.arrived, 0.5, 0.5)
        if second is None or shown <= 0:
            return
        left, top = self._page.find_place(second)[0], self.find_place(index)[1] + block.height + self._belows[index] - second.height
        stance = self._keep_in(index, stance, block.em)
        still = replace(stance, spread=1.0, dx=stance.dx * block.em / second.em, dy=stance.dy * block.em / second.em)
        for number, piece in enumerate(second.pieces):
            place = (index, -1 - number)
            looks, mark = self._marks.get(place, (None, None))
            if mark is None or looks != (still, WAITING, 0.0):
                mark = make_mark(self._page, second, piece, Spot(left + piece.x, top + piece.y, alpha=shown, solid=True), (still, WAITING))
                self._marks[place] = ((still, WAITING, 0.0), mark)
            yield mark

    def _find_middle(self, block: Block) -> float:
        """The point of a block that stays where it is when its letters are set apart."""
        return self._page.find_share(block.backwards) * block.width

    def _find_spread(self, block: Block, left: float, spread: float) -> float:
        """As far as letters can be set apart without leaving what is free of the frame."""
        if spread <= 1:
            return spread
        before, (first, last) = self._find_middle(block), self._page.ends
        after = block.width - before
        rooms = [(left + before - first) / before] if before else []
        rooms += [(last - left - before) / after] if after else []
        return max(1.0, min(spread, *rooms))

    def _find_next_place(self, index: int, number: int) -> tuple[float, float, float, bool]:
        """Where a piece stands while its line is the next one: x, y, scale, and whether that line has room below the active one."""
        block, small = self._blocks[index], self._next_blocks[index]
        left, top, fits = self._page.find_place(small)[0], self._find_next_top(index, small), self._fits_next(index, small)
        # What is broken inside a word is broken at other places when it is set smaller: then its pieces keep the active line's order.
        same = _list_shares(small) == _list_shares(block)
        piece, scale = small.pieces[number] if same else block.pieces[number], small.em / block.pieces[number].em
        step = 1.0 if same else small.em / block.em
        return left + piece.x * step, top + piece.y * step, scale, fits and same

    def _find_next_top(self, index: int, small: Block) -> float:
        """Where a line begins while it is the next one, set as `small`."""
        before = max(0, index - 1)
        foot = self.find_place(before)[1] + self._blocks[before].height + self._belows[before]
        return foot + NEXT_GAP[0] * self._page.em + NEXT_GAP[1] * small.em

    def _fits_next(self, index: int, small: Block) -> bool:
        return self._find_next_top(index, small) + small.height + DESCENT * small.em <= self._floor


# --------------------------------------------------------------------------------------------- private


def _rank_rows(block: Block) -> list[int]:
    """The row of every piece, counted from 0."""
    rows = sorted({piece.y for piece in block.pieces})
    return [rows.index(piece.y) for piece in block.pieces]


def _list_shares(block: Block) -> list[tuple[int, int]]:
    """The word of every piece, and where in the word it starts, in per mille."""
    return [(piece.word, round(1000 * piece.fill_from)) for piece in block.pieces]


def _set_apart(piece: Piece, middle: float, spread: float, own: float) -> float:
    """Where a piece stands in its block when all are set apart about its middle; one of `own` width stays in its place's middle."""
    return middle + (piece.x - middle) * spread + piece.width * (spread - own) / 2 if spread != 1 else piece.x
