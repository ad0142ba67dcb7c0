"""Cuts a song into sections where its sound changes, and tells by what comes back which of them are the same."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from songloom.engines.rhythm.steps import Steps
from songloom.model.rhythm import Section

# No section is longer than this, unless sections may not be short.
MAX_SECTION_S = 90.0
# Steps are compared with so many around them: a beat alone sounds like many others, three bars only like themselves.
CONTEXT_STEPS = 12


@dataclass(frozen=True)
class Cutting:
    """What `bench/sections.py` chose: what one more section must gain, as a share of all the variance, and how much less where a bar
    begins; below which distance music comes back (1: by chance); and the share of two sections that must, for them to be the same."""

    price: float = 0.006
    bar_bonus: float = 0.002
    repeat: float = 0.75
    same_share: float = 0.3


CUTTING = Cutting()


def find_sections(steps: Steps, least_s: float, cutting: Cutting = CUTTING) -> tuple[Section, ...]:
    """The sections of a song, none shorter than `least_s` (a shorter song is one), labelled A, B, … in the order of their first time.

    They are the cut with the least variance inside sections, plus a price a section (dynamic programming). Two are the same where one
    runs along the other: on a diagonal of the matrix that holds every step against every other (Foote 1999; Goto 2006).
    """
    edges = _cut(steps, least_s, cutting)
    labels = _label(_compare(_find_repeats(steps.features, cutting.repeat), edges), cutting.same_share)
    times_s = steps.edges_s[edges].tolist()
    return tuple(Section(a, b, label) for (a, b), label in zip(pairwise(times_s), labels, strict=True))


# --------------------------------------------------------------------------------------------- private


def _cut(steps: Steps, least_s: float, cutting: Cutting) -> list[int]:
    """Edges of sections, in steps."""
    features, times_s, count = steps.features, steps.edges_s, len(steps.features)
    sums = np.vstack([np.zeros(features.shape[1]), np.cumsum(features, axis=0)])
    squares = np.concatenate([[0], np.cumsum((features**2).sum(axis=1))])
    prices = squares[-1] * (cutting.price - cutting.bar_bonus * np.append(steps.begins_bar, False))
    best, came = np.full(count + 1, np.inf), np.zeros(count + 1, int)
    best[0] = 0
    firsts = np.searchsorted(times_s, times_s - max(2 * least_s, MAX_SECTION_S))
    lasts = np.searchsorted(times_s, times_s - least_s, side="right")
    for end in np.flatnonzero(lasts > firsts):
        starts = np.arange(firsts[end], lasts[end])
        inside = squares[end] - squares[starts] - ((sums[end] - sums[starts]) ** 2).sum(axis=1) / (end - starts)
        total = best[starts] + inside
        choice = int(np.argmin(total))
        best[end], came[end] = total[choice] + prices[end], starts[choice]
    edges = [count]
    while edges[-1]:
        edges.append(int(came[edges[-1]]))
    return edges[::-1]


def _find_repeats(features: np.ndarray, repeat: float) -> np.ndarray:
    """(steps, steps): from 0 to 1, whether the music around one step is heard around another."""
    count, squares = len(features), (features**2).sum(axis=1)
    # Another processor adds up a product in another order: no distance is kept to the digit where that shows.
    apart = np.round((squares[:, None] + squares) / 2 - features @ features.T, 6).astype(np.float32)
    total, seen = np.zeros_like(apart), np.zeros_like(apart)
    for shift in range(-(CONTEXT_STEPS // 2), CONTEXT_STEPS - CONTEXT_STEPS // 2):
        if abs(shift) < count:
            here, there = slice(max(0, -shift), count - max(0, shift)), slice(max(0, shift), count - max(0, -shift))
            total[here, here] += apart[there, there]
            seen[here, here] += 1
    repeats = np.clip(2 * (1 - total / seen / np.float32(repeat)), 0, 1)
    # What is beside itself is no repetition.
    return np.triu(repeats, CONTEXT_STEPS) + np.tril(repeats, -CONTEXT_STEPS)


def _compare(repeats: np.ndarray, edges: list[int]) -> np.ndarray:
    """(sections, sections): the share of the shorter of two that runs along the other."""
    count = len(repeats)
    # Item (i, j) is the sum over the diagonal that ends before it, so that a stretch of one is a difference.
    sums = np.zeros((count + 1, count + 1), np.float32)
    for row in range(count):
        sums[row + 1, 1:] = sums[row, :-1] + repeats[row]
    spans = list(pairwise(edges))
    shares = np.eye(len(spans))
    for one, (a, b) in enumerate(spans):
        for other, (c, d) in enumerate(spans[:one]):
            shifts = np.arange(a - b + 1, d - c)
            rows, columns = a + np.maximum(-shifts, 0), c + np.maximum(shifts, 0)
            lengths = np.minimum(b - rows, d - columns)
            along = sums[rows + lengths, columns + lengths] - sums[rows, columns]
            shares[one, other] = shares[other, one] = along.max() / min(b - a, d - c)
    return np.clip(shares, 0, 1)


def _label(shares: np.ndarray, same_share: float) -> list[str]:
    """A for the first section and all that are the same, B for the next kind, …; after Z comes A1."""
    if len(shares) == 1:
        return ["A"]
    groups = fcluster(linkage(squareform(1 - shares, checks=False), "average"), 1 - same_share, "distance")
    kinds = {group: kind for kind, group in enumerate(dict.fromkeys(groups.tolist()))}
    return [chr(65 + kinds[group] % 26) + (str(kinds[group] // 26) if kinds[group] >= 26 else "") for group in groups.tolist()]
