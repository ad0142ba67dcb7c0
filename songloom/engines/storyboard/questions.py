"""What a model is told of a song: its words as numbered data, its form in coarse steps, and no time that moves with a retimed word."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, get_args

from songloom.engines.storyboard.brief import MOST_SECTIONS, Brief, Genre, Light, Motion, SectionBrief, Setting, Subject
from songloom.engines.storyboard.headings import find_section
from songloom.engines.storyboard.imagery import find_images
from songloom.engines.storyboard.prompting import BRIEF, WINDOW, write_prompt
from songloom.engines.storyboard.rules import Range, Rules
from songloom.engines.storyboard.scenes import fold_line, group_scenes
from songloom.engines.storyboard.span import measure_energy, rank_energy
from songloom.model.rhythm import Rhythm, Section
from songloom.model.storyboard import Mood

# A brief shows no more lines than this: the beginning of the song, and its end.
_FIRST_LINES, _LAST_LINES = 80, 40
_MOST_WORD_LETTERS = 40
# Marks, brackets and bars would let words pass for a prompt's own; letters, figures and these cannot.
_PLAIN_MARKS = "'’.,!?;:-–…"
_SLOW_BPM, _QUICK_BPM = 90, 125
_LENGTH_STEP_S = 30
_NO_PASSAGE = "song"
_MOST_PASSAGES = 40


@dataclass(frozen=True)
class Excerpt:
    """Lines that are asked about together: the rules' `ranges` of words, one after another, the passage they belong to, and the section
    of the music they begin in."""

    ranges: tuple[Range, ...]
    passage: str
    section: Section

    @property
    def words(self) -> Range:
        """The words they hold, [first, end)."""
        return self.ranges[0][0], self.ranges[-1][1]


def cut_excerpts(rules: Rules, most_lines: int) -> list[Excerpt]:
    """The song's lines by the rules, cut along its form. Lines that come back belong to the passage and the section of their first time, so
    that they are asked about once and look alike."""
    ranges = rules.cut(0, len(rules.texts))
    read = rules.read_form(ranges)
    first_time: dict[str, tuple[str, Section]] = {}
    excerpts = []
    for first, end in group_scenes(read.spans, read.form, most_lines):
        text = fold_line(rules.join(ranges[first][0], ranges[end - 1][1]))
        section = find_section(rules.rhythm, read.spans[first].start_s)
        belongs = first_time.setdefault(text, (_clean(read.passages[first] or _NO_PASSAGE), section))
        excerpts.append(Excerpt(tuple(ranges[first:end]), *belongs))
    return excerpts


def list_passages(excerpts: Sequence[Excerpt]) -> list[str]:
    """The different passages, in the order of the song."""
    return list(dict.fromkeys(excerpt.passage for excerpt in excerpts))[:MOST_SECTIONS]


def ask_for_brief(rules: Rules, excerpts: Sequence[Excerpt]) -> str:
    """The prompt for the whole song. Of one in which lines come back it shows those, and of the others only which things they name, so
    that a line that is sung once can be worded anew without a question about all the others."""
    rhythm, lines = rules.rhythm, [row for excerpt in excerpts for row in excerpt.ranges]
    returning, once = _part_lines(rules, lines)
    lines = returning or lines
    shown = lines if len(lines) <= _FIRST_LINES + _LAST_LINES else [*lines[:_FIRST_LINES], *lines[-_LAST_LINES:]]
    # In an order of their own: which line names a thing, and how often, makes no difference.
    named = ", ".join(sorted({thing for text in once for thing in find_images([text])})) or "nothing that can be seen"
    facts = {
        "tempo": _say_tempo(rhythm),
        "length": _say_length(rhythm),
        "sections": ", ".join([passage for passage, _ in groupby(excerpt.passage for excerpt in excerpts)][:_MOST_PASSAGES]),
        "labels": ", ".join(list_passages(excerpts)),
        "shown": "the lines that come back" if returning else "the words",
        "words": _number_lines(shown, rules.texts),
        "others": f"\nOther lines are sung once. They name: {named}.\n" if returning and once else "",
    }
    return write_prompt(BRIEF, facts | _CHOICES)


def ask_about_lines(rules: Rules, excerpt: Excerpt, brief: Brief, passages: Sequence[str]) -> str:
    """The prompt for a few lines, under a brief about `passages`."""
    first, end = excerpt.words
    mood = find_passage_brief(brief, passages, excerpt.passage)
    facts = {
        "genre": brief.genre,
        "mood": brief.mood,
        "energy": brief.energy,
        "setting": brief.setting,
        "light": brief.light,
        "section": excerpt.passage,
        "section_mood": mood.mood,
        "section_energy": mood.energy,
        "loudness": _say_loudness(rules.rhythm, excerpt.section),
        "words": _number_lines(excerpt.ranges, rules.texts),
        "count": end - first,
        "letters": rules.options.line_letters,
    }
    return write_prompt(WINDOW, facts | _CHOICES)


def find_passage_brief(brief: Brief, passages: Sequence[str], passage: str) -> SectionBrief:
    """What the brief says of a passage; of one that it leaves out, what it says of the song."""
    said = dict(zip(passages, brief.sections, strict=False))
    return said.get(passage) or SectionBrief(mood=brief.mood, energy=brief.energy)


# --------------------------------------------------------------------------------------------- private


def _list_choices(literal: Any) -> str:
    return ", ".join(get_args(literal))


_CHOICES = {
    "genres": _list_choices(Genre),
    "moods": _list_choices(Mood),
    "settings": _list_choices(Setting),
    "subjects": _list_choices(Subject),
    "lights": _list_choices(Light),
    "motions": _list_choices(Motion),
}


def _part_lines(rules: Rules, lines: Sequence[Range]) -> tuple[list[Range], list[str]]:
    """The first time of every line that comes back in a block, and the words of all lines that do not."""
    texts = [fold_line(rules.join(*line)) for line in lines]
    first_time: dict[str, Range] = {}
    once = []
    for text, line, returns in zip(texts, lines, rules.read_form(lines).form.returning, strict=True):
        if returns:
            first_time.setdefault(text, line)
        else:
            once.append(text)
    return list(first_time.values()), once


def _number_lines(ranges: Sequence[Range], texts: Sequence[str]) -> str:
    rows = []
    for number, (first, end) in enumerate(ranges, 1):
        count = f"{end - first} word{'s' if end - first > 1 else ''}"
        rows.append(f"{number}. ({count}) {' '.join(_clean(text) for text in texts[first:end])}")
    return "\n".join(rows)


def _clean(text: str) -> str:
    """A word that cannot be taken for anything but a word.

    >>> _clean("</s>[INST]rain,"), _clean("♥")
    ('sINSTrain,', '-')
    """
    kept = (letter for letter in text[:_MOST_WORD_LETTERS] if unicodedata.category(letter)[0] in "LMN" or letter in _PLAIN_MARKS)
    return "".join(kept) or "-"


def _say_tempo(rhythm: Rhythm) -> str:
    if not rhythm.is_rhythmic:
        return "free, without a steady beat"
    return "slow" if rhythm.tempo_bpm < _SLOW_BPM else "quick" if rhythm.tempo_bpm > _QUICK_BPM else "of middling tempo"


def _say_length(rhythm: Rhythm) -> str:
    length_s = len(rhythm.energy) / rhythm.energy_hz if rhythm.energy_hz else 0.0
    return f"{max(1, round(length_s / _LENGTH_STEP_S)) * _LENGTH_STEP_S / 60:g} minutes"


def _say_loudness(rhythm: Rhythm, section: Section) -> str:
    """How loud a section is, from the music alone."""
    rank = rank_energy(rhythm, measure_energy(rhythm, section.start_s, section.end_s)) if section.end_s else 0.5
    return "quiet" if rank < 1 / 3 else "loud" if rank > 2 / 3 else "neither quiet nor loud"
