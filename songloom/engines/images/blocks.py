"""The `blocks` style: a poster on a grid of modules, flat inks, straight edges and quarter circles."""

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.outlines import cut_disc, cut_polygon, cut_wedge
from songloom.engines.images.press import Press
from songloom.model.storyboard import Mood

# Modules across a picture; how many of them are printed, and how many of those are round, by mood.
_MODULES: dict[Mood, tuple[int, float, float]] = {
    "calm": (3, 0.3, 0.8),
    "warm": (3, 0.42, 0.7),
    "bright": (4, 0.45, 0.5),
    "dark": (3, 0.24, 0.5),
    "tense": (5, 0.4, 0.15),
    "wild": (5, 0.55, 0.6),
}


def paint_blocks(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    press, chance = Press(brief), brief.chance
    across, share, round_share = _MODULES[brief.mood]
    edge = 1 / across
    press.print_form(cut_polygon((0, 0), (1, 0), (1, 1), (0, 1)), 0.0, 0.0, 0.25, 0)
    count = round(across * across * (share + 0.15 * brief.energy))
    cells = chance.permutation(across * across)[:count]
    for number, cell in enumerate(cells.tolist()):
        x, y = (cell % across) * edge, (cell // across) * edge
        tone = (0.34, 0.67, 0.34, 1.0)[number % 4]
        if chance.uniform() < round_share:
            corner = int(chance.integers(4))
            right, low = corner in (1, 2), corner in (2, 3)
            press.print_form(cut_wedge(x + edge * right, y + edge * low, edge, corner / 4, 0.25), tone, tone, 0.25, 0)
        else:
            bottom = y + edge * (1 if chance.uniform() < 0.6 else 0.5)
            press.print_form(cut_polygon((x, y), (x + edge, y), (x + edge, bottom), (x, bottom)), tone, tone, 0.25, 0)
    column, row = chance.integers(across, size=2).tolist()
    press.print_form(cut_disc((column + 0.5) * edge, (row + 0.5) * edge, edge / 2), 1.0, 1.0, 0.25, 0)
    return press.read_linear()
