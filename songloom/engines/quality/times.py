"""What times alone give away, whatever was heard."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from songloom.engines.quality.telling import group_lines, show_lines, show_time
from songloom.model.quality import Reason
from songloom.model.timing import Word

INTERPOLATED_SHARE = 0.1
EQUAL_RUN = 8
# Times are written in whole milliseconds: lengths that were equal differ by one at most.
EQUAL_S = 0.0015
# Of 416 lines sung by ten singers three have a rest of REST_S inside, all of one song, and none one of TORN_S; words that are too many or
# too few tear lines apart.
REST_S, TORN_S, TORN_LINES, TORN_SHARE = 2.5, 4.0, 2, 0.1
MAX_LINES = 5


def check_times(words: Sequence[Word]) -> Iterator[Reason]:
    """Times that were guessed or spread, and lines that are torn apart."""
    if not words:
        yield Reason("no_words", "there are no words to show; give lyrics", "bad")
    guessed = sum(word.found == "interpolated" for word in words)
    if guessed > INTERPOLATED_SHARE * len(words):
        what = f"{guessed} of {len(words)} words were not found in the sound, their times are guesses"
        yield Reason("interpolated", f"{what}; watch the video")
    for run in _find_equal_runs(words):
        what = f"{len(run)} words of equal length from {show_time(run[0].start_s)}"
        yield Reason("equal_lengths", f"line {run[0].line + 1}: {what}; these times look spread, not heard")
    yield from _check_rests(group_lines(words))


# --------------------------------------------------------------------------------------------- private


def _find_equal_runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that follow one another and differ in length by a rounding at most; what a person edited is as it was meant."""
    heard = [word for word in words if word.found != "edited"]
    equal = [abs((b.end_s - b.start_s) - (a.end_s - a.start_s)) < EQUAL_S for a, b in pairwise(heard)]
    at = 0
    for is_equal, steps in groupby(equal):
        count = len(list(steps))
        if is_equal and count + 1 >= EQUAL_RUN:
            yield heard[at : at + count + 1]
        at += count


def _check_rests(lines: Sequence[list[Word]]) -> Iterator[Reason]:
    torn = []
    for line in lines:
        before, after = max(pairwise(line), key=lambda pair: pair[1].start_s - pair[0].end_s, default=(line[0], line[0]))
        rest_s = after.start_s - before.end_s
        if rest_s > REST_S and "edited" not in (before.found, after.found):
            torn.append((rest_s, line, f"{rest_s:.0f} s of rest between “{before.word}” and “{after.word}”"))
    is_much = len(torn) >= max(TORN_LINES, TORN_SHARE * len(lines)) or any(rest_s > TORN_S for rest_s, _, _ in torn)
    for _, line, what in torn[:MAX_LINES]:
        yield Reason("torn_line", f"{show_lines([line])}: {what}; check where it is sung", "look_again" if is_much else "note")
    if len(torn) > MAX_LINES:
        yield Reason("torn_line", f"{len(torn) - MAX_LINES} more lines are torn apart")
