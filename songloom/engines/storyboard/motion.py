"""How the picture moves under each line: little, and for a reason."""

from collections.abc import Sequence

from songloom.engines.storyboard.span import Span
from songloom.model.storyboard import Animation, Scene

# After a moving line this many stay still: viewers like less motion than makers do.
_REST_LINES = 2
_FLASH_ENERGY = 0.6
_FLASH_RISE = 0.2
_PASSAGE_WORTH = 0.3
_MOVES: tuple[Animation, ...] = ("zoom_in", "pan_left", "zoom_in", "pan_right")


def choose_animations(spans: Sequence[Span], scenes: Sequence[Scene], moving_share: float) -> list[Animation]:
    """One animation per display line.

    Darkness before a long break and at the end. Of the others at most `moving_share` move, first lines of scenes all, with rest between:
    those move where most changes, in energy and in the song's form. A flash where a loud passage sets in, else a slow move; scenes that
    share a picture share it.
    """
    chosen: list[Animation] = ["none"] * len(spans)
    for line in range(len(spans)):
        if line + 1 == len(spans) or spans[line + 1].is_after_break:
            chosen[line] = "fade_to_black"
    budget = int(moving_share * len(spans))
    moves: dict[int, Animation] = {}
    for number in sorted(range(len(scenes)), key=lambda number: (-_weigh(number, scenes, spans), number)):
        line = scenes[number].first_line
        before, after = chosen[max(0, line - _REST_LINES) : line + 1], chosen[line + 1 : line + _REST_LINES + 1]
        if budget and set(before) <= {"none"} and set(after) <= {"none", "fade_to_black"}:
            chosen[line] = "flash" if _sets_in_loud(number, scenes, spans) else "zoom_in"
            budget -= 1
    for scene in scenes:
        if chosen[scene.first_line] == "zoom_in":
            chosen[scene.first_line] = moves.setdefault(scene.seed, _MOVES[len(moves) % len(_MOVES)])
    return chosen


# --------------------------------------------------------------------------------------------- private


def _weigh(number: int, scenes: Sequence[Scene], spans: Sequence[Span]) -> float:
    """How much speaks for motion where a scene begins, equal for scenes that share a picture but for what comes before them."""
    scene = scenes[number]
    change = abs(scene.energy - scenes[number - 1].energy) if number else 0.0
    return round(scene.energy + 2 * change + _PASSAGE_WORTH * spans[scene.first_line].begins_passage, 3)


def _sets_in_loud(number: int, scenes: Sequence[Scene], spans: Sequence[Span]) -> bool:
    scene = scenes[number]
    is_rise = number > 0 and scene.energy >= scenes[number - 1].energy + _FLASH_RISE
    return spans[scene.first_line].begins_passage and is_rise and scene.energy >= _FLASH_ENERGY
