"""`report` and `diff` of real runs."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from songloom.store import Store
from songloom.store.runs import list_runs, read_journal


@pytest.fixture(scope="module")
def changed(woven, run_songloom, tmp_path_factory):
    """The workspace after a second run in which the video is pressed less hard."""
    root = shutil.copytree(woven, tmp_path_factory.mktemp("changed") / "workspace", symlinks=True)
    params = (root / "params.yaml").read_text()
    (root / "params.yaml").write_text(params.replace("crf: 35", "crf: 30"))
    run_songloom("weave", "--json", "--manifest", "now.json", cwd=root)
    return root


def test_a_run_that_made_something_is_kept_and_a_no_op_is_not(workspace, run_songloom):
    store = Store(workspace / "artifacts")
    (name,) = list_runs(store)
    events = [line["event"] for line in read_journal(store, name)]
    assert events[0] == "run"
    assert events[-1] == "ended"
    assert events.count("made") == 13
    run_songloom("weave", "--json", cwd=workspace)
    assert list_runs(store) == [name]


def test_the_report_of_a_run(changed, run_songloom):
    ran = run_songloom("report", "--price-per-hour", 2, cwd=changed)
    assert "report: " in ran.out
    page = (changed / "report" / "index.html").read_text()
    assert "1 of 1 song done" in page
    assert "data:image/jpeg;base64," in page
    data = json.loads((changed / "report" / "report.json").read_text())
    assert data == run_songloom("report", "latest", "--price-per-hour", 2, "--json", cwd=changed).json()
    assert data["schema"] == 1
    made = {stage["stage"]: stage["made"] for stage in data["stages"] if stage["made"]}
    assert made == {"segments": 1, "video": 1}
    assert len(data["run"]["root"]) == 64


def test_diff_names_the_stage_and_the_cause(changed, run_songloom):
    ran = run_songloom("diff", "previous", "latest", cwd=changed)
    assert "thread: segments, options.crf is 30 and was 35" in ran.out
    change = run_songloom("diff", "previous", "now.json", "--json", cwd=changed).json()["changes"][0]
    assert (change["stage"], change["field"], change["before"], change["now"]) == ("segments", "options.crf", 35, 30)
    assert "nothing differs: 1 song the same" in run_songloom("diff", "latest", "now.json", cwd=changed).out


def test_a_run_that_is_not_known_is_one_sentence(workspace, run_songloom):
    for words in (("report", "nope"), ("diff", "nope", "latest"), ("diff", "previous", "latest")):
        assert len(run_songloom(*words, cwd=workspace, code=2).err.strip().splitlines()) == 1


def test_a_killed_run_is_reported(workspace, run_songloom, tmp_path):
    params = (workspace / "params.yaml").read_text()
    (workspace / "params.yaml").write_text(params.replace("size: 96", "size: 128"))
    environment = {**os.environ, "HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path / "prefect")}
    command = [sys.executable, "-m", "flows.cli", "weave", "--json", "--runner", "inline"]
    store = Store(workspace / "artifacts")
    killed = subprocess.Popen(command, cwd=workspace, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (len(list_runs(store)) == 2 and "made" in _list_events(store)):
        with pytest.raises(subprocess.TimeoutExpired):
            killed.wait(timeout=0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    data = run_songloom("report", "--json", cwd=workspace).json()
    assert data["run"]["state"] == "killed"
    assert data["totals"]["steps"] >= 1
    assert data["look_first"][0]["command"] == "songloom weave --json --runner inline"


def _list_events(store):
    return [line["event"] for line in read_journal(store, list_runs(store)[-1])]
