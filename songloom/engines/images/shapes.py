"""The `shapes` style: mid-century prints, a few large forms cut and sprayed; each mood has its own composition."""

import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.outlines import cut_bar, cut_crescent, cut_disc, cut_hill, cut_polygon, cut_wedge
from songloom.engines.images.press import Press


def paint_shapes(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    press = Press(brief)
    _COMPOSITIONS[brief.mood](press, brief)
    return press.read_linear()


# --------------------------------------------------------------------------------------------- private

_SKY = cut_polygon((0, 0), (1, 0), (1, 1), (0, 1))


def _compose_calm(press: Press, brief: Brief) -> None:
    """A low sun over still strata."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_form(_SKY, 0.1, 0.34, 0.25, 0.8)
    x, radius = 0.5 + side * chance.uniform(0.08, 0.2), chance.uniform(0.15, 0.2)
    press.print_form(cut_disc(x, 0.43, radius), 0.95, 0.68, 0.25)
    count = 4 + round(2 * brief.energy)
    for index in range(count):
        level = 0.5 + 0.42 * (index / count) ** 0.9
        heights = level + chance.normal(0, 0.016 + 0.012 * index / count, 4)
        tone = 0.55 - 0.5 * index / (count - 1)
        press.print_form(cut_hill(heights), tone, max(tone - 0.22, 0), 0.25)
    for index in range(3):
        press.print_form(cut_bar(x, 0.585 + 0.035 * index, radius * (1.3 - 0.3 * index), 0.008), 0.9, 0.7, 0.0)


def _compose_warm(press: Press, brief: Brief) -> None:
    """Arches over a rising sun."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_form(_SKY, 0.16, 0.42, 0.25, 0.75)
    x, y = 0.5 + side * chance.uniform(0.1, 0.24), chance.uniform(0.72, 0.8)
    count = 4 + round(2 * brief.energy)
    width = 0.56 / count
    for index in range(count):
        radius = 0.66 - width * index
        tone = (0.3, 0.62, 0.45, 0.85)[index % 4]
        press.print_form(cut_wedge(x, y, radius, 0.5, 0.5), tone, tone - 0.22, 0.1 if side > 0 else 0.4)
    press.print_form(cut_wedge(x, y, 0.66 - width * count + 0.04, 0.5, 0.5), 1.0, 0.78, 0.25)
    for index, level in enumerate((0.74, 0.84)):
        heights = level + chance.normal(0, 0.03, 4)
        press.print_form(cut_hill(heights), 0.26 - 0.2 * index, 0.04, 0.25)


def _compose_bright(press: Press, brief: Brief) -> None:
    """Rays from a high sun, petals below."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_form(_SKY, 0.42, 0.28, 0.25, 0.8)
    x, y = 0.5 + side * chance.uniform(0.16, 0.3), chance.uniform(0.2, 0.3)
    rays = 9 + round(7 * brief.energy)
    start = chance.uniform(0, 1)
    for index in range(rays):
        press.print_form(cut_wedge(x, y, 1.5, start + index / rays, 0.5 / rays), 0.58, 0.42, 0.25, 0.7)
    press.print_form(cut_disc(x, y, 0.24), 0.3, 0.42, 0.25)
    press.print_form(cut_disc(x, y, 0.18), 0.98, 0.78, 0.25)
    for index, level in enumerate((0.76, 0.87)):
        press.print_form(cut_hill(level + chance.normal(0, 0.04, 5)), 0.25 - 0.17 * index, 0.06, 0.25)


def _compose_dark(press: Press, brief: Brief) -> None:
    """A thin moon between mountains."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_form(_SKY, 0.04, 0.2, 0.25, 0.7)
    x, y = 0.5 + side * chance.uniform(0.1, 0.2), chance.uniform(0.32, 0.38)
    for index in range(3):
        press.print_form(cut_disc(x, y, 0.36 - 0.08 * index), 0.08 + 0.05 * index, 0.04, 0.25 + 0.25 * side, 0.7)
    press.print_form(cut_crescent(x, y, 0.11, -0.2 * side), 0.98, 0.75, 0.25)
    for _ in range(5 + round(8 * brief.energy)):
        press.print_form(cut_disc(chance.uniform(0.05, 0.95), chance.uniform(0.04, 0.5), chance.uniform(0.0018, 0.004)), 0.8, 0.7, 0.25)
    for index in range(3):
        level = 0.62 + 0.12 * index
        peaks = level + 0.13 * chance.uniform(-1, 1, 6) * np.array([1, -1, 1, -1, 1, -1])
        tone = 0.3 - 0.14 * index
        press.print_form(cut_hill(peaks), tone, max(tone - 0.2, 0), 0.25)


def _compose_tense(press: Press, brief: Brief) -> None:
    """Blades that close on a small disc."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_form(_SKY, 0.1, 0.3, 0.25, 0.8)
    x, y = 0.5 + side * chance.uniform(0.02, 0.14), chance.uniform(0.4, 0.56)
    press.print_form(cut_disc(x, y, 0.09), 1.0, 0.8, 0.25)
    count = 5 + round(4 * brief.energy)
    for index in range(count):
        edge = (index + chance.uniform(0.1, 0.6)) / count
        top = index % 2 == 0
        foot = -0.05 if top else 1.05
        tip = (x + chance.normal(0, 0.16), y + (-0.04 if top else 0.06) + chance.normal(0, 0.06))
        tone = float(chance.choice([0.05, 0.22, 0.4, 0.6, 0.78]))
        wide = chance.uniform(0.1, 0.26)
        corners = ((edge * 1.4 - 0.2, foot), (edge * 1.4 - 0.2 + wide, foot), tip)
        press.print_form(cut_polygon(*corners), tone, max(tone - 0.3, 0), 0.25 if top else 0.75)


def _compose_wild(press: Press, brief: Brief) -> None:
    """A quilt of quarter circles that turn."""
    chance = brief.chance
    press.print_form(_SKY, 0.05, 0.2, 0.25)
    cells = 3 if brief.energy < 0.7 else 4
    edge = 1 / cells
    for cell in range(cells * cells):
        left, top = cell % cells * edge, cell // cells * edge
        square = cut_polygon((left, top), (left + edge, top), (left + edge, top + edge), (left, top + edge))
        tones = chance.permutation([0.06, 0.3, 0.5, 0.72, 0.96])
        press.print_form(square, tones[0], tones[0] * 0.5, chance.uniform(0, 1), 0.5)
        corner = chance.integers(4)
        x, y = left + edge * (corner in (1, 2)), top + edge * (corner in (2, 3))
        for index, share in enumerate((1.0, 0.66, 0.33)):
            press.print_form(cut_wedge(x, y, edge * share, corner / 4, 0.25), tones[index + 1], tones[index + 1] * 0.6, corner / 4 + 0.125)


def _pick_side(brief: Brief) -> float:
    return float(brief.chance.choice([-1.0, 1.0]))


_COMPOSITIONS = {
    "calm": _compose_calm,
    "warm": _compose_warm,
    "bright": _compose_bright,
    "dark": _compose_dark,
    "tense": _compose_tense,
    "wild": _compose_wild,
}
