"""Which music is the same: by what comes back, not by how it sounds."""

import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from songloom.engines.rhythm.sections import CONTEXT_STEPS, CUTTING, _find_repeats, find_sections
from songloom.engines.rhythm.steps import FREE_STEP_S, MOST_STEPS, Steps, describe_steps, lay_steps

STEP_S = 0.5


def _play(form: str, beats: int = 32, noise: float = 0.3, seed: int = 3) -> Steps:
    """Steps of a song in parts of so many beats: each letter is a melody of its own, over the timbre of all letters of its case."""
    random = np.random.default_rng(seed)
    letters = sorted(set(form))
    melodies = {letter: random.integers(0, 12, beats) for letter in letters}
    chroma = np.vstack([np.eye(12)[melodies[letter]] for letter in form]) + random.normal(0, noise / 4, (len(form) * beats, 12)) ** 2
    timbre = np.repeat([[4.0 if letter.isupper() else 0.0, 1.0] for letter in form], beats, axis=0)
    cepstra = np.hstack([timbre, np.zeros((len(timbre), 11))]) + random.normal(0, noise, (len(timbre), 13))
    edges = np.arange(len(chroma) + 1)
    steps = describe_steps(edges, np.arange(len(chroma)) % 4 == 0, chroma, cepstra, STEP_S * len(chroma))
    return Steps(edges * STEP_S, steps.features, steps.begins_bar)


def _label_parts(form: str, steps: Steps) -> np.ndarray:
    """(parts, beats): the label of every beat."""
    sections = find_sections(steps, 4.0)
    starts_s = [section.start_s for section in sections]
    labels = np.array([section.label for section in sections])
    return labels[np.searchsorted(starts_s, steps.edges_s[:-1], "right") - 1].reshape(len(form), -1)


@pytest.mark.parametrize("form", ["xAyA", "xAyAzA", "xyAxyBA", "AxAyA"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_comes_back_has_its_label_and_nothing_else_has(form, seed):
    """Parts of one case sound alike as a whole, so that only their course tells them apart."""
    parts = _label_parts(form, _play(form, seed=seed))
    for one, other in combinations(range(len(form)), 2):
        share = np.mean(parts[one] == parts[other])
        # Where an edge lies inside a random melody is chance, so parts that are the same may be cut a little differently.
        assert share > 0.45 if form[one] == form[other] else share < 0.2, (form, one, other)


def test_what_goes_on_is_no_repetition_and_what_comes_back_is():
    steps = _play("xA", beats=48)
    twice = np.vstack([steps.features, steps.features])
    repeats = _find_repeats(twice, CUTTING.repeat)
    apart = np.abs(np.subtract.outer(np.arange(len(twice)), np.arange(len(twice))))
    assert repeats[apart < CONTEXT_STEPS].max() == 0
    assert np.diagonal(repeats, len(steps.features))[12:-12].min() > 0.9


def test_another_processor_finds_the_same_repeats():
    """OpenBLAS is made to multiply as an old processor does; elsewhere than on x86 it does not listen, and nothing is to be seen."""
    code = (
        "import numpy as np; from songloom.engines.rhythm.sections import _find_repeats as find;"
        "print(find(np.random.default_rng(1).normal(0, 0.2, (300, 25)), 0.75).tobytes().hex())"
    )
    old = subprocess.run([sys.executable, "-c", code], env=os.environ | {"OPENBLAS_CORETYPE": "Nehalem"}, capture_output=True, check=True)
    here = _find_repeats(np.random.default_rng(1).normal(0, 0.2, (300, 25)), 0.75)
    assert bytes.fromhex(old.stdout.decode()) == here.tobytes()


def test_edges_are_where_the_sound_changes_and_on_a_bar():
    sections = find_sections(_play("xAxA"), 4.0)
    starts_s = {section.start_s for section in sections}
    assert {0.0, 16.0, 32.0, 48.0} <= starts_s
    assert all(start_s % 2 == 0 for start_s in starts_s)


@pytest.mark.parametrize("least_s", [4.0, 12.0, 60.0])
def test_no_section_is_shorter_than_it_may_be(least_s):
    sections = find_sections(_play("xAyAzA"), least_s)
    assert sections[0].start_s == 0 and sections[-1].end_s == 96
    assert min(section.end_s - section.start_s for section in sections) >= least_s


@pytest.mark.parametrize("count", [1, 2, 11, 13])
def test_the_shortest_songs_are_one_section(count):
    steps = Steps(np.arange(count + 1) * 0.5, np.random.default_rng(0).normal(size=(count, 3)), np.zeros(count, bool))
    assert [section.label for section in find_sections(steps, 8.0)] == ["A"]


def test_silence_is_one_kind():
    steps = Steps(np.arange(401) * 0.5, np.zeros((400, 25)), np.zeros(400, bool))
    assert find_sections(steps, 8.0)[-1].end_s == 200


def test_steps_are_beats_and_go_on_where_there_are_none():
    beats = np.array([100, 121, 140, 160, 180])
    edges, begins_bar = lay_steps(beats, beats[1::3], 260)
    assert edges.tolist() == [0, 20, 40, 60, 80, 100, 121, 140, 160, 180, 200, 220, 240, 260]
    assert edges[:-1][begins_bar].tolist() == [121, 180]


@pytest.mark.parametrize("beats", [[], [50]])
def test_without_beats_steps_are_equal(beats):
    edges, begins_bar = lay_steps(np.array(beats, int), np.zeros(0, int), 1000)
    assert np.ptp(np.diff(edges)[1:-1]) <= 1
    assert np.diff(edges)[1] == pytest.approx(FREE_STEP_S * 43.07, abs=1)
    assert not begins_bar.any()


def test_a_day_of_music_is_no_more_than_so_many_steps():
    edges, _ = lay_steps(np.arange(10, 4_000_000, 20), np.zeros(0, int), 4_000_000)
    assert len(edges) <= MOST_STEPS + 2
    assert (np.diff(edges) > 0).all()
