"""Roughly where words are, and a close search around that."""

import numpy as np
import pytest

from songloom.engines.alignment import rough
from songloom.engines.alignment.acoustics import PhoneModel, SenoneCosts
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.lessons import Course
from songloom.engines.alignment.prior import Prior
from songloom.engines.alignment.rough import find_rough_starts, narrow_courses
from songloom.engines.alignment.search import find_path

PHONES = {"B": 0, "AA": 1}
MODEL = PhoneModel(PHONES, {}, np.zeros(2, int), np.zeros((2, 3), int), 6)
# Uneven, so that nobody who only counts words finds them.
BEGINS = np.array([300, 330, 360, 390, 1500, 1530, 1560, 2900])
FRAMES = 3003


def make_course(tmp_path):
    """Words of a B of 6 frames and an AA of 15 between fillers; B has the senones 0 to 2, AA 3 to 5."""
    words = len(BEGINS)
    costs = np.full((FRAMES, 6), 120, np.uint8)
    for begin in BEGINS:
        for senone, (first, end) in enumerate([(0, 2), (2, 4), (4, 6), (6, 11), (11, 16), (16, 21)]):
            costs[begin + first : begin + end, senone] = 5
    costs.tofile(tmp_path / "costs")
    senone = np.append(np.tile([0, 0, 1, 2, 3, 4, 5], words), 0)
    phone = np.append(np.tile([2, 0, 0, 0, 1, 1, 1], words), 2)
    entry = np.append(np.tile([False, True, False, False, False, False, False], words), False)
    chain = Chain(senone, phone, np.append(np.repeat(np.arange(words), 7), -1), entry, np.zeros(len(phone), bool), 2)
    emissions = Emissions(SenoneCosts(tmp_path / "costs", 6, np.full(FRAMES, 60, np.float32)), np.arange(6), chain)
    states, nothing = len(phone), np.zeros(len(phone))
    at = np.linspace(0, FRAMES, states)
    return Course(chain, emissions, Prior(at, nothing, nothing, np.zeros(states, int), np.full(states, FRAMES)))


def search(course):
    return find_path(course.emissions.read_blocks(None, 2.0), course.emissions.kind, course.chain, course.prior)


def test_words_are_found_roughly(tmp_path, monkeypatch):
    monkeypatch.setattr(rough, "_BLOCK", 7)
    starts_s = find_rough_starts(make_course(tmp_path), MODEL)
    assert starts_s is not None and starts_s == pytest.approx(BEGINS / 100, abs=0.1)


def test_a_long_sound_is_searched_closely_around_that(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    monkeypatch.setattr(rough, "_LARGEST_SEARCH", 6e4)
    monkeypatch.setattr(rough, "_AROUND_S", 2.0)
    (narrow,) = narrow_courses([course], MODEL)
    assert np.max((narrow.prior.last - narrow.prior.first)[[8, 50]]) <= 401
    assert search(narrow).tolist() == search(course).tolist()
    assert search(narrow)[course.chain.is_entry].tolist() == BEGINS.tolist()


def test_where_even_the_rough_search_is_long_words_are_looked_for_around_the_spread(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    monkeypatch.setattr(rough, "_LARGEST_SEARCH", 6e4)
    seen = []
    monkeypatch.setattr(rough, "find_path", lambda *given: seen.append(given[3]))
    (narrow,) = narrow_courses([course], MODEL)
    assert (seen[0].last - seen[0].first)[2:-2].mean() < FRAMES / 5
    # Nothing was found: the close search is held to what it may cost as well.
    assert np.sum(narrow.prior.last - narrow.prior.first) < 6e4 * 1.3
    assert np.all(np.diff(narrow.prior.first) >= 0) and np.all(np.diff(narrow.prior.last) >= 0)


def test_a_song_is_searched_whole(tmp_path):
    courses = [make_course(tmp_path)]
    assert narrow_courses(courses, MODEL) is courses
