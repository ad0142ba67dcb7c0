"""`spread`: words where their line, or the song, would have them if every letter took as long as the next."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from songloom.engines.alignment.contract import SpreadOptions
from songloom.engines.alignment.sound import name_damage
from songloom.model.heard import Heard
from songloom.model.lyrics import LyricLine, Lyrics
from songloom.model.timing import Timing, Word

_SHORTEST_LINE_S = 1.0


class Spread:
    """The honest fall-back: it hears nothing, and says so of every word."""

    def __init__(self, options: SpreadOptions):
        self._options = options

    def align(self, sound: Path, lyrics: Lyrics, heard: Heard | None, scratch: Path, progress: Callable[[float], None]) -> Timing:
        """Every word interpolated from the line stamps, or from nothing but the length of the song."""
        with name_damage():
            duration_s = float(soundfile.info(sound).duration)
        progress(1.0)
        return Timing(make_spread(lyrics, spread_words(lyrics, duration_s, self._options.letter_s)))


def spread_words(lyrics: Lyrics, duration_s: float, letter_s: float) -> np.ndarray:
    """(words, 2) start and end in seconds; words that carry a stamp of their own start there.

    Without line times the words share the whole song; with them a line lasts until the next starts, but at most `letter_s` a letter.
    """
    if not lyrics.has_line_times():
        return _share_time(_count_letters(lyrics.lines), 0.0, duration_s)
    starts = np.array([line.start_s for line in lyrics.lines], float)
    starts = np.clip(np.maximum.accumulate(starts), 0, duration_s)
    following = np.append(starts[1:], duration_s)
    spans = zip(lyrics.lines, starts, following, strict=True)
    return np.concatenate([_spread_line(line, start_s, end_s, letter_s) for line, start_s, end_s in spans])


def make_spread(lyrics: Lyrics, spans_s: np.ndarray) -> tuple[Word, ...]:
    """The words of spans that nobody heard: interpolated, confidence 0."""
    rows = [(word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words]
    return tuple(
        Word(text, float(start_s), float(end_s), line, 0.0, "interpolated")
        for (text, line), (start_s, end_s) in zip(rows, np.round(spans_s, 3), strict=True)
    )


# --------------------------------------------------------------------------------------------- private


def _count_letters(lines: Sequence[LyricLine]) -> np.ndarray:
    return np.array([max(1, len(word.text)) for line in lines for word in line.words], float)


def _spread_line(line: LyricLine, start_s: float, following_s: float, letter_s: float) -> np.ndarray:
    letters = _count_letters([line])
    stamps = [(k, min(max(word.start_s, start_s), following_s)) for k, word in enumerate(line.words) if k and word.start_s is not None]
    known = [(0, start_s), *stamps]
    last, from_s = known[-1]
    end_s = from_s + max(_SHORTEST_LINE_S if last == 0 else 0.0, letter_s * letters[last:].sum()) if line.end_s is None else line.end_s
    known.append((len(letters), min(max(end_s, from_s), following_s)))
    pieces = [_share_time(letters[first:end], from_s, max(from_s, to_s)) for (first, from_s), (end, to_s) in pairwise(known)]
    return np.maximum.accumulate(np.concatenate(pieces).ravel()).reshape(-1, 2)


def _share_time(letters: np.ndarray, start_s: float, end_s: float) -> np.ndarray:
    edges = start_s + (end_s - start_s) * np.concatenate([[0], np.cumsum(letters)]) / letters.sum()
    return np.stack([edges[:-1], edges[1:]], axis=1)
