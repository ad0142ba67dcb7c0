"""Which pictures a song needs painted anew: the rules' storyboards as what a picture is made for."""

from dataclasses import replace

import pytest

from songloom.engines.storyboard.contract import PhrasesOptions
from songloom.engines.storyboard.phrases import Phrases
from songloom.model.storyboard import Storyboard
from tests.fixtures.sung import RHYTHM, sing

OPTIONS = PhrasesOptions(line_letters=40, seed=1, gap_s=0.4, scene_lines=2, moving_share=0.25)
CHORUS = ("sing me the river", "down to the ocean")
VERSES = (("one morning we left here", "with bread and a lantern"), ("the harbour lay frozen", "and nobody waited"))
SONG = (*VERSES[0], *CHORUS, *VERSES[1], *CHORUS)


def _direct(*lines: str, options: PhrasesOptions = OPTIONS) -> Storyboard:
    return Phrases(options).direct(sing(lines, pace_s=0.9), replace(RHYTHM, sections=()))


def _list_pictures(storyboard: Storyboard) -> list[tuple]:
    return [(scene.mood, scene.energy, scene.prompt, scene.seed) for scene in storyboard.scenes]


def test_a_chorus_is_headed_and_painted_once():
    storyboard = _direct(*SONG)
    assert [scene.heading for scene in storyboard.scenes] == ["verse", "chorus", "verse", "chorus"]
    pictures = _list_pictures(storyboard)
    assert pictures[1] == pictures[3]
    assert len(set(pictures)) == 3


@pytest.mark.parametrize("scene", [0, 2])
def test_a_reworded_verse_is_one_picture(scene):
    lines = list(SONG)
    lines[2 * scene] = "snow came down all day"
    before, after = _list_pictures(_direct(*SONG)), _list_pictures(_direct(*lines))
    assert [number for number in range(4) if before[number] != after[number]] == [scene]


def test_a_reworded_chorus_is_its_picture_wherever_it_is_sung():
    lines = ["down to the ships" if line == CHORUS[1] else line for line in SONG]
    before, after = _list_pictures(_direct(*SONG)), _list_pictures(_direct(*lines))
    assert before[1] != after[1] == after[3]
    # Its other line still names the river, which the whole song shows.
    assert [before[number] == after[number] for number in (0, 2)] == [True, True]


def test_a_new_seed_is_every_picture_and_no_line():
    before, after = _direct(*SONG), _direct(*SONG, options=replace(OPTIONS, seed=2))
    assert before.lines == after.lines
    assert not set(_list_pictures(before)) & set(_list_pictures(after))


def test_every_picture_shows_the_songs_subject():
    assert all("a river through hills" in scene.prompt for scene in _direct(*SONG).scenes)
