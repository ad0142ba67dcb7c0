"""Says what each line is in the song, by words that come back and by music that does."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import get_args

from songloom.engines.storyboard.form import Form
from songloom.engines.storyboard.span import find_breaks
from songloom.model.rhythm import Heading, Rhythm, Section

# Lines that come back are the chorus where they do so in more than this share of the places where the most sung do.
_CHORUS_SHARE = 2 / 3
# No verse is as short as this.
_MOMENT_S = 6.0
# What the music alone tells, of what stands around verses and choruses.
_AROUND: frozenset[Heading] = frozenset({"intro", "break", "outro"})
_NO_SECTION = Section(0.0, 0.0, "")


def name_lines(texts: Sequence[str], times_s: Sequence[tuple[float, float]], form: Form, rhythm: Rhythm) -> list[str]:
    """For each line its passage's name: a heading; where neither words nor music tell a chorus, its section's own or letter.

    `texts` are lines without case and punctuation, `times_s` when they are sung. Words that come back most often are the chorus, else the
    music's own. Of what sounds like nothing else that is sung, an intro, outro or break of the music stays one, and what comes after two
    choruses and before another is a bridge; the rest are verses. What interrupts a chorus for a moment belongs to it, and a line alone is
    no passage: it goes with the one before it.
    """
    sections, breaks = [find_section(rhythm, (start_s + end_s) / 2) for start_s, end_s in times_s], find_breaks(times_s)
    by_words, by_sound = _find_chorus(texts, breaks, form), [section.heading == "chorus" for section in sections]
    is_chorus = by_words if any(by_words) else by_sound
    if not any(is_chorus):
        return [section.heading or section.label for section in sections]
    passages: list[str] = []
    for first, end in _find_stretches(is_chorus, breaks, times_s):
        heading = "chorus" if is_chorus[first] else "verse"
        if end - first == 1 and first:
            heading = passages[-1]
        elif heading == "verse" and _sounds_alone(sections, is_chorus, first, end):
            headings = {section.heading for section in sections[first:end]}
            if len(headings) == 1 and headings <= _AROUND:
                heading = headings.pop()
            elif _count_choruses(passages) > 1 and any(is_chorus[end:]):
                heading = "bridge"
        passages += [heading] * (end - first)
    return passages


def find_section(rhythm: Rhythm, at_s: float) -> Section:
    """The section of the music at a time; one without a name where there is none."""
    return next((section for section in rhythm.sections if section.start_s <= at_s < section.end_s), _NO_SECTION)


def read_heading(passage: str) -> Heading:
    """A passage's heading, "" where it has but a letter."""
    return next((heading for heading in get_args(Heading) if heading == passage), "")


# --------------------------------------------------------------------------------------------- private


def _find_chorus(texts: Sequence[str], breaks: Sequence[bool], form: Form) -> list[bool]:
    """Whether a line's words come back in most places; a place ends with a line that does not come back, and with a break."""
    place, places = 0, Counter[str]()
    seen: set[tuple[str, int]] = set()
    for text, is_after_break, returns in zip(texts, breaks, form.returning, strict=True):
        place += is_after_break or not returns
        if returns and (text, place) not in seen:
            seen.add((text, place))
            places[text] += 1
    most = max(places.values(), default=0)
    return [places[text] > max(1, _CHORUS_SHARE * most) for text in texts]


def _find_stretches(is_chorus: Sequence[bool], breaks: Sequence[bool], times_s: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Half-open ranges of lines that are a chorus or none, without a long break; what interrupts a chorus for a moment belongs to it."""
    starts = [line for line in range(1, len(is_chorus)) if breaks[line] or is_chorus[line] != is_chorus[line - 1]]
    joined: list[tuple[int, int]] = []
    for first, end in pairwise([0, *starts, len(is_chorus)]):
        goes_on = end < len(is_chorus) and not breaks[end]
        is_moment = goes_on and not is_chorus[first] and times_s[end - 1][1] - times_s[first][0] < _MOMENT_S
        if joined and is_chorus[joined[-1][0]] and (is_chorus[first] or is_moment):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((first, end))
    return joined


def _sounds_alone(sections: Sequence[Section], is_chorus: Sequence[bool], first: int, end: int) -> bool:
    """Whether no other line outside of choruses is sung to the music of lines [first, end)."""
    elsewhere = {section.label for line, section in enumerate(sections) if not is_chorus[line] and not first <= line < end}
    return not {section.label for section in sections[first:end]} & (elsewhere | {""})


def _count_choruses(passages: Sequence[str]) -> int:
    return [passage for passage, _ in groupby(passages)].count("chorus")
