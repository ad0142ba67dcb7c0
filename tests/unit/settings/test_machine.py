"""How a machine runs things is read like any other configuration: all that is wrong at once."""

import pytest

from songloom.errors import ConfigError, UsageError
from songloom.providers.endpoints import Endpoints
from songloom.settings.machine import Machine, read_machine
from songloom.settings.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "configs" / "machines").mkdir(parents=True)
    return Workspace(tmp_path)


def write(workspace, name, text):
    (workspace.root / "configs" / "machines" / f"{name}.yaml").write_text(text)


def test_without_any_file_a_machine_is_as_usual(workspace):
    assert read_machine(None, workspace) == read_machine(None, Workspace(None)) == Machine()


def test_the_one_named_is_read_else_the_default(workspace):
    write(workspace, "default", "workers: 2\n")
    write(workspace, "box", "device: cuda:1\noffline: true\nproviders: {lrclib: 'http://nas:3300/'}\n")
    assert read_machine(None, workspace) == Machine(workers=2)
    assert read_machine("box", workspace) == Machine("cuda:1", offline=True, providers=Endpoints(lrclib="http://nas:3300"))


def test_an_unknown_machine_is_refused_with_those_there_are(workspace):
    write(workspace, "box", "")
    with pytest.raises(UsageError, match="known: box"):
        read_machine("../box", workspace)


def test_all_that_is_wrong_is_said_at_once(workspace):
    write(workspace, "default", "device: gpu\nworkers: -1\nworker: 2\nproviders: {lrclib: file:///etc}\n")
    with pytest.raises(ConfigError) as caught:
        read_machine(None, workspace)
    assert len(caught.value.problems) == 4
    assert "expected a torch device or auto" in str(caught.value)
