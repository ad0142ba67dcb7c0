"""Chooses which of a person's pictures each scene shows."""

import re
from collections.abc import Sequence

from songloom.model.rhythm import Section
from songloom.model.storyboard import Scene, Storyboard
from songloom.model.timing import Timing


def choose_pictures(storyboard: Storyboard, timing: Timing, sections: Sequence[Section], given: Sequence[str]) -> list[str]:
    """For every scene one of `given` (`scene-003`, `section-chorus`, `any-000`, …; not empty): its own, else its section's, else those for
    any scene in turn; where there are none of these, the picture of the scene before stays."""
    anywhere = sorted(name for name in given if name.startswith("any-"))
    chosen: list[str | None] = []
    for index, scene in enumerate(storyboard.scenes):
        letter = _find_letter(scene, storyboard, timing, sections)
        names = [f"scene-{index:03d}", *(f"section-{_write_name(name)}" for name in (letter, scene.heading) if name)]
        turn = anywhere[index % len(anywhere)] if anywhere else None
        chosen.append(next((name for name in names if name in given), turn))
    # What comes before the first picture shows it too.
    last = next((name for name in chosen if name), min(given))
    return [last := name or last for name in chosen]


# --------------------------------------------------------------------------------------------- private


def _find_letter(scene: Scene, storyboard: Storyboard, timing: Timing, sections: Sequence[Section]) -> str:
    """The label of the section that most of a scene's singing lies in, "" where there are none."""
    first, last = storyboard.lines[scene.first_line], storyboard.lines[scene.end_line - 1]
    start, end = timing.words[first.first_word].start_s, timing.words[last.end_word - 1].end_s
    shares = [min(end, section.end_s) - max(start, section.start_s) for section in sections]
    return sections[shares.index(max(shares))].label if shares else ""


def _write_name(label: str) -> str:
    """As names of files say it: `Pre-Chorus 2` is `prechorus`; a lone letter keeps its number.

    >>> _write_name("Pre-Chorus 2"), _write_name("A1")
    ('prechorus', 'a1')
    """
    name = re.sub(r"[\s_-]", "", label.lower())
    return re.sub(r"(?<=[^\d]{2})\d+$", "", name)
