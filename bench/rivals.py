"""What a step that is done costs elsewhere: as a stage of plain DVC, and in Prefect's own result cache; bodies as cheap as can be."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TOOLS = Path(sys.executable).parent
QUIET = {
    "DO_NOT_TRACK": "1", "DVC_NO_ANALYTICS": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "ERROR",
}  # fmt: skip
CLAIMS = ("manifest.json", "models.lock", "claims/ingest.json", "claims/metrics.json", "claims/quality.csv", "claims/summary.md")
STAGE = """  step-{n}:
    cmd: cp in-{n}.txt out-{n}.txt
    deps: [in-{n}.txt]
    outs: [out-{n}.txt]
"""
CACHED = """
import sys, time
from flows.server import open_server
from prefect import flow, task
from prefect.cache_policies import INPUTS

@task(cache_policy=INPUTS, persist_result=True)
def step(number: int) -> int:
    return number

@flow(log_prints=False)
def catalogue(steps: int) -> list:
    return [future.result() for future in [step.submit(number) for number in range(steps)]]

if __name__ == "__main__":
    with open_server():
        catalogue(1)
        started = time.perf_counter()
        catalogue(int(sys.argv[1]))
        print(time.perf_counter() - started)
"""


def time_dvc_stages(folder: Path, steps: int) -> tuple[float, float]:
    """Seconds of `dvc repro` over so many stages: the first time, and when nothing is left to do."""
    start_dvc(folder)
    for number in range(steps):
        (folder / f"in-{number}.txt").write_text(f"{number}\n")
    (folder / "dvc.yaml").write_text("stages:\n" + "".join(STAGE.format(n=number) for number in range(steps)))
    return time_run(folder, "dvc", "repro", "--quiet"), time_run(folder, "dvc", "repro", "--quiet")


def time_dvc_claims(root: Path, template: Path) -> float:
    """Seconds of `dvc repro` in a workspace all of whose claims stand."""
    if not (root / ".dvc").is_dir():
        start_dvc(root)
        shutil.copy(template / "dvc.yaml", root)
        shutil.copy(template / ".dvcignore.template", root / ".dvcignore")
        (root / "claims").mkdir()
        for name in CLAIMS:
            (root / name).write_text("{}\n")
        time_run(root, "dvc", "commit", "--force", "--quiet")
    time_run(root, "dvc", "repro", "--quiet")
    return time_run(root, "dvc", "repro", "--quiet")


def time_prefect_cache(folder: Path, steps: int) -> tuple[float, float]:
    """Seconds of a flow with so many tasks: the first time, and when the result of each is in the cache."""
    script = folder / "cached.py"
    script.write_text(CACHED)
    environment = {**os.environ, **QUIET, "PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, str(script), str(steps)]
    # A server each: after so many tasks, one is busy for minutes with what it was told.
    runs = [subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True) for _ in range(2)]  # noqa: S603
    first, second = (float(run.stdout) for run in runs)
    return first, second


def start_dvc(folder: Path) -> None:
    """A repository of git and DVC."""
    time_run(folder, "git", "init", "--quiet")
    time_run(folder, "dvc", "init", "--quiet")


def time_run(folder: Path, tool: str, *words: str) -> float:
    """Seconds of a command, the whole process."""
    command = [shutil.which(tool, path=f"{TOOLS}{os.pathsep}{os.environ['PATH']}") or tool, *words]
    environment = {**os.environ, **QUIET, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
    return time.perf_counter() - started
