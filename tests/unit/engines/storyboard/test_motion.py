"""Motion with restraint."""

from songloom.engines.storyboard.motion import choose_animations
from songloom.engines.storyboard.span import Span
from songloom.model.storyboard import Scene


def _choose(energies: list[float], after_break: tuple[int, ...] = (), sections: tuple[int, ...] = (0,), share: float = 0.3) -> list[str]:
    """Scenes of two lines each, each with a picture of its own."""
    spans = [Span(4.0 * line, 4.0 * line + 3, line in after_break, line in sections) for line in range(2 * len(energies))]
    scenes = [Scene(2 * number, 2 * number + 2, "calm", energy, "a place", number) for number, energy in enumerate(energies)]
    return list(choose_animations(spans, scenes, share))


def test_it_ends_in_black_and_most_lines_are_still() -> None:
    chosen = _choose([0.5] * 20)
    assert chosen[-1] == "fade_to_black"
    assert chosen.count("none") >= 0.6 * len(chosen)
    assert sum(animation != "none" for animation in _choose([0.5] * 20, share=0.1)) == 0.1 * 40 + 1
    assert set(_choose([0.5] * 20, share=0)) == {"none", "fade_to_black"}
    assert [animation for animation in chosen if animation != "none"][:4] == ["zoom_in", "pan_left", "zoom_in", "pan_right"]


def test_it_goes_dark_before_a_long_break() -> None:
    assert _choose([0.5] * 4, after_break=(4,))[3] == "fade_to_black"


def test_it_flashes_where_a_loud_section_sets_in() -> None:
    assert _choose([0.5, 0.5, 0.9], sections=(0, 4))[4] == "flash"
    assert "flash" not in _choose([0.5, 0.5, 0.9])
    assert "flash" not in _choose([0.9, 0.9, 0.9], sections=(0, 4))
    assert "flash" not in _choose([0.1, 0.1, 0.3], sections=(0, 4))


def test_the_smallest_song() -> None:
    assert choose_animations([Span(0.0, 1.0, True, True)], [Scene(0, 1, "calm", 0.5, "a place", 1)], 0.3) == ["fade_to_black"]
    assert choose_animations([], [], 0.3) == []


def test_what_is_spent_is_spent_where_most_changes() -> None:
    chosen = _choose([0.2, 0.2, 0.2, 0.9, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3], share=0.05)
    assert [line for line, animation in enumerate(chosen) if animation != "none"] == [6, 19]


def test_scenes_of_one_picture_move_alike() -> None:
    spans = [Span(4.0 * line, 4.0 * line + 3, False, line == 0) for line in range(16)]
    scenes = [Scene(2 * number, 2 * number + 2, "calm", 0.5, "a place", number % 4) for number in range(8)]
    chosen = choose_animations(spans, scenes, 0.5)
    moves = [(scene.seed, chosen[scene.first_line]) for scene in scenes if chosen[scene.first_line] not in ("none", "fade_to_black")]
    assert len(moves) > len(dict(moves)) == len(set(moves))
