"""What every painter is given, so that a style is one function from a brief to light."""

from dataclasses import dataclass

import numpy as np

from songloom.engines.images.colour import Ramp
from songloom.model.storyboard import Mood


@dataclass(frozen=True)
class Brief:
    """One picture to paint: `size` in pixels, `energy` in [0, 1], and the only source of chance."""

    size: int
    mood: Mood
    energy: float
    ramp: Ramp
    chance: np.random.Generator
