"""Places what stands where nobody sings: names, a line of light through a break, dots that count the singer in, a watermark."""

import math
from collections.abc import Iterator
from itertools import pairwise

import skia

from songloom.engines.segments.easing import ease_smooth, ramp
from songloom.engines.segments.layout import NEXT_GAP, Layout
from songloom.engines.segments.marks import Mark, Spot, keep_in, make_mark
from songloom.engines.segments.motion import SUNG, WAITING, Choreography, Singing
from songloom.engines.segments.page import ASCENT, DESCENT, EDGE, WATERMARK_EM, Page
from songloom.engines.segments.slices import Card, Rest, SegmentSlice
from songloom.engines.segments.timetable import ShownWord
from songloom.engines.segments.typeset import FIGURE, Block, Piece, Room, Typesetter
from songloom.errors import InputError

# Between the notes of a card, in their ems.
NOTE_GAP = 0.8
# A card that is too high is set smaller, first so much, then so much; its notes never smaller than the second.
# A card with fewer notes than this bears names alone: tags may hold anything, so that nobody can be asked to write less.
LEAST_CREDITS = 2
SCALES, LEAST_NOTE = (1.0, 0.85, 0.72, 0.6, 0.5), 0.72
# A dot's radius, in ems of the theme, at least in the shorter edge; how far apart dots stand, in radii; how far above their line, in ems.
DOT, LEAST_DOT, DOT_STEP, DOT_RISE = 0.07, 0.007, 4.8, 0.62
# The line of light: how long, in the shorter edge, how thick, in ems, and how opaque.
BAR, BAR_EMS, BAR_ALPHA = 0.5, 0.05, 0.9
WATERMARK_ALPHA = 0.6
FADE_S = 0.3


