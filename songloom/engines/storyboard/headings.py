"""Says what each line is in the song, by words that come back and by music that does."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import get_args

from songloom.engines.storyboard.form import Form
from songloom.model.rhythm import Heading, Rhythm, Section

# Lines that come back are the chorus where they do so in more than this share of the places where the most sung do.
_CHORUS_SHARE = 2 / 3
_NO_SECTION = Section(0.0, 0.0, "")


def name_lines(texts: Sequence[str], middles_s: Sequence[float], breaks: Sequence[bool], form: Form, rhythm: Rhythm) -> list[str]:
    """For each line the name of its part of the song: a heading; where neither words nor music tell a chorus, its section's own or letter.

    `texts` are lines without case and punctuation, `middles_s` when they are sung, `breaks` whether a long break comes before each.
    Words that come back most often are the chorus, else the music's own. What lies between choruses and sounds like nothing that is sung
    elsewhere is a bridge, the rest verses. A line alone is no part: it goes with the one before it.
    """
    sections = [find_section(rhythm, at_s) for at_s in middles_s]
    by_words, by_sound = _find_chorus(texts, breaks, form), [section.heading == "chorus" for section in sections]
    is_chorus = by_words if any(by_words) else by_sound
    if not any(is_chorus):
        return [section.heading or section.label for section in sections]
    parts: list[str] = []
    last = len(texts) - is_chorus[::-1].index(True)
    for chorus, group in groupby(range(len(texts)), key=lambda line: is_chorus[line]):
        lines = list(group)
        labels = {sections[line].label for line in lines}
        elsewhere = {sections[line].label for line in range(len(texts)) if not is_chorus[line] and line not in lines}
        if len(lines) == 1 and parts:
            heading = parts[-1]
        elif chorus:
            heading = "chorus"
        else:
            heading = "bridge" if parts and lines[-1] < last and not labels & (elsewhere | {""}) else "verse"
        parts += [heading] * len(lines)
    return parts


def find_section(rhythm: Rhythm, at_s: float) -> Section:
    """The section of the music at a time; one without a name where there is none."""
    return next((section for section in rhythm.sections if section.start_s <= at_s < section.end_s), _NO_SECTION)


def read_heading(part: str) -> Heading:
    """A part's heading, "" where it has but a letter."""
    return next((heading for heading in get_args(Heading) if heading == part), "")


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
