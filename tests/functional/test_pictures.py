"""A song with its own pictures: what is shown where, and what is made again when one changes."""

import shutil
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.fixtures.clip import make_ramp, write_clip

RED, GREEN, BLUE, GREY = (30, 30, 220), (30, 200, 30), (220, 60, 30), (90, 90, 90)


def write_picture(folder: Path, name: str, colour: tuple[int, int, int]) -> None:
    folder.mkdir(exist_ok=True)
    picture = np.full((120, 200, 3), colour, np.uint8)
    cv2.circle(picture, (150, 50), 20, (255, 255, 255), -1)
    assert cv2.imwrite(str(folder / name), picture)


def read_video(file: Path) -> list[np.ndarray]:
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def read_scene(workspace: Path, index: int) -> np.ndarray:
    return cv2.imread(str(workspace / f"artifacts/songs/thread/main/images/scene-{index:03d}.png"))


def parts_made(ran, stage: str) -> int:
    return ran.json()["songs"]["thread"]["main"][stage].get("parts", {}).get("made", 0)


@pytest.fixture(scope="module")
def once_illustrated(woven, tmp_path_factory, run_songloom) -> Path:
    """The workspace, its song with three pictures beside it: one for a scene, two for any; not to be changed."""
    workspace = shutil.copytree(woven, tmp_path_factory.mktemp("illustrated") / "workspace", symlinks=True)
    folder = workspace / "music" / "thread.pictures"
    for name, colour in (("scene-1.png", RED), ("2 shore.jpg", GREEN), ("10 sea.jpg", BLUE)):
        write_picture(folder, name, colour)
    run_songloom("weave", "--json", cwd=workspace)
    return workspace


@pytest.fixture
def illustrated(once_illustrated, tmp_path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(once_illustrated, tmp_path / "workspace", symlinks=True))


def test_a_scene_shows_its_own_picture_and_the_others_take_turns(once_illustrated):
    found = [read_scene(once_illustrated, index)[2, 2] for index in range(3)]
    for pixel, colour in zip(found, (GREEN, RED, GREEN), strict=True):
        assert np.abs(pixel.astype(int) - colour).max() < 8


def test_a_changed_picture_makes_its_scene_and_the_segments_that_show_it(illustrated, run_songloom):
    write_picture(illustrated / "music" / "thread.pictures", "scene-1.png", GREY)
    ran = run_songloom("weave", "--json", cwd=illustrated)
    assert ran.made() == {"images", "segments", "video"}
    assert (parts_made(ran, "images"), parts_made(ran, "segments")) == (1, 2), "scene 1, and scene 2 that fades over from it"


def test_a_renamed_picture_of_the_same_place_makes_nothing(illustrated, run_songloom):
    folder = illustrated / "music" / "thread.pictures"
    (folder / "2 shore.jpg").rename(folder / "3 beach.jpg")
    (folder / "scene-1.png").rename(folder / "Scene_001.png")
    assert run_songloom("weave", "--json", cwd=illustrated).made() == set()


def test_a_picture_that_cannot_be_read_is_named(illustrated, run_songloom):
    (illustrated / "music" / "thread.pictures" / "scene-0.jpg").write_bytes(b"no picture at all")
    ran = run_songloom("weave", cwd=illustrated, code=1)
    assert "scene-0.jpg: holds no picture that can be read; give a JPEG" in " ".join((ran.out + ran.err).split())


def test_a_clip_plays_through_the_scenes_that_show_it(workspace, run_songloom):
    folder = workspace / "music" / "thread.footage"
    write_picture(folder, "scene-2.png", GREY)
    write_clip(folder / "waves.mp4", make_ramp(18))
    run_songloom("weave", "--json", cwd=workspace)
    frames = read_video(workspace / "artifacts/songs/thread/main/video/video.mp4")
    # In the corner, where no text stands: the clip goes from dark to light and back in 2 × 1.4 s.
    light = np.array([frame[:8, :8].mean() for frame in frames])
    forth, back = light[:17], light[17:33]
    assert np.diff(forth).min() > -1
    assert np.diff(back).max() < 1
    assert light[16] > light[0] + 20
    made = sorted(file.name for file in (workspace / "artifacts/songs/thread/main/images").iterdir())
    assert made == ["scene-000.mp4", "scene-001.mp4", "scene-002.png"]


def test_a_themes_overlay_moves_with_the_music(workspace, run_songloom):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", "segments: {theme: neon, "))
    run_songloom("weave", "--json", cwd=workspace)
    frames = read_video(workspace / "artifacts/songs/thread/main/video/video.mp4")
    foot = np.array([frame[-20:].mean() for frame in frames])
    # The voice sings from 1.0 to 8.0 s of nine, at twelve frames a second; before that there is nothing for bars to show.
    assert foot[20:84].max() > foot[:10].max() + 5
    assert np.abs(np.diff(foot[20:84])).max() > 1