class Cards:
    """What a segment shows beside its lines. Text that cannot be set in the theme's fonts is left out: no line is lost with it."""

    def __init__(self, segment: SegmentSlice, page: Page, typesetter: Typesetter, layout: Layout):
        self._page, self._typesetter, self._layout = page, typesetter, layout
        self._head, self._floor = (find(bool(segment.cues.watermark)) for find in (page.find_head, page.find_floor))
        self._cards = [(card, self._set_card(card)) for card in segment.cues.cards]
        self._rests = [(rest, *self._draw_rest(rest)) for rest in segment.cues.rests]
        self._watermark = list(self._set_watermark(segment.cues.watermark))

    def place(self, choreography: Choreography, frame: int) -> list[Mark]:
        """The marks of a frame."""
        marks = [*self._watermark]
        for card, blocks in self._cards:
            marks += self._place_card(card, blocks, choreography, frame)
        for rest, bar, dots in self._rests:
            marks += self._place_rest(rest, bar, dots, choreography, frame)
        return marks

    def _set_card(self, card: Card) -> list[tuple[Block, float, float]]:
        """The blocks of a card, the title first, each with its left and top: as large as they fit."""
        for scale in SCALES:
            try:
                blocks = self._set_blocks(card, scale)
            except InputError:
                return []
            gaps = [0.0, *(NOTE_GAP * note.em for note in blocks[1:])]
            gaps[1:2] = [NEXT_GAP[0] * self._page.em + NEXT_GAP[1] * note.em for note in blocks[1:2]]
            height = sum(gaps) + sum(block.height for block in blocks)
            top, placed = round(self._page.find_top(height)), []
            head, is_good = math.ceil(self._head + ASCENT * blocks[0].em), not _breaks_words(blocks[0])
            # Rather a smaller title than one with a word in two rows, or one that meets the watermark; the smallest stands lower.
            if scale == SCALES[-1]:
                top, is_good = max(top, head), True
            fits = height <= self._page.tallest and top >= head and top + height + DESCENT * blocks[-1].em <= self._floor
            if fits and is_good:
                for gap, block in zip(gaps, blocks, strict=True):
                    placed.append((block, round(self._page.find_left(block.width, block.backwards)), top + gap))
                    top += gap + block.height
                return placed
        if len(card.notes) < LEAST_CREDITS:
            return []
        raise InputError("", f"the card “{card.title[:40]}” does not fit the frame", "write fewer or shorter segments.credits")

    def _set_blocks(self, card: Card, scale: float) -> list[Block]:
        theme = self._page.theme
        title = self._typesetter.set_line(card.title.split(), theme.loud, self._page.room_of_line(theme.cards.scale * scale))
        room = self._page.room_of_next(max(scale, LEAST_NOTE))
        return [title, *(self._typesetter.set_line(note.split(), theme.quiet, room) for note in card.notes)]

    def _place_card(self, card: Card, blocks: list[tuple[Block, float, float]], choreography: Choreography, frame: int) -> Iterator[Mark]:
        line = choreography.stage_card(card)
        for number, (block, left, top) in enumerate(blocks):
            last = max(1, block.pieces[-1].word)
            for piece in block.pieces:
                # The title comes word by word, as lines do, and its notes with its last one.
                stance = choreography.find_stance(line, 1.0 if number else piece.word / last, frame)
                if stance and stance.alpha > 0:
                    # All that stands on a card moves as one.
                    stance = keep_in(self._page, blocks[0][2], blocks[0][0].em, stance)
                    spot = Spot(left + piece.x, top + piece.y, alpha=stance.alpha, solid=number > 0)
                    yield make_mark(self._page, block, piece, spot, (stance, WAITING if number else SUNG))

    def _draw_rest(self, rest: Rest) -> tuple[Mark, list[Mark]]:
        """A break's line of light and its dots, all opaque."""
        page, block = self._page, self._layout.block_of(rest.line)
        backwards, em, radius = block.backwards, page.em, max(DOT * page.em, LEAST_DOT * page.shorter)
        length, thick = min(BAR * page.shorter, page.room_of_line().width), max(2.0, BAR_EMS * em)
        path = skia.Path().addRoundRect(skia.Rect.MakeXYWH(0, -thick, length, thick), thick / 2, thick / 2)
        bar = self._figure(path, length, backwards)
        left, top = self._layout.find_place(rest.line)
        steps = len(rest.ticks) - 1
        apart = DOT_STEP * radius
        across = apart * (steps - 1) + 2 * radius
        x = left + page.find_share(backwards) * (block.width - across)
        y = max(top - DOT_RISE * em + radius, EDGE * page.height + 2 * radius)
        dots = []
        for number in range(steps):
            dot = self._figure(skia.Path().addCircle(radius, -radius, radius), 2 * radius, backwards)
            step = (steps - 1 - number if backwards else number) * apart
            dots.append(self._mark(dot, x + step, y))
        return self._mark(bar, page.find_left(length, backwards), page.find_top(thick) + thick), dots

    def _place_rest(self, rest: Rest, bar: Mark, dots: list[Mark], choreography: Choreography, frame: int) -> Iterator[Mark]:
        fade = FADE_S * choreography.fps
        shown = _fade(frame, rest.first, rest.end - fade, fade)
        if shown:
            share = ramp(frame + 1, rest.first, rest.end - fade - rest.first)
            yield _change(bar, shown * BAR_ALPHA, Singing(share, 0.0, 0.0))
        for dot, (first, end) in zip(dots, pairwise(rest.ticks), strict=True):
            shown = _fade(frame, rest.ticks[0] - fade, end, fade)
            if shown:
                yield _change(dot, shown, choreography.find_singing(ShownWord("", first, end), frame))

    def _set_watermark(self, text: str) -> Iterator[Mark]:
        if not text.split():
            return
        page, em = self._page, WATERMARK_EM * self._page.shorter
        inset = EDGE * page.shorter
        try:
            block = self._typesetter.set_line(text.split(), page.theme.quiet, Room(page.width - 2 * inset, page.height, em, em, 0.0))
        except InputError:
            return
        down, aside = page.theme.cards.watermark.split("-")
        free = page.free
        left = round(max(inset, free.left) if aside == "left" else min(page.width - inset, free.right) - block.width)
        top = round(max(inset, free.top) if down == "top" else min(page.height - inset, free.bottom) - block.height)
        for piece in block.pieces:
            place = (left + piece.x, top + piece.y, 1.0)
            yield Mark(piece, block.em, place, place, WATERMARK_ALPHA, 0.0, 0.0, solid=True)

    def _figure(self, path: skia.Path, width: float, backwards: bool) -> Piece:
        bounds = path.getBounds()
        return Piece(
            FIGURE,
            "",
            path,
            0.0,
            0.0,
            self._page.em,
            width,
            0.0,
            1.0,
            backwards,
            (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()),
        )

    def _mark(self, piece: Piece, x: float, y: float) -> Mark:
        return Mark(piece, self._page.em, (x, y, 1.0), (x, y, 1.0), 1.0, 0.0, 0.0)


# --------------------------------------------------------------------------------------------- private


def _breaks_words(block: Block) -> bool:
    return len({(piece.word, piece.y) for piece in block.pieces}) > len({piece.word for piece in block.pieces})


def _fade(frame: int, first: float, end: float, length: float) -> float:
    """Rises from frame `first` on and falls from frame `end` on, within `length` each; 0 for what has no length."""
    if end <= first:
        return 0.0
    return ease_smooth(ramp(frame + 1, first, length)) * (1 - ease_smooth(ramp(frame + 1, end, length)))


def _change(mark: Mark, alpha: float, state: Singing) -> Mark:
    return Mark(mark.piece, mark.em, mark.place, mark.ground, alpha, state.fill, state.light)
