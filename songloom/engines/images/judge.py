"""Looks at what a model painted: does it hold letters, will text be read on it, does it keep to the theme and to the pictures beside it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from songloom.engines.images.colour import Ramp, linear_from_srgb, oklab_from_linear
from songloom.metrics.letters import find_letters
from songloom.metrics.pictures import measure_clutter, measure_colour_distance, measure_palette_distance
from songloom.model.theme import PictureTheme

# Worse than this is a fault. Letters: as they are told from other pictures, docs/pictures.md. Clutter: what the busiest shipped style has
# in its middle. Distances: two palettes that nobody would take for one another are .1 apart and more.
MOST = {"letters": 0.4, "clutter": 0.075, "palette": 0.14, "neighbours": 0.25}
# A deviation of lightness below this is no picture: an overflow is black, and a filter that acts by itself as well.
LEAST_DEPTH = 0.012
_TONES, _THUMBNAIL, _LOOKED_AT = 48, 40, 384
_LUMA = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True)
class Look:
    """A picture as the judge remembers it: its scores by themselves, and its colours (OKLab) to hold beside others'."""

    letters: float
    clutter: float
    palette: float
    colours: NDArray

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to be seen on it."""
        return float(self.colours[..., 0].std()) < LEAST_DEPTH


class Judge:
    """Judges by a theme's colours. It knows no inks: pictures are darkened for any of them, and repainted for none."""

    def __init__(self, theme: PictureTheme) -> None:
        self._palette = oklab_from_linear(Ramp(theme.colours).mix(np.linspace(0, 1, _TONES)))

    def look_at(self, file: Path) -> Look:
        """What there is to say of a picture (a PNG) by itself."""
        pixels = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_COLOR_RGB)
        assert pixels is not None, "an engine wrote it"
        scale = _LOOKED_AT / min(pixels.shape[:2])
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        luminance = linear_from_srgb(small / 255) @ _LUMA
        thumbnail = cv2.resize(small, (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA)
        colours = oklab_from_linear(linear_from_srgb(thumbnail / 255))
        palette = measure_palette_distance(colours, self._palette)
        clutter = round(measure_clutter(luminance), 3)
        return Look(round(find_letters(pixels.astype(np.uint8, copy=False)), 3), clutter, round(palette, 3), colours)


def score_look(look: Look, neighbours: Sequence[Look]) -> dict[str, float]:
    """Every score, 0 the best; `neighbours` are the pictures that are shown right before and after it."""
    distances = [measure_colour_distance(look.colours, other.colours) for other in neighbours]
    beside = round(float(np.mean(distances)), 3) if distances else 0.0
    return {"letters": look.letters, "clutter": look.clutter, "palette": look.palette, "neighbours": beside}


def find_faults(look: Look, scores: dict[str, float]) -> list[str]:
    """What is wrong with a picture, worst first."""
    shares = {name: scores[name] / most for name, most in MOST.items()}
    faults = sorted((name for name, share in shares.items() if share > 1), key=lambda name: -shares[name])
    return ["blank", *faults] if look.is_blank else faults


def weigh(look: Look, scores: dict[str, float]) -> float:
    """How bad a picture is: what exceeds its bound counts, and what is within it only between pictures without a fault."""
    shares = [scores[name] / most for name, most in MOST.items()]
    return 100.0 * look.is_blank + sum(10 * max(share - 1, 0) for share in shares) + 0.1 * sum(shares)
