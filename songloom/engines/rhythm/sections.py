"""Cuts a song where its sound and harmony change."""

from itertools import pairwise

import numpy as np

from songloom.model.rhythm import Section

# No section is longer than this; it bounds the work to the square of one section, not of the song.
MAX_SECTION_S = 90.0

# What one more section must gain, as a share of the features' whole variance; and how near, in the same unit, two sections' means
# are that share a label.
CUT_SHARE, SAME_SHARE = 0.012, 0.35


def find_sections(moments: np.ndarray, moment_hz: float, length_s: float, least_s: float) -> tuple[Section, ...]:
    """The best cut into sections of at least `least_s` seconds (a shorter song is one section), labelled A, B, … by likeness.

    `moments` is (moments, features). The cut minimises the variance inside sections plus a price a section (dynamic programming).
    """
    features = (moments - moments.mean(axis=0)) / np.maximum(moments.std(axis=0), 1e-6)
    least = max(1, int(np.ceil(least_s * moment_hz)))
    edges = _cut(features, least, max(2 * least, int(MAX_SECTION_S * moment_hz))) if len(features) >= 2 * least else [0, len(features)]
    means = np.array([features[a:b].mean(axis=0) for a, b in pairwise(edges)])
    times = [0.0, *(round(edge / moment_hz, 3) for edge in edges[1:-1]), length_s]
    labels = _label(means)
    return tuple(Section(a, b, label) for (a, b), label in zip(pairwise(times), labels, strict=True))


# --------------------------------------------------------------------------------------------- private


def _cut(features: np.ndarray, least: int, longest: int) -> list[int]:
    count = len(features)
    sums = np.vstack([np.zeros(features.shape[1]), np.cumsum(features, axis=0)])
    squares = np.concatenate([[0], np.cumsum((features**2).sum(axis=1))])
    price = CUT_SHARE * squares[-1]
    best, came = np.full(count + 1, np.inf), np.zeros(count + 1, int)
    best[0] = 0
    for end in range(least, count + 1):
        starts = np.arange(max(0, end - longest), end - least + 1)
        inside = squares[end] - squares[starts] - ((sums[end] - sums[starts]) ** 2).sum(axis=1) / (end - starts)
        total = best[starts] + inside + price
        choice = int(np.argmin(total))
        best[end], came[end] = total[choice], starts[choice]
    edges = [count]
    while edges[-1]:
        edges.append(int(came[edges[-1]]))
    return edges[::-1]


def _label(means: np.ndarray) -> list[str]:
    """A for the first section and all that sound like it, B for the next kind, …; after Z comes A1."""
    kinds: list[np.ndarray] = []
    labels = []
    for mean in means:
        apart = [float(((mean - kind) ** 2).mean()) for kind in kinds]
        kind = int(np.argmin(apart)) if apart and min(apart) < SAME_SHARE else len(kinds)
        kinds += [mean] if kind == len(kinds) else []
        labels.append(chr(65 + kind % 26) + (str(kind // 26) if kind >= 26 else ""))
    return labels
