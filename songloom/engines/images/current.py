"""The currents that strokes follow: divergence-free, so that strokes run beside each other and never pile up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from songloom.engines.images.brief import Brief
from songloom.model.storyboard import Mood

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Bend:
    """How a mood moves: `angle` of the main drift in turns and how far it may `stray` from it, `sway` of the long waves across the
    drift as a share of it, `length` of those waves in picture widths; `eddies` turn beside the drift, `spin` times
    as fast, their eyes `aside` picture widths from the middle."""

    angle: float
    stray: float
    sway: float
    length: float
    eddies: int
    spin: float
    aside: float


BENDS: dict[Mood, Bend] = {
    "calm": Bend(angle=0.0, stray=0.015, sway=0.9, length=1.5, eddies=0, spin=0, aside=0),
    "warm": Bend(angle=-0.06, stray=0.04, sway=1.0, length=1.4, eddies=1, spin=1.5, aside=0.8),
    "bright": Bend(angle=-0.14, stray=0.04, sway=1.0, length=1.1, eddies=2, spin=1.5, aside=0.75),
    "dark": Bend(angle=0.25, stray=0.015, sway=1.1, length=1.2, eddies=0, spin=0, aside=0),
    "tense": Bend(angle=-0.18, stray=0.02, sway=0.75, length=0.7, eddies=0, spin=0, aside=0),
    "wild": Bend(angle=0.0, stray=0.5, sway=0.9, length=0.9, eddies=2, spin=3.2, aside=0.4),
}


class Current:
    """A stream function over the unit square, y downward: a drift, long waves across it, eddies beside it."""

    def __init__(self, brief: Brief) -> None:
        bend, chance = BENDS[brief.mood], brief.chance
        turn = 2 * np.pi * (bend.angle + bend.stray * chance.uniform(-1, 1))
        self._drift = np.array([np.cos(turn) * chance.choice([-1.0, 1.0]), np.sin(turn)])
        across = np.array([-self._drift[1], self._drift[0]])
        # Waves that vary across the drift bend it; waves along it would only break it up. All together they stay weaker
        # than the drift: where they cancel it, strokes curl up into a knot.
        angles = np.arctan2(across[1], across[0]) + chance.normal(0, 0.7, 5)
        self._units = np.stack([np.cos(angles), np.sin(angles)])
        self._waves = self._units * 2 * np.pi / (bend.length * chance.uniform(0.7, 1.6, 5))
        self._phases = chance.uniform(0, 2 * np.pi, 5)
        sway = chance.uniform(0.3, 1, 5)
        self._sway = bend.sway * sway / sway.sum()
        # Every eddy turns with the drift on the side it shows to it, one on either side.
        sides = chance.choice([-1.0, 1.0]) * (-1.0) ** np.arange(bend.eddies)
        self._spin = -sides * bend.spin * chance.uniform(0.8, 1.2, bend.eddies)
        away = bend.aside * chance.uniform(0.85, 1.2, bend.eddies) * sides
        self._centres = 0.5 + away[:, None] * across + chance.normal(0, 0.12, (bend.eddies, 1)) * self._drift
        self._reach = chance.uniform(0.7, 1.2, bend.eddies) * (0.12 + 0.5 * bend.aside)

    def direct(self, points: Points) -> Points:
        """Unit directions of the current at points of shape (n, 2)."""
        swing = np.cos(points @ self._waves + self._phases) * self._sway
        flow = self._drift + np.stack([swing @ self._units[1], -swing @ self._units[0]], axis=1)
        for centre, reach, spin in zip(self._centres, self._reach, self._spin, strict=True):
            away = (points - centre) / reach
            pull = spin * np.exp(0.5 - 0.5 * (away**2).sum(axis=1, keepdims=True))
            flow += pull * np.stack([away[:, 1], -away[:, 0]], axis=1)
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
