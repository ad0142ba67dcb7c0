"""The `shapes` style: mid-century prints, a few large forms cut and sprayed; a mood chooses among its own compositions."""

from collections.abc import Callable

from songloom.engines.images.brief import Brief
from songloom.engines.images.colour import Floats
from songloom.engines.images.landscapes import compose_arches, compose_peaks, compose_rays, compose_strata
from songloom.engines.images.patterns import (
    compose_columns,
    compose_leaves,
    compose_orbits,
    compose_quilt,
    compose_ripples,
    compose_shards,
    compose_stack,
)
from songloom.engines.images.press import Press
from songloom.model.storyboard import Mood

_COMPOSITIONS: dict[Mood, tuple[Callable[[Press, Brief], None], ...]] = {
    "calm": (compose_strata, compose_ripples),
    "warm": (compose_arches, compose_leaves),
    "bright": (compose_rays, compose_stack),
    "dark": (compose_peaks, compose_ripples),
    "tense": (compose_shards, compose_columns),
    "wild": (compose_orbits, compose_quilt),
}


def paint_shapes(brief: Brief) -> Floats:
    """Linear RGB of one picture."""
    press = Press(brief)
    choices = _COMPOSITIONS[brief.mood]
    choices[brief.chance.integers(len(choices))](press, brief)
    return press.read_linear()
