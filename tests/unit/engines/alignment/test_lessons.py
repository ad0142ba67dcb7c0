"""Searching and learning in turns."""

import numpy as np

from songloom.engines.alignment.acoustics import SenoneCosts
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.lessons import Course, Found, learn_lesson, search_taught
from songloom.engines.alignment.prior import Prior
from songloom.engines.alignment.voice import learn_voice

FRAMES = 400


def make_course(tmp_path, costs, last=FRAMES):
    """filler, phone 0 (senone 0), phone 1 (senone 1), filler; every state must be left by frame `last` but the last filler."""
    costs.astype(np.uint8).tofile(tmp_path / "costs")
    phone = np.array([2, 0, 1, 2])
    entry = np.array([False, True, False, False])
    chain = Chain(np.array([0, 0, 1, 0]), phone, np.array([0, 0, 0, -1]), entry, np.zeros(4, bool), 2)
    emissions = Emissions(SenoneCosts(tmp_path / "costs", 2, np.full(FRAMES, 60, np.float32)), np.array([0, 1]), chain)
    limits = Prior(np.zeros(4), np.zeros(4), np.zeros(4), np.array([0, 0, 0, 0]), np.array([last, last, last, FRAMES]))
    return Course(chain, emissions, limits)


def make_costs():
    """Silence until 1 s, phone 0 until 2 s, phone 1 until 3 s; what phone 0 costs is blurred around its end."""
    costs = np.full((FRAMES, 2), 100)
    costs[100:200, 0] = costs[200:300, 1] = 5
    costs[180:200, 0], costs[180:200, 1] = 30, 25
    return costs


def make_features():
    random = np.random.default_rng(2)
    sounds = np.repeat([[0, 0], [8, 0], [0, 8], [0, 0]], 100, axis=0)
    return (sounds + random.normal(0, 0.5, sounds.shape)).astype(np.float32)


def test_the_song_teaches_where_its_sounds_change(tmp_path):
    course = make_course(tmp_path, make_costs())
    untaught = search_taught([course, course], make_features(), 0, 2.0, lambda share: None)
    shares: list[float] = []
    taught = search_taught([course, course], make_features(), 2, 2.0, shares.append)
    assert untaught is not None and np.searchsorted(untaught.states, [1, 2, 3]).tolist() == [100, 180, 300]
    assert taught is not None and np.searchsorted(taught.states, [1, 2, 3]).tolist() == [100, 200, 300]
    assert shares == [1 / 3, 2 / 3, 1]
    assert [starts.tolist() for starts in taught.starts] == [[100]] * 3


def test_the_next_pace_is_taken_where_there_is_no_path(tmp_path):
    stuck = make_course(tmp_path, make_costs(), last=-1)
    open_course = make_course(tmp_path, make_costs())
    found = search_taught([stuck, open_course], make_features(), 1, 2.0, lambda share: None)
    assert found is not None and found.course is open_course
    assert search_taught([stuck, stuck], make_features(), 1, 2.0, lambda share: None) is None


def test_later_searches_go_one_pace_quicker(tmp_path):
    slow, quick = make_course(tmp_path, make_costs()), make_course(tmp_path, make_costs())
    for passes, expected in ((0, slow), (1, quick), (3, quick)):
        found = search_taught([slow, quick, slow], make_features(), passes, 2.0, lambda share: None)
        assert found is not None and found.course is expected


def test_what_the_rest_of_the_song_finds_unlikely_teaches_nothing(tmp_path):
    random = np.random.default_rng(8)
    course = make_course(tmp_path, make_costs())
    right = np.repeat(random.integers(0, 3, 800), 10)
    wrong = right.copy()
    wrong[1000:3000] = random.permutation(right[1000:3000])
    features = (np.array([[0, 0], [4, 0], [0, 4]])[right] + random.normal(0, 1, (8000, 2))).astype(np.float32)
    plain = learn_voice(features, course.chain.phone[wrong], 3)
    vetted, best = (learn_lesson(Found(course, states, ()), features) for states in (wrong, right))
    assert plain is not None and vetted is not None and best is not None
    assert np.abs(vetted.weights - best.weights).max() < 0.7 * np.abs(plain.weights - best.weights).max()
