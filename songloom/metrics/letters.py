"""How much of a picture looks like writing: networks that paint leave garbled letters behind, which no prompt forbids for sure.

Nothing is read. Components of even stroke width (Epshtein, Ofek and Wexler, "Detecting text in natural scenes with stroke width
transform", 2010) that stand beside one another in a row, alike in height, stroke and shade, are taken for letters.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

# The longer edge at which pictures are looked at, and the neighbourhoods that ink is darker or lighter than.
EDGE = 512
BLOCKS = (17, 45)
# By how much of 255 ink differs from its neighbourhood, and from its surroundings as a whole.
OFFSET, LEAST_INK = 6, 14.0
# What a letter's box may be: height in pixels, width and ink as shares of height and box.
HEIGHTS, WIDTHS, FILLS = (7, 150), (0.12, 2.2), (0.12, 0.9)
# How uneven a letter's stroke may be (deviation by mean), and how wide for its height.
MOST_UNEVEN, STROKES = 0.55, (0.04, 0.42)
# How two letters of a row may differ: height and stroke as ratios, feet and gaps in heights, ink in steps of 255.
MOST_TALLER, MOST_THICKER, MOST_LOWER, MOST_APART, MOST_LIGHTER = 1.7, 1.9, 0.35, 0.9, 45.0
LEAST_ROW = 3
# Windows, leaves and lamps stand in rows as well, but fill the hull that is drawn around them: of a row of letters few do.
SOLID, LEAST_OPEN = 0.88, 0.4
# So many letters in rows are halfway to certainty.
HALFWAY = 6.0


@dataclass(frozen=True)
class _Letters:
    """What could be letters, an array of each of their traits: box in pixels, stroke width in pixels, ink in [0, 255],
    whether its hull is mostly empty."""

    left: NDArray
    top: NDArray
    width: NDArray
    height: NDArray
    stroke: NDArray
    ink: NDArray
    is_open: NDArray


@dataclass(frozen=True)
class _Sheet:
    """A page of grey, its components' numbers, how deep in its component every pixel lies, and where a stroke's middle runs."""

    page: NDArray
    labels: NDArray
    depth: NDArray
    ridge: NDArray


def find_letters(picture: NDArray[np.uint8]) -> float:
    """In [0, 1): 0 where nothing looks like writing; half where six letters stand in rows. `picture` is RGB, (height, width, 3)."""
    scale = EDGE / max(picture.shape[:2])
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    grey = cv2.GaussianBlur(grey, (0, 0), 0.8)
    most = max(_count_rowed(_find_candidates(page, block)) for page in (grey, 255 - grey) for block in BLOCKS)
    return most / (most + HALFWAY)


# --------------------------------------------------------------------------------------------- private


def _find_candidates(page: NDArray, block: int) -> _Letters:
    """Components darker than their neighbourhood that could be letters by themselves."""
    ink = cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, OFFSET)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = stats[1:].T
    fits = (height >= HEIGHTS[0]) & (height <= HEIGHTS[1]) & (width >= WIDTHS[0] * height) & (width <= WIDTHS[1] * height)
    fits &= (area >= FILLS[0] * width * height) & (area <= FILLS[1] * width * height)
    fits &= (left > 0) & (top > 0) & (left + width < page.shape[1]) & (top + height < page.shape[0])
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    sheet = _Sheet(page, labels, depth, (depth >= cv2.dilate(depth, np.ones((3, 3)))) & (ink > 0))
    chosen = (np.flatnonzero(fits) + 1).tolist()
    rows = [(*stats[number, :4], *found) for number in chosen if (found := _measure_letter(sheet, number, stats[number].tolist()))]
    columns = np.array(rows, float).reshape(-1, 7).T
    return _Letters(*columns)


def _measure_letter(sheet: _Sheet, number: int, box: list[int]) -> tuple[float, float, bool] | None:
    """(stroke width, ink, is open) of a component; None where its stroke is too uneven, too thick or thin, or hardly darker than
    what is around."""
    left, top, width, height, _ = box
    window = slice(top - 1, top + height + 1), slice(left - 1, left + width + 1)
    own, around = sheet.labels[window] == number, sheet.labels[window] == 0
    widths = 2 * sheet.depth[window][sheet.ridge[window] & own] - 1
    if len(widths) < 3:
        return None
    stroke = float(np.median(widths))
    if widths.std() > MOST_UNEVEN * widths.mean() or not STROKES[0] * height <= stroke <= STROKES[1] * height:
        return None
    inside = float(sheet.page[window][own].mean())
    outside = float(sheet.page[window][around].mean()) if around.any() else inside
    if outside - inside < LEAST_INK:
        return None
    contour = cv2.findContours(own.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0][0]
    return stroke, inside, cv2.contourArea(contour) <= SOLID * cv2.contourArea(cv2.convexHull(contour))


def _count_rowed(letters: _Letters) -> int:
    """How many of the candidates stand in a row of at least LEAST_ROW."""
    if len(letters.left) < LEAST_ROW:
        return 0
    foot, right = letters.top + letters.height, letters.left + letters.width
    shorter = np.minimum(letters.height, letters.height[:, None])
    alike = _find_ratio(letters.height) <= MOST_TALLER
    alike &= _find_ratio(letters.stroke) <= MOST_THICKER
    alike &= np.abs(letters.ink - letters.ink[:, None]) <= MOST_LIGHTER
    # Letters with tails hang below the others, and stand on their line with their heads.
    off = np.minimum(np.abs(foot - foot[:, None]), np.abs(letters.top - letters.top[:, None]))
    alike &= off <= MOST_LOWER * shorter
    gap = letters.left[None, :] - right[:, None]
    follows = alike & (gap > -0.25 * shorter) & (gap <= MOST_APART * shorter) & (letters.left[None, :] > letters.left[:, None])
    count, row = connected_components(csr_array(follows), directed=False)
    sizes, is_open = np.bincount(row, minlength=count), np.bincount(row, letters.is_open, minlength=count)
    return int(sizes[(sizes >= LEAST_ROW) & (is_open >= LEAST_OPEN * sizes)].sum())


def _find_ratio(sizes: NDArray) -> NDArray:
    return np.maximum(sizes, sizes[:, None]) / np.minimum(sizes, sizes[:, None])
