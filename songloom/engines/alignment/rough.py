"""Roughly where the words of a long sound are: one quick search over frames of 50 ms, around which the others then search closely."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from songloom.engines.alignment.acoustics import PhoneModel
from songloom.engines.alignment.chain import Chain
from songloom.engines.alignment.emissions import SCALE, Emissions
from songloom.engines.alignment.lessons import Course
from songloom.engines.alignment.prior import Prior, limit_prior, measure_work, narrow_prior
from songloom.engines.alignment.search import find_path
from songloom.engines.alignment.sound import FRAME_S

# Where states may live for more frames than this in all (plain lyrics for eight minutes, say) words are looked for roughly first.
_LARGEST_SEARCH = 6e8
# Chosen on concerts of the songs of docs/alignment.md: a rough frame's length, how many of them a vowel lasts at least, and how far from
# where it was found roughly a word may be. (To give up paths that are much dearer than the best so far finds no way to the end: words
# pressed into the first minutes are cheap until there are none left.)
_POOL = 5
_VOWEL_FRAMES = 2
_AROUND_S = 80.0
_BLOCK = 200


def narrow_courses(courses: list[Course], model: PhoneModel) -> list[Course]:
    """The courses, which go from the slowest pace to the quickest, three states a phone; where they are long, each state may live only
    around where its word is found roughly, or where there is not even a rough path, around where it is expected."""
    if measure_work(courses[0].prior) <= _LARGEST_SEARCH:
        return courses
    starts_s = find_rough_starts(courses[-1], model)
    if starts_s is None:
        return [replace(course, prior=_limit_work(course.prior)) for course in courses]
    return [replace(course, prior=narrow_prior(course.prior, course.chain, starts_s, _AROUND_S)) for course in courses]


def find_rough_starts(course: Course, model: PhoneModel) -> np.ndarray | None:
    """(words up to the last that sounds,) seconds, nan where a word has no sounds; None where there is no path.

    `course` is the quickest, three states a phone. A sound costs what the best of its three senones costs.
    """
    chain, sounds = _build_rough_chain(course.chain, model)
    parts = sounds[:, None] + np.where(chain.is_filler, 0, 1)[:, None] * np.arange(3)
    columns, kind = np.unique(course.emissions.columns[parts], axis=0, return_inverse=True)
    prior = _limit_work(_pool_prior(course.prior, sounds))
    reached = find_path(_read_pooled(course.emissions, columns), kind.ravel(), chain, prior)
    if reached is None:
        return None
    starts_s = np.full(int(chain.word.max()) + 1, np.nan)
    starts_s[chain.word[chain.is_entry]] = reached[chain.is_entry] * _POOL * FRAME_S
    return starts_s


# --------------------------------------------------------------------------------------------- private


def _build_rough_chain(chain: Chain, model: PhoneModel) -> tuple[Chain, np.ndarray]:
    """A chain with a state for each rough frame that a sound lasts at least, and the first state of `chain` that each stands for."""
    vowels = [phone for name, phone in model.index.items() if name[0] in "AEIOU"]
    sounds = np.flatnonzero(chain.is_filler | (np.cumsum(~chain.is_filler) % 3 == 1))
    sounds = np.repeat(sounds, np.where(np.isin(chain.phone[sounds], vowels), _VOWEL_FRAMES, 1))
    is_entry = chain.is_entry[sounds] & (np.diff(sounds, prepend=-1) > 0)
    rough = Chain(chain.senone[sounds], chain.phone[sounds], chain.word[sounds], is_entry, chain.is_inner[sounds], chain.fillers)
    return rough, sounds


def _pool_prior(prior: Prior, sounds: np.ndarray) -> Prior:
    at, first, last = (each[sounds] // _POOL for each in (prior.at, prior.first, prior.last))
    return Prior(at, prior.weight[sounds] * _POOL**2, prior.cap[sounds], first, last)


def _limit_work(prior: Prior) -> Prior:
    """The same; where it is too much work (roughly, more than some forty minutes), states live only around where they are expected."""
    width = int(_LARGEST_SEARCH / len(prior.at) / 2)
    return prior if measure_work(prior) <= _LARGEST_SEARCH else limit_prior(prior, prior.at, prior.at, width)


def _read_pooled(emissions: Emissions, columns: np.ndarray) -> Iterator[np.ndarray]:
    """Blocks of (rough frames, kinds): what `_POOL` frames cost together, by the best of each kind's three `columns`."""
    for first in range(0, emissions.frames, _BLOCK * _POOL):
        heard = emissions.read_columns(first, min(emissions.frames, first + _BLOCK * _POOL))
        heard = np.add.reduceat(heard, np.arange(0, len(heard), _POOL), axis=0)
        yield SCALE * heard[:, columns].min(2)
