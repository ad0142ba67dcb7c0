"""Whoever makes the steps, the same comes out: every runner, and the night's deployment."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from flows.orders import parse_deadline, parse_runner
from tests.fixtures.catalogue import Weaving, list_runners, read_root, write_catalogue
from tests.functional.conftest import LYRICS, PARAMS

CHEAP = ("--until", "timing")
ROOT = Path(__file__).parent.parent.parent
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    shape = {"n_workers": 2, "threads_per_worker": 1, "resources": {"MODEL": 1}, "dashboard_address": None}
    with LocalCluster(**shape) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> dict[str, str]:
    """Where these runs keep Prefect's database."""
    return {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


@pytest.fixture(scope="module")
def server(home) -> Iterator[dict[str, str]]:
    """One server for all of these runs: starting it takes longer than any of them."""
    from flows.server import open_server

    with pytest.MonkeyPatch.context() as patch:
        for name, value in home.items():
            patch.setenv(name, value)
        with open_server() as url:
            yield home | {"PREFECT_API_URL": url}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Path:
    """Three songs, of which the last has no words."""
    root = write_catalogue(tmp_path_factory.mktemp("runners") / "songs", 3, 9.0, PARAMS, LYRICS)
    (root / "music" / "s2.lrc").write_text("")
    (root / "configs" / "machines").mkdir()
    return root


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, catalogue):
    """The machine whose steps a Dask cluster of two workers makes, which runs elsewhere and knows nothing of the workspace."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        address = process.stdout.readline().strip()
        (catalogue / "configs" / "machines" / "cluster.yaml").write_text(f"runner: dask\naddress: {address}\n")
        yield "cluster"
        process.stdin.close()


def weave_alike(catalogue: Path, store: str, *words: str, **variables: str) -> bytes:
    """The manifest of a run in an empty store; of its songs just the one without words fails."""
    code, said = Weaving(catalogue, store, "--json", *words, **variables).end()
    assert code == 1, said
    assert set(json.loads(said)["failed"]) == {"s2"}
    return (catalogue / f"{store}.json").read_bytes()


@pytest.fixture(scope="module")
def inline(catalogue) -> bytes:
    """What one process makes, one step at a time."""
    return weave_alike(catalogue, "inline", "--runner", "inline", *CHEAP)


# Threads and processes are compared with inline in test_broken_runs.py as well, where something happens to them on the way.
@pytest.mark.parametrize(
    "words",
    [
        ("--machine", "cluster"),
        pytest.param(("--runner", "threads"), marks=pytest.mark.soak),
        pytest.param(("--runner", "processes"), marks=pytest.mark.soak),
    ],
    ids=lambda words: words[1],
)
def test_every_runner_makes_what_inline_makes(words, catalogue, cluster, inline, server):
    runner = words[1]
    assert weave_alike(catalogue, runner, *words, *CHEAP, **server) == inline
    # A record's provenance says who really made it; that is no part of its key.
    assert list_runners(catalogue / runner) == {"dask" if runner == cluster else runner}
    assert list_runners(catalogue / "inline") == {"inline"}


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("runner", ["threads", "processes", "dask", "ray", "cluster"])
def test_every_runner_makes_the_videos_that_inline_makes(runner, catalogue, cluster, home):
    """Up to the videos; `dask` and `ray` start a cluster of their own, `cluster` uses one that runs."""
    if runner == "ray":
        pytest.importorskip("ray")
    if not (catalogue / "all.json").exists():
        weave_alike(catalogue, "all", "--runner", "inline")
    words = ("--machine", cluster) if runner == "cluster" else ("--runner", runner)
    weave_alike(catalogue, f"all-{runner}", *words, **home)
    assert read_root(catalogue, f"all-{runner}") == read_root(catalogue, "all")


def test_an_address_where_no_scheduler_answers_is_said_in_one_sentence(catalogue, home):
    (catalogue / "configs" / "machines" / "nobody.yaml").write_text("runner: dask\naddress: tcp://127.0.0.1:9\n")
    code, said = Weaving(catalogue, "nobody", "--machine", "nobody", **home).end()
    assert code == 4
    assert len(said.strip().splitlines()) == 1 and "no Dask scheduler answers there" in said


def read_deployments() -> list[dict]:
    return yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]


@pytest.mark.parametrize("deployment", read_deployments(), ids=lambda deployment: deployment["name"])
def test_a_deployment_names_a_flow_that_takes_its_parameters(deployment):
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.flows import load_flow_from_entrypoint

    flow = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
    parameters = flow.validate_parameters(deployment["parameters"])
    assert parse_runner(parameters["runner"]) and parse_deadline(parameters["deadline"], datetime(2026, 11, 21))
    for schedule in deployment["schedules"]:
        assert CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    assert deployment["work_pool"]["job_variables"]["env"] == {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


def test_the_night_fails_where_a_song_does_and_ends_well_where_none_does(workspace):
    """What the deployment runs, without a server."""
    from flows.nightly import nightly

    assert nightly.fn(str(workspace)).is_completed()
    (workspace / "music" / "thread.ogg").write_bytes(b"no sound")
    state = nightly.fn(str(workspace), ("main",), "inline")
    assert state.is_failed() and "some songs failed" in state.message
    state = nightly.fn(str(workspace), ("main",), "inline", "06:00")
    assert state.is_failed()


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_deployment_runs_on_a_work_pool(workspace, server):
    """What docs/runners.md says: a server, a pool, the deployment, a run of it, a worker that makes it."""
    shutil.copy(ROOT / "prefect.yaml", workspace)
    shutil.rmtree(workspace / "artifacts")
    silence = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "INFO"}

    def prefect(*words: str) -> str:
        command = [sys.executable, "-m", "prefect", "--no-prompt", *words]
        done = subprocess.run(command, cwd=workspace, env=os.environ | server | silence, capture_output=True, text=True)
        return done.stdout + done.stderr

    prefect("work-pool", "create", "nights", "--type", "process")
    assert "'nightly/every-night' successfully" in prefect("deploy", "--all")
    prefect("deployment", "run", "nightly/every-night", "--param", "deadline=null")
    said = prefect("worker", "start", "--pool", "nights", "--run-once")
    assert "all is made" in said, said
    assert (workspace / "artifacts" / "songs" / "thread" / "main" / "video" / "video.mp4").is_file()


def test_a_server_of_our_own_is_told_of_no_task(server):
    """What it did not take in of thousands of tasks would keep the run from ending for hours."""
    from prefect.events.clients import NullEventsClient
    from prefect.events.worker import EventsWorker

    assert EventsWorker.instance().client_type is NullEventsClient
