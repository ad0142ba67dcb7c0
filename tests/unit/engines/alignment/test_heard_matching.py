"""Heard words are matched to written ones by likeness, in order, and by when they are sung."""

import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.alignment import heard_matching
from songloom.engines.alignment.heard_matching import NOT_HEARD, Spoken, match_heard, measure_likeness

SONG = ["walk", "with", "me", "tonight", "oh", "oh", "walk", "with", "me", "again", "my", "love", "walk", "with", "me", "tonight"]


def speak(words, start_s=0.0, step_s=1.0):
    return Spoken(words, start_s + step_s * np.arange(len(words)))


def test_misheard_words_are_matched_in_their_place():
    heard = ["walk", "whiz", "me", "tonite", "uh", "walk", "wit", "me", "again", "mi", "love", "walk", "with", "me", "tonight"]
    matched = match_heard(speak(SONG), speak(heard), 5.0)
    assert [heard[at] if at >= 0 else None for at in matched[:4]] == ["walk", None, "me", "tonite"]
    assert [heard[at] for at in matched[6:]] == ["walk", "wit", "me", "again", "mi", "love", "walk", "with", "me", "tonight"]


@pytest.mark.parametrize(("start_s", "first"), [(0.0, 0), (12.0, 12)])
def test_repeats_are_told_apart_by_time(start_s, first):
    heard = ["walk", "with", "me", "tonight"]
    matched = match_heard(speak(SONG), speak(heard, start_s), 5.0)
    assert matched[first : first + 4].tolist() == [0, 1, 2, 3]
    assert (np.delete(matched, range(first, first + 4)) == NOT_HEARD).all()


def test_what_was_not_sung_matches_nothing():
    assert match_heard(speak(["love"]), speak(["zebra"]), 5.0).tolist() == [NOT_HEARD]
    assert match_heard(speak(["love"]), speak([]), 5.0).tolist() == [NOT_HEARD]
    assert match_heard(speak([]), speak(["love"]), 5.0).tolist() == []


WORDS = st.lists(st.sampled_from(["la", "love", "lover", "night", "oh"]), max_size=3)


@given(written=WORDS, heard=WORDS, start_s=st.floats(-10, 10))
def test_the_best_of_all_alignments(written, heard, start_s):
    first, second = speak(written), speak(heard, start_s)
    matched = match_heard(first, second, 3.0)
    pairs = [(k, int(at)) for k, at in enumerate(matched) if at != NOT_HEARD]
    assert pairs == sorted(pairs) and len({at for _, at in pairs}) == len(pairs)
    best = max(price(first, second, moves) for moves in list_moves(len(written), len(heard)))
    chosen = [moves for moves in list_moves(len(written), len(heard)) if price(first, second, moves) > best - 1e-4]
    alike = [[pair for pair in list_pairs(moves) if measure_likeness(written[pair[0]], [heard[pair[1]]])[0] >= 0.5] for moves in chosen]
    assert pairs in alike


def test_likeness_is_the_edit_distance():
    words = ["", "a", "night", "nights", "knight", "x" * 40]
    expected = [[1 - edit(a[:24], b[:24]) / max(len(a[:24]), len(b[:24]), 1) for b in words] for a in words]
    assert np.allclose([measure_likeness(word, words) for word in words], expected)


def test_a_very_long_song_is_matched_in_a_band(monkeypatch):
    random = np.random.default_rng(0)
    words = ["".join(random.choice(list("abcdefg"), 5)) for _ in range(400)]
    monkeypatch.setattr(heard_matching, "_LARGEST_TABLE", 400 * 260)
    matched = match_heard(speak(words), speak(words[20:], 20.0), 5.0)
    assert matched[20:].tolist() == list(range(380))


# --------------------------------------------------------------------------------------------- private


def list_moves(written, heard):
    """All ways through the table: m a pair, w a written word left out, h a heard one."""
    for pairs in range(min(written, heard) + 1):
        yield from set(itertools.permutations("m" * pairs + "w" * (written - pairs) + "h" * (heard - pairs)))


def list_pairs(moves):
    row = column = 0
    for move in moves:
        if move == "m":
            yield row, column
        row, column = row + (move != "h"), column + (move != "w")


def price(written, heard, moves):
    total = 0.0
    for row, column in list_pairs(moves):
        word = written.words[row]
        alike = measure_likeness(word, [heard.words[column]])[0]
        late = (heard.at_s[column] - written.at_s[row]) / 3.0
        worth = min(1, 0.35 + 0.13 * len(word))
        total += worth * max(0, alike - 0.5) / 0.5 - 0.25 * (alike < 0.5) - 0.7 * (1 - np.exp(-0.5 * late**2))
    leading = True
    for move, run in itertools.groupby(moves):
        count = len(list(run))
        # Heard words before the first written one cost no opening.
        total -= 0 if move == "m" else 0.04 * count if leading and move == "h" else 0.5 + 0.04 * (count - 1)
        leading = False
    return total


@cache
def edit(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(edit(a[1:], b) + 1, edit(a, b[1:]) + 1, edit(a[1:], b[1:]) + (a[0] != b[0]))
