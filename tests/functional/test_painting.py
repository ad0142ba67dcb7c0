"""Pictures from a diffusion model, from settings to film: what is painted anew and what is not, on tiny random models."""

import json
import shutil

import pytest

from tests.fixtures.painter import write_checker, write_painter

# Every weave loads the libraries anew. What is painted anew is proved in one process too: tests/unit/tasks/test_painting.py.
pytestmark = pytest.mark.soak
PARAMS = """
alignment: {{engine: spread}}
images:
  engine: diffusion
  diffusion: {{model: tiny-turbo, size: 64, upscale: 1, {more}}}
segments: {{height: 144, fps: 12, skia: {{preset: ultrafast, crf: 35}}}}
storyboard: {{line_letters: 24, phrases: {{scene_lines: 1}}}}
"""


def set_params(root, more: str) -> None:
    (root / "params.yaml").write_text(PARAMS.format(more=more))


@pytest.fixture(scope="module")
def painted(woven, run_songloom, tmp_path_factory):
    """A workspace whose pictures a model painted, once each; not to be changed."""
    folders = tmp_path_factory.mktemp("weights")
    write_painter(folders / "tiny-turbo")
    write_checker(folders / "strict", flags=True)
    root = shutil.copytree(woven, tmp_path_factory.mktemp("painted") / "workspace", symlinks=True)
    set_params(root, "tries: 1")
    for name in ("tiny-turbo", "strict"):
        run_songloom("models", "fetch", name, "--from", folders / name, "--yes", cwd=root)
    run_songloom("weave", "--until", "images", cwd=root)
    return root


@pytest.fixture
def workspace(painted, tmp_path):
    return shutil.copytree(painted, tmp_path / "workspace", symlinks=True)


@pytest.fixture
def paint(workspace, run_songloom):
    def weave() -> dict:
        """What the record of the pictures says, after a weave."""
        run_songloom("weave", "--until", "images", cwd=workspace)
        return run_songloom("show", "thread", "--json", cwd=workspace).json()["stages"]["images"]

    return weave


def test_a_reworded_line_paints_one_picture(workspace, paint):
    before = paint()
    lyrics = workspace / "music" / "thread.lrc"
    lyrics.write_text(lyrics.read_text().replace("goes under", "dives below"))
    after = paint()
    assert after["provenance"]["parts"] == {"made": 1, "reused": 2}
    changed = [name for name in before["outputs"] if before["outputs"][name] != after["outputs"][name]]
    assert changed == ["scene-001.png"]


def test_a_new_seed_and_a_new_style_paint_all_of_them_and_a_look_back_none(workspace, paint):
    before = paint()
    params = workspace / "params.yaml"
    was = params.read_text()
    params.write_text(was.replace("storyboard: {", "storyboard: {seed: 2, "))
    assert paint()["provenance"]["parts"]["made"] == 3
    params.write_text(was.replace("segments: {", "segments: {theme: placard, "))
    assert paint()["provenance"]["parts"]["made"] == 3
    params.write_text(was)
    assert paint()["outputs"] == before["outputs"]


def test_the_record_tells_what_was_asked_and_how_it_was_judged(paint, workspace, run_songloom):
    told = paint()["provenance"]
    assert [one["picture"] for one in told["pictures"]] == ["scene-000.png", "scene-001.png", "scene-002.png"]
    first = told["pictures"][0]
    assert "no text" not in first["prompt"] and "palette of" in first["prompt"] and "letters" in first["unwanted"]
    assert set(first["scores"]) == {"letters", "clutter", "palette", "neighbours"}
    assert len(told["weights"]["model"]["revision"]) == 40
    shown = run_songloom("show", "thread", cwd=workspace, COLUMNS="200").out
    assert f"seed {first['seed']}" in shown and "clutter" in shown
    sung = (workspace / "music" / "thread.lrc").read_text().casefold()
    assert not any(line.partition("]")[2] and line.partition("]")[2] in json.dumps(told).casefold() for line in sung.splitlines())


def test_what_the_checker_refuses_is_tried_again_and_then_painted_by_rule(workspace, paint):
    set_params(workspace, "tries: 2, safety: strict")
    made = paint()
    for one in made["provenance"]["pictures"]:
        assert (one["tries"], one["refused"], one["substitute"]) == (2, 2, "pigment")
    assert made["provenance"]["parts"]["made"] == 9
    assert set(made["outputs"]) == {"scene-000.png", "scene-001.png", "scene-002.png"}
    assert not list((workspace / "artifacts" / "songs").rglob("refused.json"))


def test_without_the_checkers_weights_nothing_is_painted(workspace, run_songloom):
    set_params(workspace, "tries: 1, safety: CompVis/stable-diffusion-safety-checker")
    ran = run_songloom("weave", "--until", "images", cwd=workspace, code=4)
    assert "songloom models fetch CompVis/stable-diffusion-safety-checker" in ran.err


def test_weights_for_no_commercial_use_are_used_only_where_that_is_said(workspace, run_songloom):
    lock = workspace / "models.lock"
    lock.write_text(lock.read_text().replace('"licence": "unknown"', '"licence": "sai-nc-community"'))
    ran = run_songloom("weave", "--until", "images", cwd=workspace, code=2)
    assert "allows no commercial use" in ran.err and "images.allow_noncommercial" in ran.err


def test_a_film_is_made_of_painted_pictures_and_comes_out_alike_again(workspace, run_songloom):
    assert "video" in run_songloom("weave", "--json", cwd=workspace).made()
    found = run_songloom("recheck", "--stage", "images", "--sample", "10", "--json", cwd=workspace).json()["steps"]
    assert {step["verdict"] for step in found} <= {"same", "tolerated"}
