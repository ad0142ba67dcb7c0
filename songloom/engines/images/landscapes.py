"""Compositions of the `shapes` style that have a horizon: a large quiet sky, one light in it, ground below."""

from songloom.engines.images.brief import Brief
from songloom.engines.images.outlines import cut_bar, cut_crescent, cut_disc, cut_hill, cut_polygon, cut_wedge
from songloom.engines.images.press import Press


def compose_strata(press: Press, brief: Brief) -> None:
    """A low sun, its path on the water, still land in layers."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_sky(0.1, 0.36)
    x, radius, shore = 0.5 + side * chance.uniform(0.05, 0.2), chance.uniform(0.14, 0.21), chance.uniform(0.46, 0.56)
    press.print_form(cut_disc(x, shore - radius * chance.uniform(0.1, 0.75), radius), 0.95, 0.68, 0.25)
    count = 4 + round(2 * brief.energy)
    for index in range(count):
        level = shore + (0.97 - shore) * (index / count) ** 0.9
        tone = 0.56 - 0.5 * index / (count - 1)
        swell = 0.004 if index == 0 else 0.014 + 0.014 * index / count
        press.print_form(cut_hill(level + chance.normal(0, swell, 5)), tone, max(tone - 0.22, 0), 0.25)
        if index == 0:
            for bar in range(3):
                press.print_form(cut_bar(x, shore + 0.03 + 0.026 * bar, radius * (1.5 - 0.35 * bar), 0.008), 0.9, 0.7, 0.0)


def compose_arches(press: Press, brief: Brief) -> None:
    """Arches over a sun that rises behind hills."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_sky(0.16, 0.42)
    x, y, reach = 0.5 + side * chance.uniform(0.06, 0.26), chance.uniform(0.7, 0.82), chance.uniform(0.56, 0.72)
    count = 4 + round(2 * brief.energy)
    width = reach * 0.82 / count
    first = chance.integers(4)
    for index in range(count):
        tone = (0.3, 0.62, 0.44, 0.84)[(index + first) % 4]
        press.print_form(cut_wedge(x, y, reach - width * index, 0.5, 0.5), tone, tone - 0.24, 0.1 if side > 0 else 0.4)
    press.print_form(cut_wedge(x, y, reach - width * count + 0.03, 0.5, 0.5), 1.0, 0.78, 0.25)
    for index in range(2):
        heights = y + 0.02 + 0.1 * index + chance.normal(0, 0.022, 4)
        press.print_form(cut_hill(heights), 0.26 - 0.2 * index, 0.04, 0.25)


def compose_rays(press: Press, brief: Brief) -> None:
    """Rays from a high sun over rolling ground."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_sky(0.42, 0.26)
    x, y, radius = 0.5 + side * chance.uniform(0.08, 0.3), chance.uniform(0.28, 0.4), chance.uniform(0.14, 0.2)
    rays = 9 + round(7 * brief.energy)
    start = chance.uniform(0, 1)
    for index in range(rays):
        press.print_form(cut_wedge(x, y, 1.5, start + index / rays, 0.5 / rays), 0.56, 0.4, 0.25, 0.7)
    press.print_form(cut_disc(x, y, radius * 1.32), 0.28, 0.42, 0.25)
    press.print_form(cut_disc(x, y, radius), 0.98, 0.78, 0.25)
    for index in range(2):
        heights = 0.77 + 0.1 * index + chance.normal(0, 0.03, 4)
        press.print_form(cut_hill(heights), 0.25 - 0.17 * index, 0.06, 0.25)


def compose_peaks(press: Press, brief: Brief) -> None:
    """A thin moon over peaks with one lit face each."""
    chance, side = brief.chance, _pick_side(brief)
    press.print_sky(0.04, 0.22)
    x, y = 0.5 + side * chance.uniform(0.06, 0.22), chance.uniform(0.34, 0.42)
    for index in range(3):
        press.print_form(cut_disc(x, y, 0.34 - 0.08 * index), 0.08 + 0.05 * index, 0.04, 0.25 + 0.25 * side, 0.7)
    press.print_form(cut_crescent(x, y, 0.1, -0.2 * side), 0.98, 0.75, 0.25)
    for _ in range(5 + round(8 * brief.energy)):
        press.print_form(cut_disc(chance.uniform(0.05, 0.95), chance.uniform(0.04, 0.5), chance.uniform(0.0018, 0.004)), 0.8, 0.7, 0.25)
    for index, foot in enumerate((0.12, 0.86, 0.5)):
        middle, top, half = foot + chance.normal(0, 0.06), 0.5 + 0.1 * index + chance.normal(0, 0.025), chance.uniform(0.5, 0.66)
        tone = 0.44 - 0.09 * index
        crest, ridge = (middle, top), (middle + side * half * chance.uniform(0.05, 0.3), 1.05)
        press.print_form(cut_polygon((middle - half, 1.05), crest, (middle + half, 1.05)), tone * 0.62, 0.04, 0.25)
        press.print_form(cut_polygon((middle + side * half, 1.05), crest, ridge), tone, tone * 0.45, 0.25)
    press.print_form(cut_hill(0.9 + chance.normal(0, 0.015, 5)), 0.05, 0.0, 0.25)


# --------------------------------------------------------------------------------------------- private


def _pick_side(brief: Brief) -> float:
    return float(brief.chance.choice([-1.0, 1.0]))
