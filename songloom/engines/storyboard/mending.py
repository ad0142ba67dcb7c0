"""Makes whole lines of what a model said about a few: its counts are followed where the words allow it, else the rules speak."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from songloom.engines.storyboard.brief import Motion, ShownLine
from songloom.engines.storyboard.rules import Range, Rules
from songloom.model.decisions import Decider

# Of an end that the rules would not set, at least this much must speak for it, in log-odds; a place of this much may stand in for one
# nearby; and where they set one and so much speaks for it, a line must end.
_BROKEN = -2.5
_BETTER = -1.0
_CERTAIN = 2.5
_REACH_WORDS = 2

_line = TypeAdapter(ShownLine)


@dataclass(frozen=True)
class Mended:
    """A display line that ends before word `end`: who ended it there and why, and how its picture should move (None: nobody says)."""

    end: int
    by: Decider
    why: str
    motion: Motion | None


def mend_lines(window: Range, said: Any, rules: Rules) -> list[Mended]:
    """The lines of words [first, end) of `window`, in order and without gaps, whatever was `said` of them."""
    wished = list(_read_lines(window, said if isinstance(said, list) else [], rules))
    ends = {line.end: line for line in wished[:-1]}
    for mend in (_move_broken, _end_certain, _join_lone, _cut_long):
        ends = mend(ends, window, rules)
    return [replace(ends.get(end) or wished[-1], motion=_find_motion(first, wished, window[0])) for first, end in _pair(ends, window)]


# --------------------------------------------------------------------------------------------- private

Ends = dict[int, Mended]


def _read_lines(window: Range, said: Sequence[Any], rules: Rules) -> Iterator[Mended]:
    """The lines as the counts have them; the rules' own where nothing readable is said of a line, and where the counts end too soon."""
    first, end = window
    usual = [stop for _, stop in rules.cut(first, end)]
    at = first
    for plain in said:
        if at == end:
            return
        try:
            line = _line.validate_python(plain, strict=True, extra="ignore")
        except ValidationError:
            at = usual[bisect_left(usual, at + 1)]
            yield Mended(at, "rules", "what was said of this line cannot be read", None)
            continue
        if at + line.words > end:
            yield Mended(end, "repair", f"the counts add up to more than the {end - first} words there are", line.motion)
            return
        at += line.words
        yield Mended(at, "model", "", line.motion)
    for stop in usual[bisect_left(usual, at + 1) :]:
        yield Mended(stop, "rules", "the answer ended before this line", None)


def _move_broken(ends: Ends, window: Range, rules: Rules) -> Ends:
    """Without ends that nothing speaks for: each goes to the best place nearby, or is dropped."""
    usual = _list_usual(window, rules)
    kept = {end: line for end, line in ends.items() if end in usual or rules.breaks[end - 1] >= _BROKEN}
    for end in sorted(set(ends) - set(kept)):
        near = [at for at in range(end - _REACH_WORDS, end + _REACH_WORDS + 1) if window[0] < at < window[1] and at not in kept]
        best = max(near, key=lambda at: (rules.breaks[at - 1], -abs(at - end)), default=end)
        if best in usual or rules.breaks[best - 1] >= _BETTER:
            kept[best] = Mended(best, "repair", f"the phrase would have been broken {_say_where(end, best)}", None)
    return kept


def _end_certain(ends: Ends, window: Range, rules: Rules) -> Ends:
    """With the ends that cannot be sung or read over: a rest, the end of a written line."""
    usual = _list_usual(window, rules)
    certain = [at for at in usual if at not in ends and (rules.is_written_end(at) or rules.breaks[at - 1] >= _CERTAIN)]
    return ends | {at: Mended(at, "repair", "no line goes on over a rest or the end of a written line", None) for at in certain}


def _join_lone(ends: Ends, window: Range, rules: Rules) -> Ends:
    """Without the weaker end of a line of one word, where it fits its neighbour and the rules would not leave it alone."""
    usual = _list_usual(window, rules)
    for first, end in _pair(ends, window):
        if end - first > 1:
            continue
        for at in sorted({first, end} & set(ends) - usual, key=lambda at: rules.breaks[at - 1]):
            stops = sorted({window[0], *ends, window[1]} - {at})
            place = bisect_left(stops, at)
            if rules.fits(stops[place - 1], stops[place]):
                ends = {other: line for other, line in ends.items() if other != at}
                break
    return ends


def _cut_long(ends: Ends, window: Range, rules: Rules) -> Ends:
    """With ends where the rules would cut what is too long for the screen."""
    found = dict(ends)
    for first, end in _pair(ends, window):
        if not rules.fits(first, end):
            found |= {stop: Mended(stop, "repair", "the line was too long for the screen", None) for _, stop in rules.cut(first, end)[:-1]}
    return found


def _list_usual(window: Range, rules: Rules) -> set[int]:
    """Where the rules end lines inside the window."""
    return {end for _, end in rules.cut(*window)[:-1]}


def _pair(ends: Ends, window: Range) -> list[Range]:
    stops = [window[0], *sorted(ends), window[1]]
    return list(pairwise(stops))


def _find_motion(first: int, wished: Sequence[Mended], start: int) -> Motion | None:
    """What was wished for the line that word `first` was to be in."""
    assert first >= start
    return next(line.motion for line in wished if first < line.end)


def _say_where(wished: int, moved: int) -> str:
    words = abs(moved - wished)
    return f"{words} word{'s' if words > 1 else ''} {'earlier' if moved < wished else 'later'}"
