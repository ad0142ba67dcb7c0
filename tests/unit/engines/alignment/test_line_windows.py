"""A line is looked for where its stamp, the heard words or the voice say that it is."""

import numpy as np
import pytest

from songloom.engines.alignment.line_windows import plan_windows, share_voice
from songloom.model.heard import HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

LINES = ("walk with me tonight", "under my silver moon", "walk with me tonight", "until a morning come")
STARTS = (10.0, 20.0, 30.0, 40.0)


def make_lyrics(stamps=(None,) * 4):
    pairs = zip(LINES, stamps, strict=True)
    return Lyrics(tuple(LyricLine(tuple(map(LyricWord, text.split())), start_s) for text, start_s in pairs), "en", "file")


def hear(*lines):
    return [
        HeardWord(word, start_s + 0.5 * k, start_s + 0.5 * k + 0.4, 0.9, segment)
        for segment, (text, start_s) in enumerate(lines)
        for k, word in enumerate(text.split())
    ]


def sing(*spans, length_s=60):
    is_voiced = np.zeros(length_s * 100, bool)
    for start_s, end_s in spans:
        is_voiced[round(start_s * 100) : round(end_s * 100)] = True
    return is_voiced


VOICED = sing(*((start_s, start_s + 1.9) for start_s in STARTS))


def check_windows(windows, starts_s, early_s, late_s):
    """Every line lies in its window, which reaches no farther than that."""
    begins, ends = np.array(starts_s), np.array(starts_s) + 2
    assert (windows.first_s <= begins).all() and (windows.last_s >= ends - 0.1).all()
    assert (windows.first_s >= begins - early_s).all() and (windows.last_s <= ends + late_s).all()
    assert (np.diff(windows.first_s) >= 0).all() and (np.diff(windows.last_s) >= 0).all()
    assert (np.diff(windows.spread_s.ravel()) >= -1e-9).all()


def test_heard_lines_without_stamps():
    windows = plan_windows(make_lyrics(), hear(*zip(LINES, STARTS, strict=True)), VOICED, 0.14)
    check_windows(windows, STARTS, 0.36, 0.36)
    assert windows.warnings == () and np.isfinite(windows.sigma_s).all()


def test_a_line_that_nobody_heard_lies_between_its_neighbours():
    heard = hear((LINES[0], 10.0), (LINES[1], 20.0), (LINES[3], 40.0))
    windows = plan_windows(make_lyrics(), heard, VOICED, 0.14)
    assert windows.first_s[2] == pytest.approx(21.9 - 0.35) and windows.last_s[2] == pytest.approx(40.35)
    # Where the voice is, not in the middle.
    assert windows.spread_s[8, 0] == pytest.approx(30, abs=0.3)


def test_words_that_nobody_heard_widen_their_line():
    windows = plan_windows(make_lyrics(), hear((LINES[0], 10.0), ("silver", 21.0), (LINES[2], 30.0), (LINES[3], 40.0)), VOICED, 0.14)
    assert 15 < windows.first_s[1] < 19.5 and 22 < windows.last_s[1] < 26


def test_stamps_alone():
    windows = plan_windows(make_lyrics(STARTS), None, VOICED, 0.14)
    check_windows(windows, STARTS, 1.3, 12)
    assert windows.warnings == ()


def test_stamps_with_an_offset_are_moved_and_a_person_is_told():
    stamps = [start_s - 5 for start_s in STARTS]
    windows = plan_windows(make_lyrics(stamps), hear(*zip(LINES, STARTS, strict=True)), VOICED, 0.14)
    check_windows(windows, STARTS, 0.5, 12)
    assert len(windows.warnings) == 1 and "moved by +" in windows.warnings[0]


def test_one_wrong_stamp_gives_way_to_what_was_heard():
    stamps = (10.0, 26.0, 30.0, 40.0)
    windows = plan_windows(make_lyrics(stamps), hear(*zip(LINES, STARTS, strict=True)), VOICED, 0.14)
    assert windows.first_s[1] == pytest.approx(19.5, abs=0.2) and windows.spread_s[4, 0] == pytest.approx(20, abs=0.1)
    assert len(windows.warnings) == 1 and "say: 2." in windows.warnings[0]


@pytest.mark.parametrize("heard", [None, [], hear(("zebra crossing", 10.0))])
def test_without_anything_a_line_may_be_anywhere(heard):
    windows = plan_windows(make_lyrics(), heard, VOICED, 0.14)
    assert windows.first_s.tolist() == [0] * 4 and windows.last_s.tolist() == [60] * 4
    assert len(windows.warnings) == 1 and np.isinf(windows.sigma_s).all()
    # Lines of like length share the voice, which is where the lines are.
    assert np.allclose(windows.spread_s[::4, 0], STARTS, atol=1.0)


def test_words_share_the_voice_by_their_letters():
    spans = share_voice(sing((1, 2), (5, 6), length_s=8), np.array([1, 1, 2]), 0, 8)
    assert spans[1, 0] == pytest.approx(1.5, abs=0.05) and spans[2, 1] == pytest.approx(8)
    assert (np.diff(spans.ravel()) >= 0).all()
    nothing = share_voice(sing(length_s=8), np.array([1, 3]), 2, 4)
    assert nothing.tolist() == pytest.approx(np.array([[2, 2.5], [2.5, 4]]), abs=0.02)
