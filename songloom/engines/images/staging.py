"""How each mood of the `bloom` style sets its bodies and its light."""

from dataclasses import dataclass

from songloom.model.storyboard import Mood


@dataclass(frozen=True)
class Stage:
    """How a mood sets its bodies: `count` of them in a trail that heads `angle` (turns, y downward) and bends by `curl` a step,
    each `shrink` times the one before, the first of `radius`, `step` radii apart; `light` is where they are lit from (turns),
    `stretch` how wide the haze is for its height, `power` how bright all is, `lamps` how many lamps there are at
    an energy of about a half."""

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


STAGES: dict[Mood, Stage] = {
    "calm": Stage(count=1, radius=0.3, shrink=0.6, step=1.5, angle=0.02, curl=0.0, light=0.25, stretch=3.2, power=0.7, lamps=10),
    "warm": Stage(count=2, radius=0.33, shrink=0.72, step=1.15, angle=-0.06, curl=0.0, light=0.2, stretch=1.6, power=0.95, lamps=26),
    "bright": Stage(count=3, radius=0.33, shrink=0.7, step=1.2, angle=-0.14, curl=0.03, light=-0.18, stretch=1.1, power=1.1, lamps=34),
    "dark": Stage(count=1, radius=0.44, shrink=0.5, step=1.3, angle=0.1, curl=0.0, light=-0.3, stretch=1.8, power=0.55, lamps=14),
    "tense": Stage(count=3, radius=0.36, shrink=0.86, step=1.1, angle=0.22, curl=0.0, light=0.02, stretch=0.4, power=0.85, lamps=16),
    "wild": Stage(count=5, radius=0.4, shrink=0.8, step=1.3, angle=0.08, curl=0.16, light=-0.1, stretch=0.9, power=1.15, lamps=40),
}
