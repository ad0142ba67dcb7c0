"""The search for the words, again and again: between one search and the next the song teaches its own voice."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from songloom.engines.alignment.chain import Chain, find_spans
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.prior import Prior
from songloom.engines.alignment.search import find_path
from songloom.engines.alignment.trial import try_voice
from songloom.engines.alignment.voice import Features, Voice, learn_voice
from songloom.engines.alignment.voices import Voices, learn_voices

# What a voice that a frame did not teach ranks below the middle teaches nothing.
_WORST_RANK = 0.0

Starts = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Course:
    """The same song at one pace: the chain of its words, what its states cost, and where they are expected."""

    chain: Chain
    emissions: Emissions
    prior: Prior


@dataclass(frozen=True)
class Found:
    """The state of every frame, and in which frame every word's sounds began in this search and those before it."""

    course: Course
    states: np.ndarray
    starts: Starts


def search_taught(
    courses: list[Course], features: Features, passes: int, voice_weight: float, progress: Callable[[float], None]
) -> Found | None:
    """The path after `passes` lessons, None where there is none even at the last, quickest pace.

    `courses`, two or more, go from the slowest pace to the quickest. The first half of the searches goes slowly, for words pressed into
    what is not sung at all would teach the wrong voice; the others may go one pace quicker. Where there is no path at one pace the next
    is taken.
    """
    pace, found, voice = 0, None, None
    starts: Starts = ()
    for turn in range(passes + 1):
        pace = max(pace, int(turn > passes // 2))
        if found is not None:
            voice = learn_lesson(found, features)
        found = None
        while found is None and pace < len(courses):
            found = _search_once(courses[pace], voice, voice_weight, len(features), starts)
            pace += found is None
        if found is None:
            return None
        starts = found.starts
        progress((turn + 1) / (passes + 1))
    return found


def learn_lesson(found: Found, features: Features) -> Voice | Voices | None:
    """What the frames say, all but those whose label the rest of the song finds unlikely: wrong labels would bear themselves out."""
    return learn_voices(features, found.course.chain.phone[found.states], found.course.chain.fillers + 1, _learn_likely)


# --------------------------------------------------------------------------------------------- private


def _learn_likely(features: Features, labels: np.ndarray, kinds: int) -> Voice | None:
    doubtful = try_voice(features, labels, kinds - 1).rank < _WORST_RANK
    return learn_voice(features, np.where(doubtful & (labels != kinds - 1), -1, labels), kinds)


def _search_once(course: Course, voice: Features | None, voice_weight: float, frames: int, starts: Starts) -> Found | None:
    reached = find_path(course.emissions.read_blocks(voice, voice_weight), course.emissions.kind, course.chain, course.prior)
    if reached is None:
        return None
    visited = np.flatnonzero(reached >= 0)
    states = np.repeat(visited, np.diff(np.append(reached[visited], frames)))
    return Found(course, states, (*starts, find_spans(course.chain, states)[:, 0]))
