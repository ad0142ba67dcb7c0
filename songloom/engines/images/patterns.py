"""Compositions of the `shapes` style without a horizon: one form, repeated until it is a rhythm."""

import numpy as np

from songloom.engines.images.brief import Brief
from songloom.engines.images.outlines import cut_arc, cut_bar, cut_disc, cut_leaf, cut_polygon, cut_wedge
from songloom.engines.images.press import Press


def compose_ripples(press: Press, brief: Brief) -> None:
    """Rings that widen from one small light."""
    chance = brief.chance
    # By night the rings stay near the ground, so that the light is the only bright thing.
    reach = 0.3 if brief.mood == "dark" else 0.56
    press.print_sky(0.04, 0.14)
    x, y = 0.5 + chance.choice([-1, 1]) * chance.uniform(0.08, 0.24), chance.uniform(0.34, 0.66)
    count = 5 + round(3 * brief.energy)
    for index in range(count):
        share = 1 - index / count
        tone = 0.06 + reach * (1 - share) + (0.1 * reach if index % 2 else 0)
        press.print_form(cut_disc(x, y, 0.14 + 0.72 * share**1.25), tone, max(tone - 0.3 * reach - 0.08, 0), 0.25 + 0.02 * index)
    press.print_form(cut_disc(x, y, 0.1), 0.98, 0.76, 0.25)


def compose_leaves(press: Press, brief: Brief) -> None:
    """A fan of leaves round a sun."""
    chance = brief.chance
    press.print_sky(0.12, 0.36)
    x, y = 0.5 + chance.choice([-1, 1]) * chance.uniform(0.1, 0.32), chance.uniform(0.94, 1.04)
    press.print_form(cut_disc(x, y - 0.62, chance.uniform(0.15, 0.2)), 0.98, 0.74, 0.25)
    for row in range(3):
        count = 7 + 2 * row + round(2 * brief.energy)
        length, tone = 0.92 - 0.24 * row, (0.34, 0.52, 0.7)[row]
        for index in range(count):
            turn = 0.5 + (index + 0.5 * (row % 2) + chance.normal(0, 0.05)) / (count - 0.5) * 0.5
            press.print_form(cut_leaf(x, y, length, 0.1 - 0.012 * row, turn), tone, tone - 0.26, turn + 0.5)
    press.print_form(cut_disc(x, y, 0.2), 0.1, 0.0, 0.25)


def compose_shards(press: Press, brief: Brief) -> None:
    """Shards from two far corners that close on a small disc."""
    chance = brief.chance
    side = chance.choice([-1, 1])
    press.print_sky(0.06, 0.26)
    count = 4 + round(3 * brief.energy)
    x, y = 0.5 + side * chance.uniform(0.02, 0.14), chance.uniform(0.42, 0.58)
    press.print_form(cut_disc(x, y, 0.085), 1.0, 0.8, 0.25)
    for end in (-1, 1):
        foot = np.array([0.5 - end * side * 0.8, 0.5 - end * 0.66])
        heading = np.arctan2(y - foot[1], x - foot[0])
        for index in range(count):
            place = (index - (count - 1) / 2) / count
            turn = heading + 0.72 * place + chance.normal(0, 0.02)
            along = np.array([np.cos(turn), np.sin(turn)])
            tip = foot + along * (0.84 + 0.7 * abs(place) + chance.uniform(-0.1, 0.03))
            across = 0.42 / count * np.array([-along[1], along[0]])
            tone = (0.24, 0.52, 0.38, 0.72)[index % 4]
            outline = cut_polygon(tuple(foot + across), tuple(tip), tuple(foot - across))
            press.print_form(outline, tone, max(tone - 0.3, 0), turn / (2 * np.pi) + 0.5)


def compose_stack(press: Press, brief: Brief) -> None:
    """Half discs stacked on a plumb line, each facing its own way."""
    chance = brief.chance
    press.print_sky(0.14, 0.34)
    x, count = 0.5 + chance.choice([-1, 1]) * chance.uniform(0.08, 0.2), 3 + round(brief.energy)
    radius = 0.56 / count
    for index in range(count):
        y = 0.5 + (index - (count - 1) / 2) * radius * 2
        for half, facing in enumerate((0.25, 0.75)):
            tone = (0.98, 0.46, 0.72, 0.34)[(index + 2 * half + int(chance.integers(2))) % 4]
            press.print_form(cut_wedge(x, y, radius * (1.0, 1.5)[(index + half) % 2], facing, 0.5), tone, tone - 0.26, facing + 0.1)


def compose_columns(press: Press, brief: Brief) -> None:
    """A row of columns with a disc behind, like a bar code of a skyline."""
    chance = brief.chance
    press.print_sky(0.06, 0.3)
    press.print_form(cut_disc(chance.uniform(0.36, 0.64), chance.uniform(0.34, 0.46), 0.2), 0.96, 0.6, 0.25)
    count = 9 + round(6 * brief.energy)
    pitch = 1.04 / count
    swing = chance.uniform(0, 1)
    for index in range(count):
        top = 0.6 + 0.16 * np.sin(2 * np.pi * (swing + 1.3 * index / count)) + chance.normal(0, 0.07)
        tone = float(chance.choice([0.12, 0.26, 0.4, 0.54]))
        press.print_form(cut_bar(pitch * (index + 0.35), top + 0.6, pitch * 0.84, 1.2), tone, max(tone - 0.24, 0), 0.25)


def compose_orbits(press: Press, brief: Brief) -> None:
    """Broken rings that turn about a point off the middle."""
    chance = brief.chance
    press.print_sky(0.05, 0.2)
    x, y = 0.5 + chance.choice([-1, 1]) * chance.uniform(0.1, 0.26), 0.5 + chance.choice([-1, 1]) * chance.uniform(0.06, 0.2)
    count = 5 + round(2 * brief.energy)
    width = 0.86 / count
    for index in range(count):
        radius, start = 0.92 - width * index, chance.uniform(0, 1)
        for piece, span in enumerate(chance.uniform(0.16, 0.42, 2)):
            tone = float(chance.choice([0.24, 0.4, 0.58, 0.74, 0.96], p=[0.28, 0.28, 0.22, 0.14, 0.08]))
            press.print_form(
                cut_arc(x, y, (radius, radius - width * 0.86), start + 0.5 * piece, span), tone, max(tone - 0.3, 0), start + span
            )
    press.print_form(cut_disc(x, y, width * 0.55), 0.98, 0.76, 0.25)


def compose_quilt(press: Press, brief: Brief) -> None:
    """A quilt of quarter circles, each patch turned its own way."""
    chance = brief.chance
    press.print_sky(0.05, 0.2)
    cells = 3 if brief.energy < 0.8 else 4
    edge = 1 / cells
    for cell in range(cells * cells):
        left, top = cell % cells * edge, cell // cells * edge
        tones = chance.permutation([0.06, 0.22, 0.38, 0.54])
        square = cut_polygon((left, top), (left + edge, top), (left + edge, top + edge), (left, top + edge))
        press.print_form(square, tones[0], tones[0] * 0.5, chance.uniform(0, 1), 0.5)
        corner = int(chance.integers(4))
        x, y = left + edge * (corner in (1, 2)), top + edge * (corner in (2, 3))
        tones[3] = 0.94 if chance.uniform() < 0.34 else tones[3]
        for index, share in enumerate((1.0, 0.66, 0.33)):
            press.print_form(cut_wedge(x, y, edge * share, corner / 4, 0.25), tones[index + 1], tones[index + 1] * 0.6, corner / 4 + 0.125)
