"""The `bloom` style: round bodies of coloured light in haze, and lamps out of focus around them."""

from dataclasses import dataclass

import cv2
import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.plate import Plate, Point
from songloom.engines.images.staging import STAGES, Stage

# Everything here is a little out of focus, so half the resolution shows all of it at a quarter of the cost.
_COARSE = 2


@dataclass(frozen=True)
class Body:
    """A disc of coloured light; `focus` is the width of its edge as a share of its radius."""

    centre: Point
    radius: float
    focus: float
    tone: float


def paint_bloom(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    plate = Plate(max(brief.size // _COARSE, 32), brief)
    stage = STAGES[brief.mood]
    light = stage.light + brief.chance.normal(0, 0.07)
    bodies = _place_bodies(brief, stage)
    _spread_haze(plate, brief, stage, bodies[0].centre)
    for body in bodies:
        _hang_body(plate, body, light, stage.power)
    _hang_lamps(plate, brief, stage, bodies)
    return cv2.resize(plate.expose(), (brief.size, brief.size), interpolation=cv2.INTER_CUBIC).clip(0, 1)


# --------------------------------------------------------------------------------------------- private


def _place_bodies(brief: Brief, stage: Stage) -> list[Body]:
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
    first = int(chance.integers(6))
    return [
        Body((float(x), float(y)), float(radius), (0.035, 0.012, 0.09)[index % 3], (0.62, 0.92)[index % 2])
        for index, ((x, y), radius) in enumerate(zip(np.array(places) + shift, radii, strict=True), first)
    ]


def _spread_haze(plate: Plate, brief: Brief, stage: Stage, middle: Point) -> None:
    whole = plate.find_window((0.5, 0.5), 1.0)
    for tone in (0.2, 0.26, 0.36, 0.52):
        offset = brief.chance.normal(0, 0.2, 2) * (min(stage.stretch, 1.5), min(1 / stage.stretch, 1.5))
        reach = brief.chance.uniform(0.24, 0.4) * (1.2 - 0.5 * tone)
        wide, high = reach * np.sqrt(stage.stretch), reach / np.sqrt(stage.stretch)
        x, y = plate.measure(whole, (middle[0] + offset[0], middle[1] + offset[1]))
        # A glow with a long tail looks like air, a Gaussian like a blurred ball.
        plate.shine(whole, stage.power * 0.42 * (1 + (x / wide) ** 2 + (y / high) ** 2) ** -1.5, tone)


def _hang_body(plate: Plate, body: Body, light: float, power: float) -> None:
    """A disc that hides the haze behind it, lit from one side, with a halo where the light grazes it."""
    window = plate.find_window(body.centre, body.radius * 2.2)
    x, y = plate.measure(window, body.centre)
    distance = np.sqrt(x**2 + y**2) / body.radius
    inside = _soften((1 - distance) / body.focus + 0.5)
    facing = np.clip(0.5 + 0.5 * (x * np.cos(2 * np.pi * light) + y * np.sin(2 * np.pi * light)) / body.radius, 0, 1)
    halo = np.clip((2.2 - distance) / 1.2, 0, 1) ** 3 * (1 - inside) * facing**2
    # The halo keeps short of the accent: in the haze of another hue, that would only add up to grey.
    plate.shine(window, 0.34 * power * halo, 0.78 * body.tone)
    plate.shade(window, 0.72 * inside)
    plate.shine(window, power * inside * (0.05 + 0.95 * facing**2.4), 0.18 + (body.tone - 0.1) * facing)


def _hang_lamps(plate: Plate, brief: Brief, stage: Stage, bodies: list[Body]) -> None:
    """Lamps along the rims of the bodies' trail: many far and small, few near, large and faint."""
    chance = brief.chance
    for _ in range(round(stage.lamps * (0.3 + 1.2 * brief.energy))):
        body = bodies[chance.integers(len(bodies))]
        turn, away = chance.uniform(0, 2 * np.pi), body.radius * chance.normal(1.15, 0.35)
        near = chance.uniform() ** 5
        spread = np.sqrt(np.clip(stage.stretch, 0.5, 2))
        centre = (float(body.centre[0] + away * np.cos(turn) * spread), float(body.centre[1] + away * np.sin(turn) / spread))
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
