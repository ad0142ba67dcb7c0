"""Which file of a folder is for what."""

from dataclasses import replace
from pathlib import Path

import pytest

from songloom.errors import InputError
from songloom.model.song import Song
from songloom.pipeline.pictures import list_pictures


@pytest.fixture
def song(tmp_path: Path) -> Song:
    (tmp_path / "own").mkdir()
    return Song("a", tmp_path / "a.mp3", None, tmp_path / "a.csv", pictures=tmp_path / "own")


def fill(song: Song, *names: str) -> None:
    for name in names:
        (song.pictures / name).write_bytes(b"")


def test_names_say_what_files_are_for(song):
    fill(song, "Scene 04.PNG", "chorus.jpg", "section-B2.webp", "IMG_10.jpg", "IMG_9.JPEG", "notes.txt", ".hidden.jpg")
    named = {role: file.name for role, file in list_pictures(song, "pictures").items()}
    assert named == {
        "scene-004": "Scene 04.PNG",
        "section-chorus": "chorus.jpg",
        "section-b2": "section-B2.webp",
        "any-000": "IMG_9.JPEG",
        "any-001": "IMG_10.jpg",
    }


@pytest.mark.parametrize(
    ("medium", "names", "sentence"),
    [
        ("pictures", ["notes.txt"], "the folder holds no pictures; put in 1 to 1000 files"),
        ("pictures", ["a.heic"], r"a\.heic: has a format that is not read; save it as one of \.jpg"),
        ("pictures", ["a.mp4"], "is a clip, and images.engine is folder; set images.engine: footage"),
        ("pictures", ["scene-1.jpg", "scene_001.png"], "is for scene-001, as scene-1.jpg is; keep one"),
        ("footage", ["a.avi"], "has a format that is not read; save it as one of .*mp4"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(song, medium, names, sentence):
    fill(song, *names)
    with pytest.raises(InputError, match=sentence):
        list_pictures(song, medium)


def test_a_folder_that_is_not_there_is_named(song):
    with pytest.raises(InputError, match=r"nowhere: the folder of pictures cannot be read \(No such file"):
        list_pictures(replace(song, pictures=song.audio.with_name("nowhere")), "pictures")
    with pytest.raises(InputError, match=r"brings no footage; name a folder as `footage:`.* a\.footage beside it"):
        list_pictures(replace(song, pictures=None), "footage")


def test_clips_may_lie_among_pictures_where_footage_is_asked_for(song):
    fill(song, "a.mp4", "b.jpg")
    assert list(list_pictures(song, "footage")) == ["any-000", "any-001"]


def test_numbers_of_any_kind_may_stand_in_names(song):
    fill(song, "\u00b21.jpg", "1\u00b22.jpg", "\u0663.jpg", "10.jpg")
    assert len(list_pictures(song, "pictures")) == 4
