"""Says what the sections seem to be in the song, by what comes back and how loud it is; "" where that does not tell."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from songloom.model.rhythm import Heading, Section

# An opening or a close is no longer than this.
_EDGE_S = 45.0
# A break is this much quieter than what stands around it; a chorus this much louder than the verse.
_DROP, _LOUDER = 0.1, 0.01


def name_sections(sections: Sequence[Section], energies: Sequence[float]) -> tuple[Section, ...]:
    """The sections with their headings; `energies` are their mean energies in [0, 1]."""
    if len(sections) < 3:
        return tuple(sections)
    returning = _find_returning(sections)
    chorus, verse = _choose_chorus(returning, sections, energies)
    headings: list[Heading] = ["chorus" if s.label == chorus else "verse" if s.label == verse else "" for s in sections]
    usual = median(energies)
    edges: tuple[tuple[int, Heading], ...] = ((0, "intro"), (len(sections) - 1, "outro"))
    for number, heading in edges:
        if sections[number].end_s - sections[number].start_s <= _EDGE_S and energies[number] < usual and headings[number] != "chorus":
            headings[number] = heading
    choruses = [number for number, heading in enumerate(headings) if heading == "chorus"]
    for number in range(1, len(sections) - 1):
        if headings[number] == "" and sections[number].label not in returning:
            is_drop = energies[number] < min(energies[number - 1], energies[number + 1]) - _DROP
            is_between = bool(choruses) and choruses[0] < number < choruses[-1]
            headings[number] = "break" if is_drop else "bridge" if is_between else ""
    return tuple(replace(section, heading=heading) for section, heading in zip(sections, headings, strict=True))


# --------------------------------------------------------------------------------------------- private


def _find_returning(sections: Sequence[Section]) -> list[str]:
    """The labels that come back after something else, in their order."""
    runs = [label for label, _ in groupby(section.label for section in sections)]
    return [label for label in dict.fromkeys(runs) if runs.count(label) > 1]


def _choose_chorus(returning: Sequence[str], sections: Sequence[Section], energies: Sequence[float]) -> tuple[str, str]:
    """The labels of chorus and verse: of those that come back the one that adds most to the song's loudness, by how much and how long, and
    the longest other; "" where they do not differ."""
    if len(returning) < 2:
        return "", ""
    rows = [(section.label, section.end_s - section.start_s, energy) for section, energy in zip(sections, energies, strict=True)]
    length_s = {label: sum(seconds for other, seconds, _ in rows if other == label) for label in returning}
    energy = {label: sum(seconds * loud for other, seconds, loud in rows if other == label) / length_s[label] for label in returning}
    usual = sum(seconds * loud for _, seconds, loud in rows) / sum(seconds for _, seconds, _ in rows)
    chorus = max(returning, key=lambda label: length_s[label] * (energy[label] - usual))
    verse = max((label for label in returning if label != chorus), key=lambda label: length_s[label])
    return (chorus, verse) if energy[chorus] >= energy[verse] + _LOUDER else ("", "")
