"""Cuts what is listened to into windows that a recogniser takes at once: where nobody sings, else where it is quietest."""

from collections.abc import Iterator, Sequence

import numpy as np

from songloom.engines.heard.gate import SILENT_POWER, Stretch
from songloom.engines.heard.sound import FRAME_S

# Whisper takes 30 s; words over a cut are lost on both sides, so a window that must be cut is cut late.
MOST_S, EARLIEST_CUT_S = 29.9, 15.0
# A longer rest inside a window lets the recogniser fill it, and draws the first word after it forward.
MOST_REST_S = 4.0
# Shorter ones hold no word.
LEAST_S = 0.1
# The quietest moment is looked for with so much around it.
_QUIET_S = 0.2


def cut_windows(stretches: Sequence[Stretch], power: np.ndarray) -> list[Stretch]:
    """Windows of MOST_S at most that hold all stretches, in order and apart; silent ones are left out."""
    windows: list[Stretch] = []
    for piece in (piece for stretch in stretches for piece in _cut_long(stretch, power)):
        last = windows[-1] if windows else None
        if last and piece.start_s - last.end_s <= MOST_REST_S and piece.end_s - last.start_s <= MOST_S:
            windows[-1] = Stretch(last.start_s, piece.end_s)
        else:
            windows.append(piece)
    return [window for window in windows if window.end_s - window.start_s >= LEAST_S and _is_sounding(window, power)]


def halve_window(window: Stretch, power: np.ndarray) -> tuple[Stretch, Stretch]:
    """Both parts of a window, cut at the quietest moment of its middle third."""
    third_s = (window.end_s - window.start_s) / 3
    cut_s = _find_quiet(window.start_s + third_s, window.end_s - third_s, power)
    return Stretch(window.start_s, cut_s), Stretch(cut_s, window.end_s)


def subtract_spans(stretches: Sequence[Stretch], spans: Sequence[Stretch], least_s: float) -> list[Stretch]:
    """What is left of the stretches where none of the spans lies, in pieces of at least `least_s`."""
    left: list[Stretch] = []
    for stretch in stretches:
        at_s = stretch.start_s
        for span in sorted(span for span in spans if span.end_s > stretch.start_s and span.start_s < stretch.end_s):
            left.append(Stretch(at_s, span.start_s))
            at_s = max(at_s, span.end_s)
        left.append(Stretch(at_s, stretch.end_s))
    return [piece for piece in left if piece.end_s - piece.start_s >= least_s]


# --------------------------------------------------------------------------------------------- private


def _cut_long(stretch: Stretch, power: np.ndarray) -> Iterator[Stretch]:
    start_s = stretch.start_s
    while stretch.end_s - start_s > MOST_S:
        cut_s = _find_quiet(start_s + EARLIEST_CUT_S, start_s + MOST_S, power)
        yield Stretch(start_s, cut_s)
        start_s = cut_s
    yield Stretch(start_s, stretch.end_s)


def _find_quiet(earliest_s: float, latest_s: float, power: np.ndarray) -> float:
    """The moment in [earliest_s, latest_s] with the least energy around it, the last of equals."""
    first, last = int(earliest_s / FRAME_S), max(int(earliest_s / FRAME_S) + 1, int(latest_s / FRAME_S))
    count = round(_QUIET_S / FRAME_S)
    around = power[max(0, first - count // 2) : last + count // 2].astype(np.float64)
    smooth = np.convolve(around, np.ones(count), mode="same")[first - max(0, first - count // 2) :][: last - first]
    if not len(smooth):
        return latest_s
    quietest = len(smooth) - 1 - int(np.argmin(smooth[::-1]))
    return (first + quietest + 0.5) * FRAME_S


def _is_sounding(window: Stretch, power: np.ndarray) -> bool:
    inside = power[int(window.start_s / FRAME_S) : round(window.end_s / FRAME_S) + 1]
    return float(inside.max(initial=0)) >= SILENT_POWER
