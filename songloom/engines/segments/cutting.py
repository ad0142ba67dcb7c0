"""Cuts a frame out of a plane at any place and size, between pixels too: a slow zoom must not jump from pixel to pixel."""

import math
from itertools import pairwise

import cv2
import numpy as np

# A frame that starts this much of a pixel beside its place is there to the eye.
NEAR = 1 / 32
# Strips that differ by so little are one to the eye, and with more of them than this enlarging is faster.
STRIPS_A_PIXEL, MOST_STRIPS = 6, 64
# How many pixels before the frame's first one a cut may start.
MOST_LEAD = 96


def cut_between(plane: np.ndarray, size: tuple[int, int], start: tuple[float, float], scale: float) -> np.ndarray:
    """The pixels at `start` + (i, j) · `scale` of a plane, for i and j up to `size` (width, height); `scale` is 1 or less.

    OpenCV enlarges whole planes four times as fast as it warps them, but from whole pixels on. So a cut begins at that whole pixel near
    the start from which one of the enlarged pixels falls on the start; what is missing to that, if anything is, the plane is moved by.
    So near to 1 that this is seldom found, strips of the plane are moved, each by as much as its middle.
    """
    width, height = size
    if scale == 1 and start == (int(start[0]), int(start[1])):
        return plane[int(start[1]) :, int(start[0]) :][:height, :width]
    if (1 - scale) * max(size) * STRIPS_A_PIXEL <= MOST_STRIPS:
        return _slide(_slide(plane, start[1], height, scale, 0), start[0], width, scale, 1)
    (x, lead_x, rest_x), (y, lead_y, rest_y) = (_find_cut(edge, scale) for edge in start)
    columns, rows = (math.ceil((lead + edge + 1) * scale) + 1 for lead, edge in ((lead_x, width), (lead_y, height)))
    cut = _move(plane, (x, y), (columns, rows), (rest_x, rest_y))
    # At the plane's very edge its last pixels stand for what would come after them.
    lacking = max(0, rows - cut.shape[0]), max(0, columns - cut.shape[1])
    if any(lacking):
        cut = cv2.copyMakeBorder(cut, 0, lacking[0], 0, lacking[1], cv2.BORDER_REPLICATE)
    large = cv2.resize(cut, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_LINEAR)
    return large[lead_y : lead_y + height, lead_x : lead_x + width]


# --------------------------------------------------------------------------------------------- private


def _slide(plane: np.ndarray, start: float, length: int, scale: float, axis: int) -> np.ndarray:
    """`length` rows (axis 0) or columns (axis 1) from `start` on, `scale` apart, in strips whose rows are 1 apart."""
    count = math.ceil(length * (1 - scale) * STRIPS_A_PIXEL) + 1
    slid = np.empty((length, plane.shape[1]) if axis == 0 else (plane.shape[0], length), np.uint8)
    for begin, end in pairwise(length * number // count for number in range(count + 1)):
        at = max(0.0, start + (begin + end - 1) / 2 * scale - (end - begin - 1) / 2)
        second = min(int(at) + 1, plane.shape[axis] - (end - begin))
        spans = [slice(edge, edge + end - begin) for edge in (min(int(at), second), second, begin)]
        one, other, into = (each[span] if axis == 0 else each[:, span] for each, span in zip((plane, plane, slid), spans, strict=True))
        if share := at - int(at):
            cv2.addWeighted(one, 1 - share, other, share, 0, dst=into)
        else:
            np.copyto(into, one)
    return slid


def _find_cut(start: float, scale: float) -> tuple[int, int, float]:
    """The whole pixel at which to cut, the number of the enlarged pixel that is wanted first, and how far that lies before `start`."""
    best = (0, 0, start)
    for lead in range(MOST_LEAD):
        # The middle of an enlarged pixel j lies where (j + 0.5) · scale − 0.5 of the cut's pixels is.
        exact = start - (lead + 0.5) * scale + 0.5
        if lead and exact < 0:
            break
        first = max(0, round(exact))
        if abs(exact - first) < abs(best[2]) or lead == 0:
            best = (first, lead, exact - first)
        if abs(best[2]) <= NEAR:
            return best[0], best[1], 0.0
    return best


def _move(plane: np.ndarray, first: tuple[int, int], size: tuple[int, int], rest: tuple[float, float]) -> np.ndarray:
    """A cut, moved on by less than a pixel."""
    (x, y), (columns, rows), (right, down) = first, size, rest
    x, right = (x - 1, right + 1) if right < 0 and x > 0 else (x, max(0.0, right))
    y, down = (y - 1, down + 1) if down < 0 and y > 0 else (y, max(0.0, down))
    cut = plane[y : y + rows + 1, x : x + columns + 1]
    if right:
        cut = cv2.addWeighted(cut[:, :-1], 1 - right, cut[:, 1:], right, 0)
    if down:
        cut = cv2.addWeighted(cut[:-1], 1 - down, cut[1:], down, 0)
    return cut
