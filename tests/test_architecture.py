"""What import-linter cannot say: rooms and names are as the design draws them."""

import ast
import re
from pathlib import Path

import pytest

from songloom.engines import load_family
from songloom.settings.params import STAGES

ROOT = Path(__file__).parent.parent
SOURCES = sorted(file for package in ("flows", "tasks", "songloom") for file in (ROOT / package).rglob("*.py"))
NAMES_THAT_SAY_NOTHING = re.compile(r"(^|_)(utils?|common|helpers?|core|misc|manager|handler|processor)(_|$)")


@pytest.mark.parametrize("stage", STAGES)
def test_the_same_noun_names_a_stage_everywhere(stage):
    assert load_family(stage)
    if load_family(stage).ENGINES:
        assert (ROOT / "tasks" / f"{stage}.py").is_file()
        assert (ROOT / "songloom" / "engines" / stage / "contract.py").is_file()


def test_every_task_is_a_stage():
    found = {file.stem for file in (ROOT / "tasks").glob("*.py") if not file.stem.startswith("_")}
    assert found <= set(STAGES)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_are_small_and_say_why_they_exist(file):
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says in a sentence why it exists"
    assert not NAMES_THAT_SAY_NOTHING.search(file.stem)
    assert text.count("\n") <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            size = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert size <= 40, f"{node.name} has {size} lines"


def test_the_flow_defines_no_class():
    tree = ast.parse((ROOT / "flows" / "weave.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def test_options_have_no_second_defaults():
    for stage in STAGES:
        for options in load_family(stage).OPTIONS.values():
            with pytest.raises(TypeError):
                options() if options.__dataclass_fields__ else options(1)


def test_nothing_unsafe_is_called():
    forbidden = re.compile(r"\b(eval|exec)\(|pickle|shell=True|os\.system|yaml\.load\(|trust_remote_code")
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}" for file in SOURCES for line in file.read_text().splitlines() if forbidden.search(line)
    ]
    assert not found
