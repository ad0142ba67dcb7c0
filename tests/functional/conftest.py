"""A small workspace whose song is woven once; every test gets a copy of it, store and all."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.bucket import running, server  # noqa: F401 - fixtures
from tests.fixtures.sound import make_voice, write_sound

WORDS = [(1.0 + 0.6 * number, 1.4 + 0.6 * number) for number in range(12)]
LYRICS = "[00:01.00]One thread goes over\n[00:03.40]one thread goes under\n[00:05.80]and both hold on\n"
PARAMS = """
alignment: {engine: spread}
images: {pigment: {size: 96}}
segments: {height: 144, fps: 12, skia: {preset: ultrafast, crf: 35}}
storyboard: {line_letters: 24, phrases: {scene_lines: 1}}
"""
CATALOGUE = """
songs:
  - {id: thread, audio: music/thread.ogg, lyrics: music/thread.lrc, title: Thread, artist: Test, language: en}
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def states(self, song: str = "thread", variant: str = "main") -> dict[str, str]:
        """Stage → its state, of a `weave --json`."""
        return {stage: step["state"] for stage, step in self.json()["songs"][song][variant].items()}

    def made(self, song: str = "thread", variant: str = "main") -> set[str]:
        """The stages that ran."""
        return {stage for stage, state in self.states(song, variant).items() if state == "made"}


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def run_songloom(tmp_path_factory) -> Run:
    """Runs the command line as a user does, with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PREFECT_HOME": str(home / "prefect")}

    def run(*words: object, cwd: Path, code: int | None = 0, timeout: float = 240, **variables: str) -> Ran:
        command = [sys.executable, "-m", "flows.cli", *map(str, words)]
        done = subprocess.run(command, cwd=cwd, env=environment | variables, capture_output=True, text=True, timeout=timeout)
        ran = Ran(done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in ran.err, ran.err
        assert code is None or ran.code == code, f"exit code {ran.code}: {ran.err or ran.out}"
        return ran

    return run


@pytest.fixture(scope="session")
def woven(tmp_path_factory, run_songloom) -> Path:
    """The workspace, woven; not to be changed."""
    root = tmp_path_factory.mktemp("woven") / "workspace"
    (root / "music").mkdir(parents=True)
    (root / "configs").mkdir()
    write_sound(root / "music" / "thread.ogg", make_voice(9.0, WORDS))
    (root / "music" / "thread.lrc").write_text(LYRICS)
    (root / "params.yaml").write_text(PARAMS)
    (root / "configs" / "catalogue.yaml").write_text(CATALOGUE)
    run_songloom("weave", "--json", cwd=root)
    return root


@pytest.fixture
def workspace(woven, tmp_path) -> Path:
    """A copy of the woven workspace, to be changed."""
    return Path(shutil.copytree(woven, tmp_path / "workspace", symlinks=True))
