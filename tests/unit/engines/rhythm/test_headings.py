"""What sections seem to be in the song."""

import pytest

from songloom.engines.rhythm.headings import name_sections
from songloom.model.rhythm import Section


def _name(labels: str, energies: list[float]) -> list[str]:
    sections = [Section(20.0 * number, 20.0 * number + 20, label) for number, label in enumerate(labels)]
    return [section.heading for section in name_sections(sections, energies)]


@pytest.mark.parametrize(
    ("labels", "energies", "headings"),
    [
        ("ABCBCDCE", [0.3, 0.6, 0.8, 0.6, 0.8, 0.75, 0.8, 0.2], "intro verse chorus verse chorus bridge chorus outro"),
        ("BCBDBC", [0.7, 0.9, 0.7, 0.4, 0.7, 0.9], "verse chorus verse break verse chorus"),
        ("AAA", [0.5, 0.5, 0.5], "- - -"),
        ("ABAB", [0.5, 0.5, 0.5, 0.5], "- - - -"),
        ("AB", [0.2, 0.9], "- -"),
    ],
    ids=["pop song", "break", "no change", "equally loud", "too short"],
)
def test_headings(labels: str, energies: list[float], headings: str) -> None:
    assert _name(labels, energies) == [heading.replace("-", "") for heading in headings.split()]
