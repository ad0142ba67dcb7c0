"""Keeps motion rare, whoever wishes for it: viewers like less of it than makers do."""

from collections.abc import Sequence

from songloom.engines.storyboard.brief import Motion
from songloom.model.decisions import Decision
from songloom.model.storyboard import Animation, Storyboard

# After a moving line so many rest.
_REST_LINES = 2


def restrain_motion(staged: Storyboard, wishes: Sequence[Motion | None], most: int) -> tuple[list[Animation], list[Decision]]:
    """One animation per line of `staged`, whose own are the rules', and who decided each: while there are not `most` of them yet a
    wish is granted, first at the beginnings of scenes; darkness and flashes are for the rules alone to set."""
    rules: list[Animation] = [line.animation for line in staged.lines]
    wanted: list[Animation] = [_choose(wish, rule) for wish, rule in zip(wishes, rules, strict=True)]
    moving = [line for line, animation in enumerate(wanted) if animation not in ("none", "fade_to_black")]
    firsts = {scene.first_line for scene in staged.scenes}
    granted = set[int]()
    for line in sorted(moving, key=lambda line: (line not in firsts, line)):
        is_rested = all(abs(line - other) > _REST_LINES for other in granted)
        if is_rested and len(granted) < most:
            granted.add(line)
    stilled = set(moving) - granted
    chosen: list[Animation] = ["none" if line in stilled else animation for line, animation in enumerate(wanted)]
    told = zip(wishes, rules, chosen, strict=True)
    return chosen, [_explain(line, wish, rule, animation) for line, (wish, rule, animation) in enumerate(told)]


# --------------------------------------------------------------------------------------------- private


def _choose(wish: Motion | None, rule: Animation) -> Animation:
    if wish is None or rule == "fade_to_black":
        return rule
    return "zoom_in" if wish == "flash" and rule != "flash" else wish


def _explain(line: int, wish: Motion | None, rule: Animation, chosen: Animation) -> Decision:
    if chosen == wish:
        return Decision("motion", line, "model", "")
    if rule == "fade_to_black":
        return Decision("motion", line, "rules", "the picture goes dark before a long break and at the end")
    if wish is None:
        return Decision("motion", line, "rules", "nothing readable was wished" if chosen == rule else "enough lines move already")
    if chosen == "none":
        return Decision("motion", line, "repair", f"enough lines move already, so no {wish}")
    return Decision("motion", line, "repair", "a flash is only for a loud section's first line")
