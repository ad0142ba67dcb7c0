"""Hears whether there is a voice under a word."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from songloom.model.timing import Word

FRAME_S = 0.02
SILENCE = 1e-9

# A word without a voice is this far below the song's usual word, or in silence. On five songs with true times no word was more than
# 15.5 dB below the median of its song, and a tenth of the moments without words were 5 to 50 dB below it: a word over a loud solo
# passes, a word in a true break does not.
BELOW_USUAL_DB, SILENT_DB = 18.0, -70.0


def find_voiced_words(vocals: Path, words: Sequence[Word]) -> list[bool]:
    """For each word, whether the vocals sound under it, judged against their level under the song's other words."""
    if not words:
        return []
    power = _read_power(vocals)
    levels = 10 * np.log10([max(_measure_power(power, word), SILENCE) for word in words])
    least = max(float(np.median(levels)) - BELOW_USUAL_DB, SILENT_DB)
    return (levels >= least).tolist()


# --------------------------------------------------------------------------------------------- private


def _read_power(vocals: Path) -> np.ndarray:
    """Mean square of the stem every FRAME_S, (frames,), full scale = 1."""
    with soundfile.SoundFile(vocals) as stem:
        size = round(FRAME_S * stem.samplerate)
        blocks = stem.blocks(512 * size, dtype="float32", always_2d=True, fill_value=0)
        frames = [(block.mean(axis=1).reshape(-1, size) ** 2).mean(axis=1) for block in blocks]
    return np.concatenate(frames) if frames else np.zeros(1)


def _measure_power(power: np.ndarray, word: Word) -> float:
    first = min(int(word.start_s / FRAME_S), len(power) - 1)
    return float(power[first : max(first + 1, round(word.end_s / FRAME_S))].mean())
