"""Runs a line that is longer than the frame is wide through it, so that the word being sung is seen."""

from bisect import bisect_right
from collections.abc import Sequence

from songloom.engines.segments.easing import ease_smooth, mix, ramp

# Words fade as they leave through a margin: the share of its width in which they do.
FADE = 0.85
# Who reads looks 15 letters ahead (McConkie and Rayner, 1975), and words that reach over a margin are faded: of a ribbon that holds
# fewer letters than these, words come too late to be read.
LEAST_LETTERS = 24


def shows_enough(words: Sequence[str], share: float) -> bool:
    """Whether a line of which the frame holds this share at a time can be read as it runs.

    >>> words = "left my lamp on for the tide and for the ships".split()
    >>> shows_enough(words, 0.6), shows_enough(words, 0.4), shows_enough(["stay"], 1.0)
    (True, False, True)
    """
    return share >= 1 or len(" ".join(words)) * share >= LEAST_LETTERS


def find_focus(times: Sequence[float], middles: Sequence[float], frame: int) -> float:
    """The point of a line that is looked at: a word's middle in the middle of its time (in frames), on its way from one to the next
    between.

    >>> [find_focus([10, 20], [100.0, 300.0], frame) for frame in (0, 10, 15, 20, 99)]
    [100.0, 100.0, 200.0, 300.0, 300.0]
    """
    word = max(0, bisect_right(times, frame) - 1)
    if word + 1 == len(times):
        return middles[word]
    return mix(middles[word], middles[word + 1], ease_smooth(ramp(frame, times[word], times[word + 1] - times[word])))


def find_begin(focus: float, width: float, edges: tuple[float, float]) -> float:
    """Where a line that is `width` wide begins, so that its focus is in the middle between the margins at `edges` and no margin is wider
    than need be.

    >>> find_begin(0.0, 900.0, (50.0, 450.0)), find_begin(450.0, 900.0, (50.0, 450.0)), find_begin(900.0, 900.0, (50.0, 450.0))
    (50.0, -200.0, -450.0)
    """
    left, right = edges
    return min(left, max(right - width, (left + right) / 2 - focus))


def find_presence(left: float, right: float, edges: tuple[float, float], fade: float) -> float:
    """How opaque a word is: whole inside of the margins at `edges`, gone where it is `fade` outside of them.

    >>> find_presence(50, 90, (50, 450), 20), find_presence(40, 90, (50, 450), 20), find_presence(440, 480, (50, 450), 20)
    (1.0, 0.5, 0.0)
    """
    return min(1.0, max(0.0, 1 + min(left - edges[0], edges[1] - right, 0.0) / fade))
