"""Display lines as time."""

import pytest

from songloom.engines.storyboard.span import find_spans, measure_energy, rank_brightness, rank_energy
from songloom.model.rhythm import Rhythm, Section

RHYTHM = Rhythm(
    100.0, (), (), (Section(0.0, 11.0, "a"), Section(11.0, 40.0, "b"), Section(40.0, 60.0, "c")), (0.1,) * 40 + (0.7,) * 40, 2.0, True
)


def test_breaks_and_passages() -> None:
    spans = find_spans([(5, 8), (9, 10), (12, 13), (19.5, 20.5)], ["verse", "verse", "chorus", "chorus"])
    assert [span.is_after_break for span in spans] == [True, False, False, True]
    assert [span.begins_passage for span in spans] == [True, False, True, False]
    assert (spans[0].start_s, spans[0].end_s) == (5, 8)


def test_no_words_no_spans() -> None:
    assert find_spans([], []) == []


def test_energy() -> None:
    assert measure_energy(RHYTHM, 2.1, 9.9) == pytest.approx(0.1)
    assert measure_energy(RHYTHM, 24.0, 29.0) == pytest.approx(0.7)
    assert measure_energy(RHYTHM, 2.1, 9.9) == measure_energy(RHYTHM, 2.2, 9.8)
    assert measure_energy(RHYTHM, 500.0, 501.0) == 0.5


def test_rank() -> None:
    assert [rank_energy(RHYTHM, energy) for energy in (0.0, 0.1, 0.4, 0.7, 1.0)] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert rank_energy(Rhythm(0.0, (), (), (), (), 2.0, False), 0.3) == 0.5


def test_brightness_is_measured_against_the_song() -> None:
    rhythm = Rhythm(100.0, (), (), (), (0.5,) * 40, 2.0, True, (0.2,) * 30 + (0.6,) * 10)
    assert rank_brightness(rhythm, 2.0, 8.0) < 0.5 < rank_brightness(rhythm, 16.0, 19.0)
    assert rank_brightness(RHYTHM, 2.0, 8.0) == 0.5
