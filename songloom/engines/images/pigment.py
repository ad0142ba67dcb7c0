"""Procedural pictures: no model, no download, the theme's own colours."""

from pathlib import Path

import numpy as np

from songloom.engines.images.blocks import paint_blocks
from songloom.engines.images.bloom import paint_bloom
from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Ramp
from songloom.engines.images.confetti import paint_confetti
from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.engines.images.develop import develop_png
from songloom.engines.images.flow import paint_flow
from songloom.engines.images.gradient import paint_gradient
from songloom.engines.images.halftone import paint_halftone
from songloom.engines.images.plain import paint_plain
from songloom.engines.images.shapes import paint_shapes
from songloom.model.theme import PictureTheme

_STYLES = {
    "flow": paint_flow,
    "bloom": paint_bloom,
    "shapes": paint_shapes,
    "plain": paint_plain,
    "gradient": paint_gradient,
    "blocks": paint_blocks,
    "halftone": paint_halftone,
    "confetti": paint_confetti,
}


class Pigment:
    """Paints from mood, energy and seed; the words of a prompt are for engines that can read."""

    def __init__(self, options: PigmentOptions) -> None:
        self._size = options.size

    def paint(self, request: PictureRequest, theme: PictureTheme, target: Path) -> None:
        """Write one RGB PNG, composed for a middle that text can stand on."""
        chance = np.random.Generator(np.random.PCG64(request.seed))
        brief = Brief(self._size, request.mood, request.energy, Ramp(theme.colours), chance)
        light = _STYLES[theme.style](brief)
        target.write_bytes(develop_png(light, brief, theme.grain))
