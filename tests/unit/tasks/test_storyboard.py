"""The task of the storyboard: what it writes, and where answers are kept."""

import json

from songloom.engines.storyboard.contract import LlmOptions, PhrasesOptions
from songloom.model.document import dump_document
from songloom.model.resources import Resources
from tasks import storyboard
from tasks._job import Job
from tests.fixtures.models_chat import make_chat_model
from tests.fixtures.sung import RHYTHM, VERSES, sing

RULES = {"line_letters": 34, "seed": 1, "gap_s": 0.4, "scene_lines": 2, "moving_share": 0.25}


def make(tmp_path, engine, options, **models):
    folder = tmp_path / engine
    folder.mkdir()
    timing, rhythm = tmp_path / "timing.json", tmp_path / "rhythm.json"
    timing.write_bytes(dump_document(sing(VERSES[:4])))
    rhythm.write_bytes(dump_document(RHYTHM))
    inputs = {"timing/timing.json": timing, "rhythm/rhythm.json": rhythm}
    storyboard.make(Job(engine, options, Resources("cpu", models), inputs, folder, tmp_path, lambda share: None))
    return {file.name: json.loads(file.read_bytes()) for file in folder.iterdir()}


def test_rules_have_nothing_to_tell(tmp_path):
    assert set(make(tmp_path, "phrases", PhrasesOptions(**RULES))) == {"storyboard.json"}


def test_a_model_leaves_its_decisions_and_its_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("SONGLOOM_CACHE", str(tmp_path / "cache"))
    options = LlmOptions(**RULES, window_lines=4, answer_seed=0, model="tiny", windows_at_once=2)
    made = make(tmp_path, "llm", options, model=make_chat_model(tmp_path / "model"))
    assert made["storyboard.json"]["lines"][-1]["end_word"] == len(sing(VERSES[:4]).words)
    assert {told["by"] for told in made["decisions.json"]["decisions"]} <= {"model", "repair", "rules"}
    questions = {told["question"] for told in made["decisions.json"]["exchanges"]}
    assert len(list((tmp_path / "cache" / "answers").rglob("*.json"))) == len(questions)
