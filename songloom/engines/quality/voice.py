"""Hears whether there is a voice under a word, and where there is one without words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from songloom.errors import InputError
from songloom.model.timing import Word

FRAME_S = 0.02
SILENCE = 1e-9

# A word without a voice is this far below the song's usual word, or in silence. On five songs with true times no word was more than
# 15.5 dB below the median of its song, and a tenth of the moments without words were 5 to 50 dB below it: a word over a loud solo
# passes, a word in a true break does not.
BELOW_USUAL_DB, SILENT_DB = 18.0, -70.0
# What sounds for seconds about as loud as the words do may be a voice.
NEAR_USUAL_DB = 3.0


@dataclass(frozen=True)
class Voice:
    """`power` (frames,): mean square of the vocals every FRAME_S, full scale = 1; `usual_db` is their level under the song's words,
    `least_db` what counts as a voice under a word."""

    power: np.ndarray
    usual_db: float
    least_db: float

    @property
    def duration_s(self) -> float:
        """The song's length."""
        return len(self.power) * FRAME_S

    def is_heard(self, start_s: float, end_s: float) -> bool:
        """Whether there is a voice in [start_s, end_s), or in the one frame where that begins."""
        return _measure_level(self.power, start_s, end_s) >= self.least_db

    def is_usual(self, start_s: float, end_s: float) -> bool:
        """Whether the vocals in [start_s, end_s) are about as loud as under words."""
        return self.usual_db > SILENT_DB and _measure_level(self.power, start_s, end_s) >= self.usual_db - NEAR_USUAL_DB


def listen_to_voice(vocals: Path, words: Sequence[Word]) -> Voice:
    """The vocals, judged against the level that they have under the song's words; InputError where the file is damaged."""
    power = _read_power(vocals)
    levels = [_measure_level(power, word.start_s, word.end_s) for word in words]
    usual_db = float(np.median(levels)) if levels else SILENT_DB
    return Voice(power, usual_db, max(usual_db - BELOW_USUAL_DB, SILENT_DB))


# --------------------------------------------------------------------------------------------- private


def _read_power(vocals: Path) -> np.ndarray:
    with _name_damage(), soundfile.SoundFile(vocals) as stem:
        size = round(FRAME_S * stem.samplerate)
        blocks = stem.blocks(512 * size, dtype="float32", always_2d=True, fill_value=0)
        frames = [(block.mean(axis=1).reshape(-1, size) ** 2).mean(axis=1) for block in blocks]
        # The last block is filled up with silence that is not the song's.
        return np.concatenate(frames)[: -(-stem.frames // size)] if frames else np.zeros(1)


@contextmanager
def _name_damage() -> Iterator[None]:
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the vocals is damaged", "run `songloom verify`, then weave again") from error


def _measure_level(power: np.ndarray, start_s: float, end_s: float) -> float:
    first = min(int(start_s / FRAME_S), len(power) - 1)
    return 10 * float(np.log10(max(power[first : max(first + 1, round(end_s / FRAME_S))].mean(), SILENCE)))
