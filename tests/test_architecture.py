"""What import-linter cannot say: rooms and names are as the design draws them."""

import ast
import dataclasses
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
    if load_family(stage).engines:
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


def test_functions_take_five_parameters_at_most():
    crowded = [
        f"{file.relative_to(ROOT)}: {node.name} has {len(found)}"
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if len(found := _list_parameters(node)) > 5 and not _is_command(file, node)
    ]
    assert not crowded


def test_options_have_no_second_defaults():
    families = [load_family(stage) for stage in STAGES]
    fields = [field for family in families for options in family.options.values() for field in dataclasses.fields(options)]
    assert fields
    assert not [field for field in fields if field.default is not dataclasses.MISSING]
    assert not [field for field in fields if field.default_factory is not dataclasses.MISSING]


def test_nothing_unsafe_is_called():
    forbidden = re.compile(r"(?<![.\w])(eval|exec)\(|pickle|shell=True|os\.system|yaml\.load\(|trust_remote_code")
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}" for file in SOURCES for line in file.read_text().splitlines() if forbidden.search(line)
    ]
    assert not found


# --------------------------------------------------------------------------------------------- private


def _list_parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The names of all parameters but self and cls."""
    spec = node.args
    found = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *(extra for extra in (spec.vararg, spec.kwarg) if extra)]
    return [parameter.arg for parameter in found if parameter.arg not in ("self", "cls")]


def _is_command(file: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether this is a command: typer reads the command line's options from the parameters, so a command has one for each."""
    return file.parent == ROOT / "flows" / "cli" and any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "command" for call in node.decorator_list
    )
