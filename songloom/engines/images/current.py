"""The currents that strokes follow: divergence-free, so that strokes run beside each other and never pile up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from songloom.engines.images.brief import Brief
from songloom.model.storyboard import Mood

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Bend:
    """How a mood moves: `angle` of the main drift in turns, `drift` its strength, `sway` that of the long waves across it,
    `length` of those waves in picture widths, `eddies` how many vortices stir it."""

    angle: float
    drift: float
    sway: float
    length: float
    eddies: int


BENDS: dict[Mood, Bend] = {
    "calm": Bend(angle=0.0, drift=1.0, sway=0.34, length=1.5, eddies=0),
    "warm": Bend(angle=-0.08, drift=0.8, sway=0.5, length=1.3, eddies=1),
    "bright": Bend(angle=-0.14, drift=0.9, sway=0.55, length=1.1, eddies=1),
    "dark": Bend(angle=0.25, drift=1.0, sway=0.42, length=1.2, eddies=0),
    "tense": Bend(angle=-0.18, drift=1.2, sway=0.3, length=0.7, eddies=0),
    "wild": Bend(angle=0.1, drift=0.2, sway=0.5, length=0.9, eddies=4),
}


class Current:
    """A stream function over the unit square, y downward: long waves, a drift, a few eddies."""

    def __init__(self, brief: Brief) -> None:
        bend, chance = BENDS[brief.mood], brief.chance
        turn = 2 * np.pi * (bend.angle + chance.normal(0, 0.025))
        mirror = chance.choice([-1.0, 1.0])
        self._drift = bend.drift * np.array([np.cos(turn) * mirror, np.sin(turn)])
        # Waves that vary across the drift bend it; waves along it would only break it up.
        angles = turn + np.pi / 2 + chance.normal(0, 0.7, 5)
        counts = 2 * np.pi / (bend.length * chance.uniform(0.7, 1.6, 5))
        self._waves = np.stack([np.cos(angles) * mirror, np.sin(angles)]) * counts
        self._phases = chance.uniform(0, 2 * np.pi, 5)
        self._sway = bend.sway * chance.uniform(0.5, 1, 5)
        self._centres = chance.uniform(0.05, 0.95, (bend.eddies, 2))
        self._reach = chance.uniform(0.16, 0.34, bend.eddies)
        self._spin = chance.choice([-1.0, 1.0], bend.eddies) * chance.uniform(0.9, 1.5, bend.eddies)

    def direct(self, points: Points) -> Points:
        """Unit directions of the current at points of shape (n, 2)."""
        swing = np.cos(points @ self._waves + self._phases) * self._sway
        unit = self._waves / np.linalg.norm(self._waves, axis=0)
        flow = self._drift + np.stack([swing @ unit[1], -swing @ unit[0]], axis=1)
        for centre, reach, spin in zip(self._centres, self._reach, self._spin, strict=True):
            away = (points - centre) / reach
            pull = spin * np.exp(0.5 - 0.5 * (away**2).sum(axis=1, keepdims=True))
            flow += 1.6 * pull * np.stack([away[:, 1], -away[:, 0]], axis=1)
        return flow / (np.linalg.norm(flow, axis=1, keepdims=True) + 1e-9)

    def trace(self, seeds: Points, length: float, steps: int) -> Points:
        """Paths of shape (n, steps, 2) through `seeds`, half of `length` to either side (midpoint rule)."""
        stride, half = length / (steps - 1), steps // 2
        paths = np.empty((len(seeds), steps, 2))
        paths[:, half] = seeds
        for sign, order in ((1, range(half + 1, steps)), (-1, range(half - 1, -1, -1))):
            at = seeds
            for step in order:
                middle = at + self.direct(at) * (sign * stride / 2)
                at = at + self.direct(middle) * (sign * stride)
                paths[:, step] = at
        return paths
