"""Scenes and what their pictures feel like."""

from collections.abc import Iterable

import pytest

from songloom.engines.storyboard.form import Form
from songloom.engines.storyboard.scenes import choose_mood, describe_scenes, group_scenes
from songloom.engines.storyboard.span import Span
from songloom.model.rhythm import Rhythm

QUIET = Rhythm(120.0, (), (), (), (0.2,) * 200 + (0.9,) * 200, 4.0, True)


def _spans(count: int, after_break: tuple[int, ...] = (), sections: tuple[int, ...] = (0,)) -> list[Span]:
    return [Span(4.0 * line, 4.0 * line + 3, line in after_break, line in sections) for line in range(count)]


def _form(count: int, edges: Iterable[int] = (), returning: Iterable[int] = ()) -> Form:
    return Form(frozenset(edges), tuple(line in returning for line in range(count)))


@pytest.mark.parametrize(
    ("spans", "scene_lines", "groups"),
    [
        (_spans(0), 2, []),
        (_spans(1), 2, [(0, 1)]),
        (_spans(4), 2, [(0, 2), (2, 4)]),
        (_spans(5), 4, [(0, 2), (2, 5)]),
        (_spans(6, after_break=(3,)), 4, [(0, 3), (3, 6)]),
        (_spans(6, sections=(0, 4)), 4, [(0, 4), (4, 6)]),
        (_spans(6, sections=(0, 1, 3, 5)), 4, [(0, 3), (3, 6)]),
    ],
)
def test_scenes_follow_the_form(spans: list[Span], scene_lines: int, groups: list[tuple[int, int]]) -> None:
    assert group_scenes(spans, _form(len(spans)), scene_lines) == groups


def test_scenes_follow_the_words_before_the_sections() -> None:
    spans, form = _spans(9, sections=(0, 2, 7)), _form(9, edges=(1, 5), returning=range(1, 5))
    assert group_scenes(spans, form, 3) == [(0, 1), (1, 3), (3, 5), (5, 7), (7, 9)]


def test_a_reworded_scene_changes_its_own_picture_only() -> None:
    groups, spans = [(0, 1), (1, 2), (2, 3)], _spans(3)
    before = describe_scenes(groups, spans, ["one day", "two days", "three days"], QUIET, 1)
    after = describe_scenes(groups, spans, ["one day", "two nights", "three days"], QUIET, 1)
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_seeds() -> None:
    groups, spans = [(line, line + 1) for line in range(5)], _spans(5)
    texts = ["Chorus!", "verse", "chorus", "chorus", "other"]
    seeds = [scene.seed for scene in describe_scenes(groups, spans, texts, QUIET, 1)]
    assert seeds[0] == seeds[2] != seeds[3]
    assert len(set(seeds)) == 4
    assert seeds[0] != describe_scenes(groups, spans, texts, QUIET, 2)[0].seed
    assert seeds == [2033622768, 2128585826, 2033622768, 29135464, 553082278]


def test_energy_is_heard_where_the_scene_is() -> None:
    quiet, loud = describe_scenes([(0, 2), (15, 17)], _spans(17), [f"mmm {line}" for line in range(17)], QUIET, 1)
    assert (quiet.energy, loud.energy) == (0.2, 0.8)
    assert quiet.mood != loud.mood


def test_what_sounds_dull_is_darker_than_what_is_as_loud_and_bright() -> None:
    rhythm = Rhythm(120.0, (), (), (), (0.1, 0.9) * 200, 4.0, True, (0.2,) * 200 + (0.6,) * 200)
    dull, bright = describe_scenes([(0, 2), (15, 17)], _spans(17), [f"mmm {line}" for line in range(17)], rhythm, 1)
    assert dull.energy == bright.energy
    assert (dull.mood, bright.mood) == ("warm", "bright")


@pytest.mark.parametrize("is_rhythmic", [True, False])
@pytest.mark.parametrize("tempo_bpm", [60.0, 160.0])
def test_moods_rise_with_the_energy(is_rhythmic: bool, tempo_bpm: float) -> None:
    rhythm = Rhythm(tempo_bpm, (), (), (), (), 4.0, is_rhythmic)
    moods = [choose_mood(step / 10, rhythm) for step in range(11)]
    assert moods[0] in ("calm", "dark")
    assert moods[-1] in ("tense", "wild")
    assert moods == sorted(moods, key=moods.index)
