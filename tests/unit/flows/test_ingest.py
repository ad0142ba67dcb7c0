"""`ingest` says what a catalogue holds, by content, or all that it cannot read."""

import json

import pytest

from flows.ingest import DVC_STAGE, run_ingest
from flows.select import Asked
from songloom.errors import ConfigError

CATALOGUE = """
songs:
  - {id: second, audio: music/b.ogg, lyrics: words/b.lrc, vocals: music/b.vocals.flac}
  - {id: first, audio: music/a.ogg}
  - {id: again, audio: older/a.ogg}
"""


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    files = {
        "params.yaml": "",
        "configs/catalogue.yaml": CATALOGUE,
        "configs/edits/second.csv": "edits",
        "music/a.ogg": "A",
        "music/a.txt": "words of a",
        "music/a.truth.csv": "truth of a",
        "music/b.ogg": "B",
        "music/b.lrc": "beside b, but another was named",
        "music/b.vocals.flac": "vocals of b",
        "older/a.ogg": "A",
        "words/b.lrc": "words of b",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DVC_STAGE, raising=False)
    return tmp_path


def ingest(workspace, code=0):
    assert run_ingest(Asked(), workspace / "out" / "ingest.json", as_json=False) == code
    return json.loads((workspace / "out" / "ingest.json").read_bytes())


def test_every_song_has_its_files_digests_in_the_catalogues_order_and_no_path(workspace, capsys):
    found = ingest(workspace)
    roles = {song["id"]: set(song["files"]) for song in found["songs"]}
    assert list(roles) == ["second", "first", "again"]
    assert roles == {"second": {"audio", "lyrics", "vocals", "edits"}, "first": {"audio", "lyrics", "truth"}, "again": {"audio"}}
    assert found["duplicates"] == [["first", "again"]]
    assert "the same audio: first, again" in capsys.readouterr().out
    assert "/" not in (workspace / "out" / "ingest.json").read_text()


def test_a_file_that_moved_is_the_same_and_one_that_changed_is_not(workspace):
    before = ingest(workspace)
    for name in ("a.ogg", "a.txt", "a.truth.csv"):
        (workspace / "music" / name).rename(workspace / "older" / name.replace("a.", "moved."))
    (workspace / "configs" / "catalogue.yaml").write_text(CATALOGUE.replace("music/a.ogg", "older/moved.ogg"))
    assert ingest(workspace) == before
    (workspace / "words" / "b.lrc").write_text("other words")
    after = ingest(workspace)
    assert [old["id"] for old, new in zip(before["songs"], after["songs"], strict=True) if old != new] == ["second"]


def test_all_that_cannot_be_read_is_said_at_once_and_nothing_is_written(workspace, capsys):
    for name in ("music/a.ogg", "older/a.ogg", "words/b.lrc"):
        (workspace / name).unlink()
    (workspace / "older" / "a.ogg").mkdir()
    assert run_ingest(Asked(), workspace / "out.json", as_json=False) == 1
    said = capsys.readouterr().err
    assert not (workspace / "out.json").exists()
    assert "failed: first: " in said
    assert "music/a.ogg: the audio file cannot be read (No such file or directory); check the path" in said
    assert "failed: second: " in said
    assert "words/b.lrc: the lyrics file cannot be read" in said
    assert "older/a.ogg: the audio file is a pipe, a folder or a device" in said
    assert run_ingest(Asked(), None, as_json=True) == 1
    assert [failed["song"] for failed in json.loads(capsys.readouterr().out)["failed"]] == ["second", "first", "again"]


def test_dvc_must_watch_every_folder_that_holds_a_song(workspace, monkeypatch):
    recipe = "stages:\n  take:\n    cmd: songloom ingest\n    deps:\n      - configs\n      - music/: {}\n"
    (workspace / "dvc.yaml").write_text(recipe)
    ingest(workspace)
    monkeypatch.setenv(DVC_STAGE, "take")
    with pytest.raises(ConfigError) as caught:
        ingest(workspace)
    cure = "which DVC does not watch; add it to the stage's deps"
    assert str(caught.value) == f"dvc.yaml:4: songs lie in words, {cure}\ndvc.yaml:4: songs lie in older, {cure}"
    (workspace / "dvc.yaml").write_text(recipe + f"      - ../{workspace.name}/older\n      - words/b.lrc\n")
    ingest(workspace)


def test_what_only_dvc_can_tell_is_left_to_it(workspace, monkeypatch):
    monkeypatch.setenv(DVC_STAGE, "some/dvc.yaml:take")
    (workspace / "dvc.yaml").write_text("stages: {take: {cmd: songloom ingest, deps: ['${music}']}}\n")
    ingest(workspace)
    (workspace / "dvc.yaml").write_text("stages: {another: {cmd: songloom ingest}}\n")
    ingest(workspace)
