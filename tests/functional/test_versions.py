"""`stage accept` takes nobody's word: the workspace's songs are made again, in a checkout of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = "songloom/engines/subtitles/write.py"


@pytest.fixture
def songloom_in(workspace, tmp_path):
    """Runs the command line of a copied checkout, whose code the test may change, in a woven workspace."""
    checkout = tmp_path / "checkout"
    for package in ("flows", "tasks", "songloom"):
        shutil.copytree(ROOT / package, checkout / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", checkout)

    def run(*words):
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        command = [sys.executable, "-m", "flows.cli", *words]
        return subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True, timeout=240)

    return checkout, run


def change(checkout, old, new):
    file = checkout / ENGINE
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_without_meaning_is_accepted_and_one_with_meaning_is_not(songloom_in):
    checkout, run = songloom_in
    change(checkout, "def render(self", "def unused(self) -> int:\n        return 1\n\n    def render(self")
    assert run("stage", "status", "--check").returncode == 2
    accepted = run("stage", "accept", "subtitles.write", "--why", "a method that nobody calls")
    assert accepted.returncode == 0, accepted.stderr
    assert json.loads((checkout / "songloom/stages.lock").read_text())["subtitles.write"]["why"] == "a method that nobody calls"
    assert run("stage", "status", "--check").returncode == 0

    change(checkout, '"lyrics.srt"', '"words.srt"')
    refused = run("stage", "accept", "subtitles.write", "--why", "nothing, honest")
    assert refused.returncode == 2
    assert "its outputs for thread are not what they were; songloom stage bump subtitles.write" in refused.stderr
