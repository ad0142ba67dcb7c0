"""Words fall into syllables, and are filled one after another."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.segments.fonts import font_files
from songloom.engines.segments.syllables import fill_syllables, split_syllables
from songloom.engines.segments.typeset import Room, Typesetter
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace

PARTED = (
    "o·ver har·bour, lit·tle loved hou·ses nee·ded win·dow (hold) naïve a·way re·mem·ber rhythm I’m "
    "co·ra·zón го·ро·да θά·λασ·σα きょ·う サッ·カー 月·光 사·랑 ฉันเดิน ज़िंदगी … 1999"
)


@pytest.mark.parametrize("parted", PARTED.split())
def test_words_fall_where_they_are_sung(parted):
    word = parted.replace("·", "")
    ends = split_syllables(word)
    expected = parted.split("·")
    assert [word[first:end] for first, end in pairwise([0, *ends])] == expected


@given(st.text(max_size=30))
def test_any_text_is_parted_without_loss(word):
    ends = split_syllables(word)
    assert ends[-1] == len(word)
    assert all(0 < earlier < later for earlier, later in pairwise(ends))


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_a_fill_never_goes_back_and_reaches_the_end(widths, times):
    ends = [sum(widths[: count + 1]) / sum(widths) for count in range(len(widths) - 1)] + [1.0]
    filled = [fill_syllables(time, ends) for time in sorted(times)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(filled))
    assert fill_syllables(0.0, ends) == 0
    assert fill_syllables(1.0, ends) == 1


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_timed_syllable_is_filled_in_its_own_time(width, time):
    ends, times = (width, 1.0), (time, 1.0)
    assert fill_syllables(0.9 * time, ends, times) == pytest.approx(width)
    assert fill_syllables(time, ends, times) == pytest.approx(width)
    assert width < fill_syllables((time + 1) / 2, ends, times) < 1
    # Times of other syllables than these say nothing.
    assert fill_syllables(0.4, ends, (time, 0.97, 1.0)) == fill_syllables(0.4, ends)


def test_syllables_end_where_their_letters_do():
    theme = load_theme("nocturne", Workspace(None)).frames
    block = Typesetter(font_files(theme)).set_line(["illuminate", "me"], theme.quiet, Room(900.0, 200.0, 60.0, 20.0, 0.0))
    ends = block.syllables[0]
    assert len(ends) == 4
    assert list(ends) == sorted(ends)
    # Thin letters take less room than their share.
    assert ends[0] < 1 / len("illuminate") * 2
    assert block.syllables[1] == (1.0,)
