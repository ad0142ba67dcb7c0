"""Which picture a scene shows."""

from dataclasses import replace

from songloom.engines.images.choosing import choose_pictures
from songloom.model.rhythm import Section
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.timing import Timing, Word

# Six scenes of one word each, one a second.
TIMING = Timing(tuple(Word("la", float(k), k + 0.5, k, 1.0, "measured") for k in range(6)))
STORYBOARD = Storyboard(
    tuple(DisplayLine(k, k + 1, "none") for k in range(6)), tuple(Scene(k, k + 1, "calm", 0.5, "", 1) for k in range(6))
)
SECTIONS = (Section(0.0, 1.9, "A"), Section(1.9, 4.0, "Chorus 1"), Section(4.0, 6.0, "A1"))


def choose(*given: str) -> list[str]:
    return choose_pictures(STORYBOARD, TIMING, SECTIONS, given)


def test_own_before_section_before_turn():
    found = choose("any-001", "any-000", "section-chorus", "section-a1", "scene-002")
    assert found == ["any-000", "any-001", "scene-002", "section-chorus", "section-a1", "section-a1"]


def test_a_picture_for_one_scene_leaves_the_turns_of_the_others_alone():
    assert choose("any-000", "any-001", "scene-000")[1:] == choose("any-000", "any-001")[1:]


def test_where_there_are_none_to_take_turns_a_picture_stays():
    assert choose("scene-002", "scene-004") == ["scene-002"] * 4 + ["scene-004"] * 2


def test_one_picture_may_be_the_songs():
    assert choose("any-000") == ["any-000"] * 6


def test_a_section_goes_by_its_letter_before_its_heading():
    sections = (Section(0.0, 3.0, "A"), Section(3.0, 6.0, "B", "bridge"))
    scenes = tuple(replace(scene, heading="verse" if number < 3 else "chorus") for number, scene in enumerate(STORYBOARD.scenes))
    given = ("section-chorus", "section-a", "section-verse", "section-bridge")
    found = choose_pictures(replace(STORYBOARD, scenes=scenes), TIMING, sections, given)
    assert found == ["section-a"] * 3 + ["section-chorus"] * 3
