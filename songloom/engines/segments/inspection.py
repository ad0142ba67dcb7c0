"""Refuses frames whose text could not be read: cut, too small, over another line, or under a platform's buttons."""

from collections.abc import Sequence

from songloom.engines.segments.layout import Layout
from songloom.engines.segments.marks import Mark
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import ShownLine
from songloom.errors import InputError
from songloom.metrics.legibility import LEAST_ANNOUNCED, LEAST_CAPITAL, Box, find_clash, measure_excess

# What is less opaque is not seen; what is less opaque than this is on its way, and need only be uncut.
SEEN, READ = 0.12, 0.6
# What is closer to the edge of the frame is cut by some screens, and how deep boxes may lie in one another or reach out, as shares of
# the shorter edge: a letter's overshoot, and what a pixel's rounding adds.
RIM, SLACK = 0.02, 0.006
# The number of what belongs to no line: cards, dots, a watermark.
OTHER = -1
CURE = "set storyboard.line_letters or the theme's layout.size lower"


class Inspector:
    """Looks at every frame of a segment before it is drawn, and at nothing twice."""

    def __init__(self, lines: Sequence[ShownLine], layout: Layout, page: Page, fps: int):
        self._texts = [" ".join(word.text for word in line.words) for line in lines]
        self._lines = layout.name_lines()
        self._fps, self._shorter = fps, page.shorter
        self._slack = SLACK * page.shorter + 1
        self._frame = (0.0, 0.0, float(page.width), float(page.height))
        self._room = _inset(page)
        self._seen: Sequence[Mark] = ()
        for text, (capital, announced) in zip(self._texts, layout.measure_capitals(), strict=True):
            self._check_size(text, capital, LEAST_CAPITAL)
            self._check_size(text, announced, LEAST_ANNOUNCED)

    def check(self, marks: Sequence[Mark], frame: int) -> None:
        """InputError, with line and time, where text of this frame is cut, covered, or over another line."""
        if marks == self._seen:
            return
        self._seen = marks
        lines: dict[int, list[Box]] = {}
        for mark in marks:
            if mark.alpha >= SEEN and (box := find_ink(mark)):
                lines.setdefault(self._lines.get(id(mark.piece), OTHER), []).append(box)
                self._check_room(mark, box, frame)
        numbers = list(lines)
        for place, one in enumerate(numbers):
            for other in numbers[:place]:
                self._check_clash(one, other, find_clash(lines[one], lines[other]), frame)

    # ---------------------------------------------------------------------------------------- private

    def _check_size(self, text: str, capital: float, least: float) -> None:
        if capital < least * self._shorter * 0.999:
            what = f"the capitals of {_quote(text)} are {capital:.1f} pixels high; {least * self._shorter:.1f} is the least to be read"
            raise InputError("", what, "set layout.size, least_size or next_scale of the theme higher, or storyboard.line_letters lower")

    def _check_room(self, mark: Mark, box: Box, frame: int) -> None:
        room, name = (self._room, "the safe zone") if mark.alpha >= READ else (self._frame, "the frame")
        excess = measure_excess(box, room)
        if excess > self._slack:
            word = f"“{mark.piece.text}” of {self._quote(self._lines.get(id(mark.piece), OTHER))}"
            raise InputError("", f"{word} reaches {excess:.0f} pixels out of {name} {self._tell(frame)}", CURE)

    def _check_clash(self, one: int, other: int, depth: float, frame: int) -> None:
        if depth > self._slack:
            pair = f"{self._quote(other)} and {self._quote(one)}"
            raise InputError("", f"{pair} stand {depth:.0f} pixels over one another {self._tell(frame)}", CURE)

    def _tell(self, frame: int) -> str:
        return f"{frame / self._fps:.2f} s after their scene began"

    def _quote(self, line: int) -> str:
        return "what stands beside the lines" if line == OTHER else _quote(self._texts[line])


def find_ink(mark: Mark) -> Box | None:
    """Around what is seen of a mark's glyphs; None where nothing is."""
    (x, y, scale), (left, top, right, bottom) = mark.place, mark.piece.ink
    top, bottom = y + top * scale, y + bottom * scale
    if mark.window:
        top, bottom = max(top, mark.window[0]), min(bottom, mark.window[1])
    return (x + left * scale, top, x + right * mark.spread * scale, bottom) if top < bottom else None


# --------------------------------------------------------------------------------------------- private


def _inset(page: Page) -> Box:
    """What is free, and not at the very rim of the frame."""
    rim, free = RIM * page.shorter, page.free
    return max(free.left, rim), max(free.top, rim), min(free.right, page.width - rim), min(free.bottom, page.height - rim)


def _quote(text: str) -> str:
    return f"“{text if len(text) <= 48 else text[:47] + '…'}”"
