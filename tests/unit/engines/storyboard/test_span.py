"""Display lines as time."""

import pytest

from songloom.engines.storyboard.span import find_spans, measure_energy, rank_energy
from songloom.model.rhythm import Rhythm, Section
from songloom.model.timing import Word

RHYTHM = Rhythm(
    100.0, (), (), (Section(0.0, 11.0, "a"), Section(11.0, 40.0, "b"), Section(40.0, 60.0, "c")), (0.1,) * 40 + (0.7,) * 40, 2.0, True
)


def _words(*starts_s: float) -> list[Word]:
    return [Word("oh", start_s, start_s + 1, 0, 1.0, "measured") for start_s in starts_s]


def test_breaks_and_sections() -> None:
    spans = find_spans(_words(5, 7, 9, 12, 19.5), [(0, 2), (2, 3), (3, 4), (4, 5)], RHYTHM)
    assert [span.is_after_break for span in spans] == [True, False, False, True]
    assert [span.is_section_start for span in spans] == [True, False, True, False]
    assert (spans[0].start_s, spans[0].end_s) == (5, 8)


def test_no_words_no_spans() -> None:
    assert find_spans([], [], RHYTHM) == []


def test_energy() -> None:
    assert measure_energy(RHYTHM, 2.1, 9.9) == pytest.approx(0.1)
    assert measure_energy(RHYTHM, 24.0, 29.0) == pytest.approx(0.7)
    assert measure_energy(RHYTHM, 2.1, 9.9) == measure_energy(RHYTHM, 2.2, 9.8)
    assert measure_energy(RHYTHM, 500.0, 501.0) == 0.5


def test_rank() -> None:
    assert [rank_energy(RHYTHM, energy) for energy in (0.0, 0.1, 0.4, 0.7, 1.0)] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert rank_energy(Rhythm(0.0, (), (), (), (), 2.0, False), 0.3) == 0.5
