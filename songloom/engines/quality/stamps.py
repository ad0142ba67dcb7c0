"""Whether the lines begin where the lyrics' own line times say."""

from collections.abc import Iterator, Sequence

import numpy as np

from songloom.engines.quality.telling import group_lines
from songloom.model.lyrics import Lyrics
from songloom.model.quality import Reason
from songloom.model.timing import Word

# docs/quality.md tells how these were chosen.
APART_S, SCATTERED_S = 0.7, 0.45
LEAST_LINES = 5


def measure_stamps(lyrics: Lyrics, words: Sequence[Word]) -> tuple[float, float] | None:
    """(median, spread) of how much later than their stamp the lines begin, seconds; the spread is half the range of the middle half.

    None where there are too few stamped lines, or none.
    """
    later = [
        line[0].start_s - start_s
        for line in group_lines(words)
        if line[0].line < len(lyrics.lines) and (start_s := lyrics.lines[line[0].line].start_s) is not None and line[0].found == "measured"
    ]
    if len(later) < LEAST_LINES:
        return None
    quarter, median, three_quarters = np.percentile(later, [25, 50, 75]).tolist()
    return median, (three_quarters - quarter) / 2


def check_stamps(lyrics: Lyrics, words: Sequence[Word]) -> Iterator[Reason]:
    """Line times that are those of another recording, shifted, or of other lyrics."""
    measured = measure_stamps(lyrics, words)
    if measured is None:
        return
    median_s, spread_s = measured
    if abs(median_s) > APART_S:
        what = f"the lines begin about {abs(median_s):.1f} s {'later' if median_s > 0 else 'earlier'} than the lyrics' line times"
        yield Reason("stamps_apart", f"{what}; check that these are the times of this recording")
    if spread_s > SCATTERED_S:
        what = f"half of the lines begin more than {spread_s:.1f} s before or after where the lyrics' line times would have them"
        yield Reason("stamps_scattered", f"{what}; check that these are the times of this recording")
