"""The `bloom` style: round bodies of coloured light in haze, and lamps out of focus around them."""

from dataclasses import dataclass

import cv2
import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.plate import Plate, Point
from songloom.model.storyboard import Mood

# Everything here is a little out of focus, so half the resolution shows all of it at a quarter of the cost.
_COARSE = 2


@dataclass(frozen=True)
class Stage:
    """How a mood sets its bodies: `count` of them in a trail that heads `angle` (turns, y downward) and bends by `curl` a step,
    each `shrink` times the one before, the first of `radius`, `step` radii apart; `light` is where they are lit from (turns),
    `stretch` how wide the haze is for its height, `power` how bright all is, `lamps` how many lamps there are."""

    count: int
    radius: float
    shrink: float
    step: float
    angle: float
    curl: float
    light: float
    stretch: float
    power: float
    lamps: int


_STAGES: dict[Mood, Stage] = {
    "calm": Stage(1, 0.3, 0.6, 1.5, 0.02, 0.0, light=0.25, stretch=3.2, power=0.7, lamps=10),
    "warm": Stage(2, 0.33, 0.72, 1.15, -0.06, 0.0, light=0.2, stretch=1.6, power=0.95, lamps=26),
    "bright": Stage(3, 0.33, 0.7, 1.2, -0.14, 0.03, light=-0.18, stretch=1.1, power=1.1, lamps=34),
    "dark": Stage(1, 0.44, 0.5, 1.3, 0.1, 0.0, light=-0.3, stretch=1.8, power=0.55, lamps=14),
    "tense": Stage(3, 0.36, 0.86, 1.1, 0.22, 0.0, light=0.02, stretch=0.4, power=0.85, lamps=16),
    "wild": Stage(5, 0.4, 0.8, 1.3, 0.08, 0.16, light=-0.1, stretch=0.9, power=1.15, lamps=40),
}


def paint_bloom(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    plate = Plate(max(brief.size // _COARSE, 32), brief)
    stage, chance = _STAGES[brief.mood], brief.chance
    light = stage.light + chance.normal(0, 0.07)
    bodies = _place_bodies(brief, stage)
    _spread_haze(plate, brief, stage, bodies[0][0])
    first = int(chance.integers(6))
    for index, (centre, radius) in enumerate(bodies, first):
        focus = (0.035, 0.012, 0.09)[index % 3]
        _hang_body(plate, centre, radius, focus, light, stage.power, 0.62 + 0.3 * (index % 2))
    _hang_lamps(plate, brief, stage, bodies)
    return cv2.resize(plate.expose(), (brief.size, brief.size), interpolation=cv2.INTER_CUBIC).clip(0, 1)


# --------------------------------------------------------------------------------------------- private


def _place_bodies(brief: Brief, stage: Stage) -> list[tuple[Point, float]]:
    """The trail, largest first, set so that its weight hangs about the middle."""
    chance = brief.chance
    mirror, turn = chance.choice([-1.0, 1.0]), stage.angle + chance.normal(0, 0.03)
    at, radius, places, radii = np.zeros(2), stage.radius * chance.uniform(0.8, 1.2), [], []
    for _ in range(stage.count + chance.integers(2)):
        places.append(at)
        radii.append(radius)
        at = at + radius * stage.step * np.array([mirror * np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)])
        turn, radius = turn + stage.curl, radius * stage.shrink
    centre = np.average(places, axis=0, weights=np.square(radii))
    shift = np.array([0.5 + mirror * chance.uniform(0.0, 0.16), chance.uniform(0.44, 0.58)]) - centre
    return [((float(x), float(y)), float(radius)) for (x, y), radius in zip(np.array(places) + shift, radii, strict=True)]


def _spread_haze(plate: Plate, brief: Brief, stage: Stage, middle: Point) -> None:
    whole = plate.find_window((0.5, 0.5), 1.0)
    for tone in (0.2, 0.26, 0.36, 0.52):
        offset = brief.chance.normal(0, 0.2, 2) * (min(stage.stretch, 1.5), min(1 / stage.stretch, 1.5))
        reach = brief.chance.uniform(0.24, 0.4) * (1.2 - 0.5 * tone)
        wide, high = reach * np.sqrt(stage.stretch), reach / np.sqrt(stage.stretch)
        x, y = plate.measure(whole, (middle[0] + offset[0], middle[1] + offset[1]))
        # A glow with a long tail looks like air, a Gaussian like a blurred ball.
        plate.shine(whole, stage.power * 0.42 * (1 + (x / wide) ** 2 + (y / high) ** 2) ** -1.5, tone)


def _hang_body(plate: Plate, centre: Point, radius: float, focus: float, light: float, power: float, tone: float) -> None:
    """A disc that hides the haze behind it, lit from one side, with a halo where the light grazes it."""
    window = plate.find_window(centre, radius * 2.2)
    x, y = plate.measure(window, centre)
    distance = np.sqrt(x**2 + y**2) / radius
    inside = _soften((1 - distance) / focus + 0.5)
    facing = np.clip(0.5 + 0.5 * (x * np.cos(2 * np.pi * light) + y * np.sin(2 * np.pi * light)) / radius, 0, 1)
    halo = np.clip((2.2 - distance) / 1.2, 0, 1) ** 3 * (1 - inside) * facing**2
    plate.shine(window, 0.32 * power * halo, tone)
    plate.shade(window, 0.72 * inside)
    plate.shine(window, power * inside * (0.05 + 0.95 * facing**2.4), 0.18 + (tone - 0.1) * facing)


def _hang_lamps(plate: Plate, brief: Brief, stage: Stage, bodies: list[tuple[Point, float]]) -> None:
    """Lamps along the rims of the bodies' trail: many far and small, few near, large and faint."""
    chance = brief.chance
    for _ in range(round(stage.lamps * (0.3 + 1.2 * brief.energy))):
        (x, y), radius = bodies[chance.integers(len(bodies))]
        turn, away = chance.uniform(0, 2 * np.pi), radius * chance.normal(1.15, 0.35)
        near = chance.uniform() ** 5
        spread = np.sqrt(np.clip(stage.stretch, 0.5, 2))
        centre = (float(x + away * np.cos(turn) * spread), float(y + away * np.sin(turn) / spread))
        strength = (0.55 - 0.46 * near**0.5) * chance.uniform(0.3, 1.0) * (0.4 + 0.6 * stage.power)
        _hang_lamp(plate, centre, 0.005 + 0.085 * near, strength, chance.uniform(0.55, 1.0))


def _hang_lamp(plate: Plate, centre: Point, radius: float, strength: float, tone: float) -> None:
    window = plate.find_window(centre, radius * 1.5)
    x, y = plate.measure(window, centre)
    edge = 1 - np.sqrt(x**2 + y**2) / radius
    # A lens out of focus gathers light at the rim of its disc.
    plate.shine(window, strength * _soften(edge / 0.25 + 0.5) * (1 + 0.5 * np.exp(-6 * np.maximum(edge, 0))), tone)


def _soften(ramp: Floats) -> Floats:
    held = np.clip(ramp, 0, 1)
    return held * held * (3 - 2 * held)
