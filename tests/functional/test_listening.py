"""The models profile from end to end, on tiny models that load as the real ones do."""

import shutil

import pytest

from tests.fixtures.models_wav2vec2 import make_model
from tests.fixtures.separator import write_separator
from tests.fixtures.whisper import Line, write_whisper

PARAMS = """
stems: {demucs: {model: tiny-separator}}
heard: {faster_whisper: {model: tiny-whisper, gate: none}}
alignment: {ctc: {model: tiny-aligner}}
images: {pigment: {size: 96}}
segments: {height: 144, fps: 12, skia: {preset: ultrafast, crf: 35}}
storyboard: {line_letters: 24, phrases: {scene_lines: 1}}
"""
LISTENING = {"stems", "heard", "lyrics", "alignment", "timing"}


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """The folder of each model, by the name that it gets."""
    root = tmp_path_factory.mktemp("weights")
    write_separator(root / "tiny-separator")
    write_whisper(root / "tiny-whisper", [Line("One thread goes over", 0.4, 2.0), Line("and both hold on", 3.0, 4.6)])
    make_model(root / "tiny-aligner")
    return {folder.name: folder for folder in root.iterdir()}


@pytest.fixture
def listening(workspace):
    """The workspace, whose settings name the tiny models."""
    (workspace / "params.yaml").write_text(PARAMS)
    return workspace


@pytest.fixture(scope="session")
def heard(woven, folders, run_songloom, tmp_path_factory):
    """A workspace that was woven with the models; not to be changed."""
    root = tmp_path_factory.mktemp("heard") / "workspace"
    shutil.copytree(woven, root, symlinks=True)
    (root / "params.yaml").write_text(PARAMS)
    for name, folder in folders.items():
        run_songloom("models", "fetch", name, "--from", folder, "--yes", cwd=root)
    run_songloom("weave", "--profile", "models", "--offline", cwd=root)
    return root


def test_without_weights_the_command_that_gets_them_is_named_before_any_work(listening, run_songloom):
    ran = run_songloom("weave", "--profile", "models", cwd=listening, code=4)
    assert "the weights of tiny-separator, tiny-whisper, tiny-aligner are not here" in ran.err
    assert "get them with: songloom models fetch tiny-separator tiny-whisper tiny-aligner" in ran.err
    assert "made" not in ran.err


def test_weights_that_are_pinned_but_elsewhere_are_missed_before_any_work(heard, run_songloom, tmp_path):
    root = shutil.copytree(heard, tmp_path / "workspace", symlinks=True)
    elsewhere = {"SONGLOOM_MODELS": str(tmp_path / "nothing")}
    again = run_songloom("weave", "--profile", "models", "--json", cwd=root, **elsewhere)
    assert again.made() == set(), "what is made needs no weights"
    shutil.rmtree(root / "artifacts")
    ran = run_songloom("weave", "--profile", "models", cwd=root, code=4, **elsewhere)
    assert "get them with: songloom models fetch tiny-separator" in ran.err
    assert not list((root / "artifacts").glob("records/*/*"))


def test_every_stage_of_listening_tells_which_weights_made_it(heard, run_songloom):
    shown = run_songloom("show", "thread", "--profile", "models", "--json", cwd=heard).json()["stages"]
    assert {stage: shown[stage]["engine"] for stage in ("stems", "heard", "alignment")} == {
        "stems": "demucs", "heard": "faster_whisper", "alignment": "ctc",
    }  # fmt: skip
    for stage, name in (("stems", "tiny-separator"), ("heard", "tiny-whisper"), ("alignment", "tiny-aligner")):
        weights = shown[stage]["models"]["model"]
        assert weights["repository"] == f"local/{name}"
        assert len(weights["revision"]) == 40
        assert weights["files"]
        assert shown[stage]["provenance"]["device"] in ("cpu", "cuda", "mps")


def test_one_listening_serves_every_variant_theme_and_format(heard, run_songloom, tmp_path):
    root = shutil.copytree(heard, tmp_path / "workspace", symlinks=True)
    (root / "configs" / "variants.yaml").write_text(
        'tall: {segments: {aspect: "9:16", theme: placard, fps: 15}}\nquiet: {segments: {theme: meridian}, images: {pigment: {size: 80}}}\n'
    )
    ran = run_songloom("weave", "--profile", "models", "--offline", "--variant", "all", "--json", cwd=root)
    for variant in ("tall", "quiet"):
        made = ran.made(variant=variant)
        assert "segments" in made
        assert not made & LISTENING


def test_without_written_words_the_heard_ones_are_shown(heard, run_songloom, tmp_path):
    root = shutil.copytree(heard, tmp_path / "workspace", symlinks=True)
    (root / "music" / "thread.lrc").unlink()
    catalogue = root / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("lyrics: music/thread.lrc, ", ""))
    ran = run_songloom("weave", "--profile", "models", "--offline", "--until", "lyrics", "--json", cwd=root)
    assert ran.made() == {"lyrics"}
    assert ran.json()["songs"]["thread"]["main"]["lyrics"]["engine"] == "heard"
    assert "lrclib was not asked: offline" in run_songloom("show", "thread", "--profile", "models", "--offline", cwd=root).out
