"""The `confetti` style: paper cut small and thrown, flat and bright; a mood decides how much of it is in the air, and how large."""

import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.outlines import cut_arc, cut_disc, cut_polygon, cut_wedge
from songloom.engines.images.press import Press
from songloom.engines.images.sheet import skia
from songloom.model.storyboard import Mood

# How many pieces there would be across a picture if it were full, and how much of their room they fill.
_SCATTER: dict[Mood, tuple[int, float]] = {
    "calm": (4, 0.5),
    "warm": (5, 0.62),
    "bright": (6, 0.7),
    "dark": (5, 0.4),
    "tense": (8, 0.55),
    "wild": (7, 0.9),
}
_TONES = (0.25, 0.5, 0.75, 1.0)


def paint_confetti(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    press, chance = Press(brief), brief.chance
    across, fill = _SCATTER[brief.mood]
    room = 1 / across
    press.print_form(cut_polygon((0, 0), (1, 0), (1, 1), (0, 1)), 0.0, 0.0, 0.25, 0)
    for cell in chance.permutation(across * across).tolist():
        # Every second row is set off by half a piece: thrown paper stands in no columns.
        row, column = divmod(cell, across)
        centre = np.array([column + 0.5 * (row % 2), row]) * room + room * (0.5 + chance.normal(0, 0.14, 2))
        radius = 0.5 * room * fill * chance.uniform(0.6, 1.15) * (0.8 + 0.4 * brief.energy)
        outline = _cut_piece(brief, float(centre[0]), float(centre[1]), float(radius))
        tone = _TONES[int(chance.integers(len(_TONES)))]
        press.print_form(outline, tone, tone, 0.25, 0)
    return press.read_linear()


# --------------------------------------------------------------------------------------------- private


def _cut_piece(brief: Brief, x: float, y: float, radius: float) -> skia.Path:
    turn = float(brief.chance.uniform())
    match int(brief.chance.integers(5)):
        case 0:
            return cut_disc(x, y, 0.8 * radius)
        case 1:
            return cut_wedge(x, y, radius, turn, 0.5)
        case 2:
            return cut_arc(x, y, (radius, 0.62 * radius), turn, 0.6)
        case 3:
            return cut_polygon(*_turn(x, y, radius, [turn, turn + 1 / 3, turn + 2 / 3]))
        case _:
            return cut_polygon(*_turn(x, y, 1.1 * radius, [turn, turn + 0.06, turn + 0.5, turn + 0.56]))


def _turn(x: float, y: float, radius: float, turns: list[float]) -> list[tuple[float, float]]:
    """Points on a circle."""
    angles = 2 * np.pi * np.array(turns)
    return list(zip((x + radius * np.cos(angles)).tolist(), (y + radius * np.sin(angles)).tolist(), strict=True))
