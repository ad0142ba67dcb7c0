"""How the picture moves under each line: little, and for a reason."""

from collections.abc import Sequence

from songloom.engines.storyboard.span import Span
from songloom.model.storyboard import Animation, Scene

# After a moving line this many stay still: viewers like less motion than makers do.
_REST_LINES = 2
_FLASH_ENERGY = 0.6
_FLASH_RISE = 0.1
_MOVES: tuple[Animation, ...] = ("zoom_in", "pan_left", "zoom_in", "pan_right")


def choose_animations(spans: Sequence[Span], scenes: Sequence[Scene]) -> list[Animation]:
    """One animation per display line: darkness before a long break and at the end, a flash where a loud section sets in, and on the
    first line of some scenes a slow move, never one right after another."""
    firsts = {scene.first_line: number for number, scene in enumerate(scenes)}
    chosen: list[Animation] = []
    move = 0
    for line in range(len(spans)):
        rested = all(animation == "none" for animation in chosen[-_REST_LINES:])
        if line + 1 == len(spans) or spans[line + 1].is_after_break:
            chosen.append("fade_to_black")
        elif line not in firsts or not rested:
            chosen.append("none")
        elif _sets_in_loud(firsts[line], scenes, spans):
            chosen.append("flash")
        else:
            chosen.append(_MOVES[move % len(_MOVES)])
            move += 1
    return chosen


# --------------------------------------------------------------------------------------------- private


def _sets_in_loud(number: int, scenes: Sequence[Scene], spans: Sequence[Span]) -> bool:
    scene = scenes[number]
    is_rise = number > 0 and scene.energy >= scenes[number - 1].energy + _FLASH_RISE
    return spans[scene.first_line].is_section_start and is_rise and scene.energy >= _FLASH_ENERGY
