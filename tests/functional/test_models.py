"""`songloom models` against a hub on this machine."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.cli import app
from songloom.errors import SongloomError
from songloom.weights.lock import read_lock
from tests.fixtures.hub import FakeHub, serve_hub
from tests.functional.conftest import Ran

NAME = "someone/tiny-model"
OLD, NEW = "1" * 40, "2" * 40
HEADER = b'{"w":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}'
FILES = {"model.safetensors": len(HEADER).to_bytes(8, "little") + HEADER + b"123456789", "config.json": b"{}"}

Run = Callable[..., Ran]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serve_hub(FakeHub({NAME: {OLD: FILES, NEW: {**FILES, "config.json": b'{"new": 1}'}}})) as served:
        yield served


@pytest.fixture
def place(tmp_path) -> Path:
    """A workspace."""
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "params.yaml").write_text("{}\n")
    return tmp_path / "workspace"


@pytest.fixture
def environment(hub, tmp_path) -> dict[str, str]:
    """What the commands see of the user: a home of their own, and the hub."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("HF_") and "proxy" not in name.lower()}
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "SONGLOOM_MODELS": str(tmp_path / "models")}
    return {**mine, **places, "HF_ENDPOINT": hub.endpoint, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def run(environment, place, capsys, monkeypatch) -> Run:
    """Runs `songloom models` in this process: how a command ends is tested by those that run it as a user does."""
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: object, code: int = 0, cwd: Path = place) -> Ran:
        monkeypatch.chdir(cwd)
        capsys.readouterr()
        try:
            ended, said = app(["models", *map(str, words)], standalone_mode=False), ""
        except SongloomError as error:
            ended, said = error.exit_code, str(error)
        assert ended == code, said
        return Ran(ended, capsys.readouterr().out, said)

    return run


@pytest.fixture
def run_alone(environment, place) -> Run:
    """Runs `songloom models` as a user does."""

    def run(*words: object, code: int = 0, stdin: int = subprocess.DEVNULL, **more: str) -> Ran:
        command = [sys.executable, "-m", "flows.cli", "models", *map(str, words)]
        done = subprocess.run(command, cwd=place, env=environment | more, capture_output=True, text=True, timeout=60, stdin=stdin)
        assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def test_weights_are_fetched_listed_verified_and_healed(run, hub, place, tmp_path):
    ran = run("fetch", NAME, "--yes")
    assert f"{NAME} at {NEW}" in ran.out and "mit" in ran.out and "in 2 files" in ran.out
    row = read_lock(place / "models.lock")[NAME]
    assert (row.repository, row.revision, row.licence, set(row.files)) == (NAME, NEW, "mit", set(FILES))
    listed = {one["name"]: one for one in run("list", "--json").json()["models"]}
    assert listed[NAME]["here"] and listed[NAME]["revision"] == NEW and listed[NAME]["folder"]
    assert not listed["large-v3"]["here"] and listed["large-v3"]["revision"] is None
    # A newer one on the hub changes nothing: the pinned one is here.
    hub.repositories[NAME]["3" * 40] = FILES
    hub.asked.clear()
    assert "is here" in run("fetch", NAME).out
    assert hub.asked == []
    assert "1 of 1 are what" in run("verify").out
    (tmp_path / "models" / "someone--tiny-model" / NEW / "model.safetensors").write_bytes(FILES["model.safetensors"][:-1] + b"0")
    ran = run("verify", NAME, code=4)
    assert f"damaged: {NAME}: model.safetensors" in ran.out and f"songloom models fetch {NAME}" in ran.out
    assert json.loads(run("verify", NAME, "--json", code=4).out)["wrong"] == {NAME: {"model.safetensors": "missing"}}
    lock = (place / "models.lock").read_bytes()
    run("fetch", NAME, "--yes")
    assert json.loads(run("verify", "--json").out) == {"verified": [NAME], "wrong": {}}
    assert (place / "models.lock").read_bytes() == lock


def test_a_revision_is_a_commit_and_never_a_branch(run, place):
    for word in ("main", "v1.0", OLD[:12], OLD.upper().replace("1", "A")):
        assert "expected 40 hex digits" in run("fetch", NAME, "--yes", "--revision", word, code=2).err
    assert "no such revision" in run("fetch", NAME, "--yes", "--revision", "9" * 40, code=2).err
    assert not (place / "models.lock").exists()
    run("fetch", NAME, "--yes", "--revision", OLD)
    run("fetch", NAME, "--yes", "--revision", NEW)
    assert read_lock(place / "models.lock")[NAME].revision == NEW


def test_nobody_downloads_by_accident(run_alone, hub, place):
    assert "nobody is here to say yes" in run_alone("fetch", NAME, code=2).err
    assert hub.downloads() == [] and not (place / "models.lock").exists()


@pytest.mark.parametrize("said, code", [(b"y\n", 0), (b"n\n", 2)])
def test_a_person_is_asked(run_alone, hub, said, code):
    person, terminal = pty.openpty()
    try:
        os.write(person, said)
        ran = run_alone("fetch", NAME, code=code, stdin=terminal)
    finally:
        os.close(person)
        os.close(terminal)
    assert "Download?" in ran.out and bool(hub.downloads()) == (code == 0)


def test_a_licence_without_commerce_must_be_accepted(run, hub):
    hub.card = {"license": "cc-by-nc-4.0"}
    ran = run("fetch", NAME, "--yes", code=2)
    assert "allows no commercial use" in ran.err and "--accept-noncommercial" in ran.err
    assert hub.downloads() == []
    assert "so do videos made with it" in run("fetch", NAME, "--yes", "--accept-noncommercial").out


def test_an_unknown_licence_is_said(run, hub):
    hub.card = {}
    assert "unknown: nobody says what is allowed" in run("fetch", NAME, "--yes").out


def test_without_a_hub_one_sentence_and_no_wait(run_alone):
    assert "cannot be reached" in run_alone("fetch", NAME, "--yes", code=4, HF_ENDPOINT="http://127.0.0.1:9").err


def test_a_folder_needs_no_hub(run, hub, place, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    run("fetch", NAME, "--from", folder, "--revision", OLD)
    assert read_lock(place / "models.lock")[NAME].revision == OLD
    run("fetch", "mine", "--from", folder)
    assert read_lock(place / "models.lock")["mine"].repository == "local/mine"
    assert hub.asked == []
    assert "1 of 1" in run("verify", "mine").out and (tmp_path / "models" / "local--mine").is_dir()


def test_outside_a_workspace_the_lock_lies_beside_the_weights(run, tmp_path):
    run("fetch", NAME, "--yes", cwd=tmp_path)
    assert set(read_lock(tmp_path / "models" / "models.lock")) == {NAME}


@pytest.mark.parametrize(
    "words, said",
    [
        (("fetch", "large-v4"), "did you mean large-v3"),
        (("fetch", NAME, "large-v3", "--revision", OLD), "one by one"),
        (("fetch", NAME, "--from", "nowhere"), "is no folder"),
        (("fetch", "someone/else"), "no such repository"),
        (("verify", "large-v3"), "songloom models fetch large-v3"),
    ],
)
def test_what_cannot_be_is_told(run, words, said):
    assert said in run(*words, code=2).err


def test_a_lock_that_is_none_ends_in_a_sentence(run, place):
    (place / "models.lock").write_text('{"large-v3": {"revision": "main"}}')
    assert "models.lock: large-v3: repository is missing" in run("list", code=2).err
