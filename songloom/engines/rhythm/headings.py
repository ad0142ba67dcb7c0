"""Says what the sections seem to be in the song, by what comes back and how loud it is; "" where that does not tell."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import mean, median

from songloom.model.rhythm import Heading, Section

# An opening or a close is no longer than this.
_EDGE_S = 45.0
# A break is this much quieter than what stands around it; a chorus this much louder than what else comes back.
_DROP, _LOUDER = 0.1, 0.01


def name_sections(sections: Sequence[Section], energies: Sequence[float]) -> tuple[Section, ...]:
    """The sections with their headings; `energies` are their mean energies in [0, 1]."""
    if len(sections) < 3:
        return tuple(sections)
    headings: dict[int, Heading] = dict.fromkeys(range(len(sections)), "")
    chorus, verse = _find_returning(sections, energies)
    for number, section in enumerate(sections):
        headings[number] = "chorus" if section.label == chorus else "verse" if section.label == verse else ""
    usual = median(energies)
    edges: tuple[tuple[int, Heading], ...] = ((0, "intro"), (len(sections) - 1, "outro"))
    for number, heading in edges:
        if sections[number].end_s - sections[number].start_s <= _EDGE_S and energies[number] < usual and headings[number] != "chorus":
            headings[number] = heading
    choruses = [number for number, heading in headings.items() if heading == "chorus"]
    for number in range(1, len(sections) - 1):
        if headings[number] == "":
            is_drop = energies[number] < min(energies[number - 1], energies[number + 1]) - _DROP
            is_between = bool(choruses) and choruses[0] < number < choruses[-1]
            headings[number] = "break" if is_drop else "bridge" if is_between else ""
    return tuple(replace(section, heading=headings[number]) for number, section in enumerate(sections))


# --------------------------------------------------------------------------------------------- private


def _find_returning(sections: Sequence[Section], energies: Sequence[float]) -> tuple[str, str]:
    """The labels of chorus and verse: of those that come back after something else the louder and the longer; "" where there is none."""
    runs = [label for label, _ in groupby(section.label for section in sections)]
    returning = sorted({label for label in runs if runs.count(label) > 1})
    loudness = {
        label: mean(energy for section, energy in zip(sections, energies, strict=True) if section.label == label) for label in returning
    }
    lengths = {label: sum(section.end_s - section.start_s for section in sections if section.label == label) for label in returning}
    if len(returning) < 2:
        return "", ""
    chorus = max(returning, key=lambda label: loudness[label])
    verse = max((label for label in returning if label != chorus), key=lambda label: lengths[label])
    return (chorus, verse) if loudness[chorus] >= loudness[verse] + _LOUDER else ("", "")
