"""A folder becomes a workspace, and keeps what it holds."""

from pathlib import Path

import pytest

from flows.starting import run_init
from songloom.errors import UsageError
from songloom.settings.catalogue import read_catalogue
from songloom.settings.machine import read_machine
from songloom.settings.params import build_settings
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace


def read_all(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_made_is_a_workspace(tmp_path):
    assert run_init(tmp_path / "a" / "b", as_json=False) == 0
    root = tmp_path / "a" / "b"
    workspace = Workspace(root)
    assert read_catalogue(root / "configs" / "catalogue.yaml", root) == []
    assert workspace.variants() == ["main", "vertical", "square"]
    for variant in workspace.variants():
        settings, _ = build_settings(workspace.layers("embedded", variant))
        load_theme(settings["segments"].planned["theme"], workspace)
    assert load_theme("mine", workspace) != load_theme("nocturne", workspace)
    assert "mine" in list_themes(workspace)
    assert read_machine(None, workspace) == read_machine(None, Workspace(None))
    assert (root / "music").is_dir()
    assert {"artifacts", "report"} <= {line.strip("/") for line in (root / ".gitignore").read_text().splitlines()}
    assert not list(root.rglob("*.template"))


def test_what_is_there_stays(tmp_path, capsys):
    (tmp_path / "configs").mkdir()
    (tmp_path / "params.yaml").write_text("segments: {fps: 12}\n")
    (tmp_path / "configs" / "catalogue.yaml").symlink_to("elsewhere.yaml")
    run_init(tmp_path, as_json=False)
    assert (tmp_path / "params.yaml").read_text() == "segments: {fps: 12}\n"
    assert (tmp_path / "configs" / "catalogue.yaml").readlink() == Path("elsewhere.yaml")
    assert "left as it is" in capsys.readouterr().out
    before = read_all(tmp_path)
    run_init(tmp_path, as_json=False)
    assert read_all(tmp_path) == before


@pytest.mark.parametrize(("way", "is_folder"), [("configs", False), ("music", False), ("params.yaml", True), ("", False)])
def test_what_is_in_the_way_is_named_and_nothing_is_written(tmp_path, way, is_folder):
    root = tmp_path / "root"
    target = root / way
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir() if is_folder else target.write_text("mine")
    before = read_all(tmp_path)
    with pytest.raises(UsageError) as caught:
        run_init(root, as_json=False)
    assert caught.value.where == str(target)
    assert read_all(tmp_path) == before


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        run_init(tmp_path, as_json=False)
    assert read_all(tmp_path) == {}


def test_where_no_links_are_files_are_renamed(tmp_path, monkeypatch):
    monkeypatch.setattr("os.link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "Operation not permitted")))
    run_init(tmp_path, as_json=False)
    assert (tmp_path / "params.yaml").read_bytes()
    assert not [path for path in tmp_path.rglob(".*.*") if path.suffix not in (".gitignore", ".dvcignore", "") and len(path.suffix) == 17]
