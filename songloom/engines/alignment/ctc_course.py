"""The whole way from what a model said of a song to its words; no model is needed for it, so it can be measured on its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from songloom.engines.alignment.ctc_limits import limit_states
from songloom.engines.alignment.ctc_placing import find_believed, make_words, measure_words, place_words, trust_words
from songloom.engines.alignment.ctc_posteriors import Posteriors
from songloom.engines.alignment.ctc_search import TokenChain, build_token_chain, find_states
from songloom.engines.alignment.ctc_voice import add_voice, learn_voice, sample_features
from songloom.engines.alignment.line_windows import Windows
from songloom.engines.alignment.sound import FRAME_S
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing

# So many words of which none, or fewer than this share, is heard are a warning.
_FEW_HEARD = 0.5


@dataclass(frozen=True)
class Lesson:
    """How the song teaches its own voice: `features` every 10 ms (None: it does not), how often, and how much that counts."""

    features: np.ndarray | None
    passes: int
    weight: float


@dataclass(frozen=True)
class Course:
    """A song on its way: `said` are the tokens of every written word, `is_voiced` its stem by frames of 10 ms; a model hears a word
    `late_s` after it begins."""

    lyrics: Lyrics
    said: Sequence[Sequence[int]]
    is_voiced: np.ndarray
    windows: Windows
    late_s: float

    @property
    def line_of(self) -> np.ndarray:
        """(words,) the line of every written word."""
        return np.array([k for k, line in enumerate(self.lyrics.lines) for _ in line.words])


def align_words(course: Course, posteriors: Posteriors, lesson: Lesson, progress: Callable[[float], None]) -> Timing | None:
    """All words of the song; None where no path leads through their tokens."""
    chain = build_token_chain(course.said, course.line_of.tolist())
    if chain.needs.sum() > posteriors.frames:
        return None
    # What a model says of a frame it says late; from here on a frame has the time of what it says.
    posteriors = replace(posteriors, offset_s=posteriors.offset_s - course.late_s)
    windows = _shift(course.windows, -posteriors.offset_s)
    limits = limit_states(chain, windows, course.line_of, posteriors.frames, posteriors.frame_s)
    is_sung = _sample_voice(course.is_voiced, posteriors)
    states = find_states(posteriors.read_scores(is_sung), chain, limits)
    progress(1 / (1 + lesson.passes))
    if lesson.features is not None and states is not None:
        features = sample_features(lesson.features, posteriors)
        for turn in range(lesson.passes):
            voice = learn_voice(features, chain, states, is_sung)
            if voice is not None:
                states = find_states(*add_voice(posteriors.read_scores(is_sung), voice, lesson.weight, chain), limits)
            assert states is not None, "what was reached before can be reached again"
            progress((2 + turn) / (1 + lesson.passes))
    return None if states is None else _finish(course, posteriors, chain, states)


# --------------------------------------------------------------------------------------------- private


def _shift(windows: Windows, by_s: float) -> Windows:
    return replace(windows, first_s=windows.first_s + by_s, last_s=windows.last_s + by_s, spread_s=windows.spread_s + by_s)


def _sample_voice(is_voiced: np.ndarray, posteriors: Posteriors) -> np.ndarray:
    middle_s = posteriors.offset_s + posteriors.frame_s * np.arange(posteriors.frames)
    return is_voiced[np.clip((middle_s / FRAME_S).astype(int), 0, len(is_voiced) - 1)]


def _finish(course: Course, posteriors: Posteriors, chain: TokenChain, states: np.ndarray) -> Timing:
    hearing = measure_words(posteriors, chain, states, len(course.said))
    believed = find_believed(hearing, course.lyrics)
    spans_s = place_words(hearing, believed, course.windows.spread_s, course.lyrics, course.is_voiced)
    words = make_words(course.lyrics, spans_s, trust_words(hearing, believed), believed)
    lost = len(believed) - int(believed.sum())
    few = (f"Of {len(believed)} words {lost} were not heard where they should be; they are spread between the others.",)
    return Timing(words, course.windows.warnings + (few if lost > _FEW_HEARD * len(believed) else ()))
