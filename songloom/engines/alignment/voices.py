"""A concert has many voices: each stretch of a long sound is taught by what is around it alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from songloom.engines.alignment.trial import Trial, try_voice
from songloom.engines.alignment.voice import Features, Voice, learn_voice

Learn = Callable[[Features, np.ndarray, int], Voice | None]

# Sounds up to this length have one voice; of longer ones every stretch has its own, taught by as much as a song on both sides together.
# One voice for all costs a singer who is unlike the others everything: of a robot's words in 38 minutes of songs 9 % were within 0.3 s.
_ONE_VOICE_FRAMES = 60000
_STRETCH_FRAMES = 12000
_MARGIN_FRAMES = 9000


@dataclass(frozen=True)
class Voices:
    """What every kind of sound costs, stretch by stretch: `voices[first:end]` is (end - first, kinds); nothing where none was learnt."""

    features: Features
    voices: tuple[Voice | None, ...]
    kinds: int

    def __len__(self) -> int:
        return len(self.features)

    def __getitem__(self, frames: slice) -> np.ndarray:
        first, end, _ = frames.indices(len(self))
        parts = [np.zeros((0, self.kinds), np.float32)]
        while first < end:
            number = first // _STRETCH_FRAMES
            until = min(end, (number + 1) * _STRETCH_FRAMES)
            voice = self.voices[number]
            parts.append(np.zeros((until - first, self.kinds), np.float32) if voice is None else voice[first:until])
            first = until
        return np.concatenate(parts)


def learn_voices(features: Features, labels: np.ndarray, kinds: int, learn: Learn = learn_voice) -> Voice | Voices | None:
    """As `learn`; a sound that is longer than a song has several."""
    if len(labels) <= _ONE_VOICE_FRAMES:
        return learn(features, labels, kinds)
    voices = []
    for _, around in _list_stretches(len(labels)):
        taught = learn(_Excerpt(features, around), labels[around], kinds)
        voices.append(None if taught is None else replace(taught, features=features))
    return Voices(features, tuple(voices), kinds)


def try_voices(features: Features, labels: np.ndarray, fillers: int) -> Trial:
    """As `try_voice`; in a sound that is longer than a song each stretch is tried by what is around it alone."""
    if len(labels) <= _ONE_VOICE_FRAMES:
        return try_voice(features, labels, fillers)
    ranks, gains, handicaps = [], [], []
    for own, around in _list_stretches(len(labels)):
        trial = try_voice(_Excerpt(features, around), labels[around], fillers)
        inner = slice(own.start - around.start, own.stop - around.start)
        ranks.append(trial.rank[inner])
        gains.append(trial.gain[inner])
        handicaps.append(trial.handicap)
    return Trial(np.concatenate(ranks), np.concatenate(gains), float(np.median(handicaps)))


# --------------------------------------------------------------------------------------------- private


def _list_stretches(frames: int) -> Iterator[tuple[slice, slice]]:
    """Every stretch, and what is around it."""
    for first in range(0, frames, _STRETCH_FRAMES):
        end = min(frames, first + _STRETCH_FRAMES)
        yield slice(first, end), slice(max(0, first - _MARGIN_FRAMES), min(frames, end + _MARGIN_FRAMES))


@dataclass(frozen=True)
class _Excerpt:
    features: Features
    around: slice

    def __len__(self) -> int:
        return self.around.stop - self.around.start

    def __getitem__(self, frames: slice) -> np.ndarray:
        first, end, _ = frames.indices(len(self))
        return self.features[self.around.start + first : self.around.start + end]
