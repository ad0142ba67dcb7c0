"""A song directed by a language model from end to end, on a tiny one that loads as a real one does."""

import json

import pytest

from tests.fixtures.models_chat import make_chat_model

PARAMS = """
alignment: {engine: spread}
storyboard: {engine: llm, line_letters: 24, llm: {model: tiny-chat, scene_lines: 1, window_lines: 2}}
images: {pigment: {size: 96}}
segments: {height: 144, fps: 12, skia: {preset: ultrafast, crf: 35}}
"""


@pytest.fixture
def directed(workspace, run_songloom, tmp_path):
    """The workspace, its storyboard made by a model; the environment in which that was."""
    (workspace / "params.yaml").write_text(PARAMS)
    variables = {"SONGLOOM_CACHE": str(tmp_path / "cache"), "SONGLOOM_MODELS": str(tmp_path / "models")}
    folder = make_chat_model(tmp_path / "tiny-chat")
    run_songloom("models", "fetch", "tiny-chat", "--from", folder, "--yes", cwd=workspace, **variables)
    run_songloom("weave", "--until", "storyboard", cwd=workspace, **variables)
    return workspace, variables


@pytest.mark.soak
def test_a_model_directs_and_a_retimed_word_asks_it_nothing(directed, run_songloom, tmp_path):
    workspace, variables = directed
    folder = workspace / "artifacts/songs/thread/main/storyboard"
    decisions = json.loads((folder / "decisions.json").read_text())
    assert decisions["model"].startswith("local--tiny-chat@")
    storyboard = json.loads((folder / "storyboard.json").read_text())
    assert [line["end_word"] for line in storyboard["lines"]][-1] == 12
    shown = run_songloom("show", "thread", cwd=workspace, **variables).out
    assert f"brief of {decisions['model'][:20]}" in shown.replace("\n", "")
    answers = sorted((tmp_path / "cache" / "answers").rglob("*.json"))
    assert len(answers) == len({told["question"] for told in decisions["exchanges"]})

    sheet = workspace / "words.csv"
    run_songloom("words", "export", "thread", "-o", sheet, cwd=workspace)
    rows = [row.split(",") for row in sheet.read_text().splitlines()]
    rows[3][2] = f"{float(rows[3][2]) + 0.03:.3f}"
    sheet.write_text("".join(",".join(row) + "\n" for row in rows))
    run_songloom("words", "import", "thread", sheet, cwd=workspace)
    ran = run_songloom("weave", "--until", "storyboard", "--json", cwd=workspace, **variables)
    assert ran.made() == {"timing", "storyboard"}
    assert sorted((tmp_path / "cache" / "answers").rglob("*.json")) == answers
    assert json.loads((folder / "decisions.json").read_text()) == decisions
