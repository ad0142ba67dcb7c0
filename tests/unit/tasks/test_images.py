"""The images task: one part per scene, one picture per part."""

from pathlib import Path

import pytest

from songloom.engines.images.contract import PictureRequest, PigmentOptions
from songloom.model.document import dump_document
from songloom.model.resources import Resources
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.theme import PictureTheme
from tasks._job import Job
from tasks.images import make_part, parts


@pytest.fixture
def job(tmp_path: Path) -> Job:
    lines = tuple(DisplayLine(index, index + 1, "none") for index in range(3))
    scenes = (Scene(0, 2, "calm", 0.3, "a harbour", 11), Scene(2, 3, "wild", 0.9, "a storm", 12))
    storyboard, theme = tmp_path / "aaa", tmp_path / "bbb"
    storyboard.write_bytes(dump_document(Storyboard(lines, scenes)))
    theme.write_bytes(dump_document(PictureTheme(("#101020", "#f0c060"), "shapes", 0.2)))
    folder = tmp_path / "made"
    folder.mkdir()
    inputs = {"storyboard/storyboard.json": storyboard, "theme/pictures": theme, "theme": theme}
    return Job("pigment", PigmentOptions(64), Resources("cpu", {}), inputs, folder, tmp_path, lambda share: None)


def test_every_scene_is_a_part_that_holds_only_what_its_picture_shows(job):
    first, second = parts(job)
    assert (first.name, second.name) == ("scene-000", "scene-001")
    assert first.slice == PictureRequest("calm", 0.3, "a harbour", 11)
    assert second.inputs == {"theme": "theme/pictures"}


def test_a_part_is_made_into_exactly_one_picture(job):
    make_part(job, parts(job)[1])
    (picture,) = job.folder.iterdir()
    assert picture.suffix == ".png"
    assert picture.read_bytes().startswith(b"\x89PNG")
