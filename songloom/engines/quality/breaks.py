"""Where no words are, and whether a voice is there all the same: a verse that the lyrics lack."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from songloom.engines.quality.telling import show_time
from songloom.engines.quality.voice import Voice
from songloom.model.quality import Reason
from songloom.model.timing import Word

# docs/quality.md tells how these were chosen.
BREAK_S, UNSUNG_SHARE = 6.0, 0.25
LONG_S, LONG_SHARE = 20.0, 0.3
MAX_BREAKS = 3

Break = tuple[float, float]


def measure_unsung(words: Sequence[Word], voice: Voice) -> float:
    """The share of the song that sounds like its words do but has none for BREAK_S and longer; a solo sounds so too where the stem is
    not clean."""
    return sum(end_s - start_s for start_s, end_s in _find_sounding(words, voice)) / voice.duration_s


def check_breaks(words: Sequence[Word], voice: Voice) -> Iterator[Reason]:
    """Much voice without words, and a break between words that takes most of the song."""
    if not words:
        return
    if measure_unsung(words, voice) > UNSUNG_SHARE:
        sounding = sorted(_find_sounding(words, voice), key=lambda each: each[0] - each[1])
        where = ", ".join(f"{show_time(start_s)} to {show_time(end_s)}" for start_s, end_s in sorted(sounding[:MAX_BREAKS]))
        what = f"there may be a voice without words for {sum(end_s - start_s for start_s, end_s in sounding):.0f} s ({where})"
        yield Reason("unsung", f"{what}; check that no verse is missing")
    start_s, end_s = max(_list_breaks(words), key=lambda each: each[1] - each[0], default=(0.0, 0.0))
    if end_s - start_s > max(LONG_S, LONG_SHARE * voice.duration_s):
        what = f"{end_s - start_s:.0f} s between two words ({show_time(start_s)} to {show_time(end_s)})"
        yield Reason("long_break", f"{what}; check that no verse is missing")


# --------------------------------------------------------------------------------------------- private


def _find_sounding(words: Sequence[Word], voice: Voice) -> list[Break]:
    if not words:
        return []
    breaks = [(0.0, words[0].start_s), *_list_breaks(words), (words[-1].end_s, voice.duration_s)]
    return [each for each in breaks if each[1] - each[0] >= BREAK_S and voice.is_usual(*each)]


def _list_breaks(words: Sequence[Word]) -> list[Break]:
    """From every word's end to the next one's start."""
    return [(before.end_s, after.start_s) for before, after in pairwise(words)]
