"""DVC claims what the store made: one stage, one manifest."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent

STAGE = """
stages:
  weave:
    cmd: songloom weave --variant all --manifest manifest.json
    deps: [params.yaml, configs, music]
    outs:
      - manifest.json: {cache: false}
"""


# A commit claims only what its code says that it means, so the checkout's own stage asks that first.
GUARD = "songloom stage status --check"


def run_dvc(workspace, *words):
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1", "DO_NOT_TRACK": "1"}
    done = subprocess.run([bin_folder / "dvc", *words], cwd=workspace, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_repro_and_weave_agree_and_a_second_repro_does_nothing(workspace, run_songloom):
    (workspace / "dvc.yaml").write_text(STAGE)
    run_dvc(workspace, "init", "--no-scm", "--quiet")
    run_dvc(workspace, "repro")
    run_songloom("weave", "--variant", "all", "--manifest", "again.json", cwd=workspace)
    assert (workspace / "manifest.json").read_bytes() == (workspace / "again.json").read_bytes()
    assert "Stage 'weave' didn't change, skipping" in run_dvc(workspace, "repro")
    (workspace / "params.yaml").write_text((workspace / "params.yaml").read_text().replace("crf: 35", "crf: 34"))
    assert "params.yaml" in run_dvc(workspace, "status")


def test_the_stage_of_this_repository_is_the_one_tested_here():
    (name, own), (tested_name, tested) = (
        next(iter(yaml.safe_load(text)["stages"].items())) for text in ((ROOT / "dvc.yaml").read_text(encoding="utf-8"), STAGE)
    )
    assert (name, own["cmd"], own["outs"]) == (tested_name, [GUARD, tested["cmd"]], tested["outs"])
    assert [dep for dep in own["deps"] if not (ROOT / dep).exists()] == []
