"""How long planning a catalogue takes when nothing is left to make, what another theme of one variant would cost, how long `dvc repro`
takes to see that nothing is to do; and the same graph as stages of plain DVC, and in Prefect's own result cache.

usage: python bench/catalogue.py [--songs N …] [--folder FOLDER] (each catalogue has three variants, 39 steps and 21 records a song)
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from planted import plant_records, plant_workspace
from rivals import time_dvc_claims, time_dvc_stages, time_prefect_cache

from flows.select import Asked, select_requests
from songloom.store import Store

STEPS_A_SONG = 39
TEMPLATE = Path(__file__).parents[1] / "songloom" / "defaults" / "workspace"
MEASURE = (
    "import json, resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
    "print(json.dumps({'cpu_s': used.ru_utime + used.ru_stime, 'peak_mb': used.ru_maxrss / 1024, 'out': json.loads(done.stdout)}))\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--folder", type=Path, help="Where the catalogues are planted and kept; else a folder that goes.")
    asked, ms_a_step = parser.parse_args(), 0.0
    print("| songs × variants | steps | plan | seconds | of them CPU | ms a step | peak MB |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for songs in asked.songs:
            root = (asked.folder or Path(scratch)) / f"catalogue-{songs}"
            if not root.exists():
                plant(root, songs)
            ms_a_step = report(songs, "no-op", run_plan(root), {})
            changed = run_plan(root, theme=("placard", "nocturne"))
            report(songs, "another theme in one variant", changed, {"images": songs, "segments": songs, "video": songs})
            print(
                f"| {songs} × 3 | {songs * STEPS_A_SONG} | `dvc repro`, no-op | {time_dvc_claims(root, TEMPLATE):.2f} | | | |", flush=True
            )
        print("\n| a step that is done | steps | ms a step | × Songloom |\n|---|---|---|---|")
        print(f"| `songloom plan` | {songs * STEPS_A_SONG} | {ms_a_step:.3f} | 1 |", flush=True)
        for what, steps, seconds in time_rivals(Path(scratch)):
            print(f"| {what} | {steps} | {1000 * seconds / steps:.1f} | {1000 * seconds / steps / ms_a_step:.0f} |", flush=True)


def time_rivals(scratch: Path) -> Iterator[tuple[str, int, float]]:
    """What it is, its steps, and the seconds of the second run, in which nothing is left to do."""
    for what, steps, measure in (("a stage of plain DVC", 200, time_dvc_stages), ("Prefect's result cache", 2000, time_prefect_cache)):
        folder = scratch / measure.__name__
        folder.mkdir()
        yield what, steps, measure(folder, steps)[1]


def plant(root: Path, songs: int) -> None:
    plant_workspace(root, songs)
    asked = Asked(catalogue=root / "configs" / "catalogue.yaml", variants=("all",))
    plant_records(lambda: select_requests(asked), Store(root / "artifacts"))
    run_plan(root)


def run_plan(root: Path, theme: tuple[str, str] = ("", "")) -> dict:
    """`songloom plan`, the whole process, with one variant's theme changed for the while."""
    variants = root / "configs" / "variants.yaml"
    before = variants.read_text()
    command = [sys.executable, "-m", "flows.cli", "plan", "--variant", "all", "--json"]
    try:
        variants.write_text(before.replace(*theme) if theme[0] else before)
        started = time.perf_counter()
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        words = [sys.executable, "-c", MEASURE, *command]
        done = subprocess.run(words, cwd=root, env=environment, check=True, capture_output=True)  # noqa: S603 - our own words
        return json.loads(done.stdout) | {"seconds": time.perf_counter() - started}
    finally:
        variants.write_text(before)


def report(songs: int, what: str, ran: dict, expected: dict[str, int]) -> float:
    """A row of the table, and its milliseconds a step; the plan must list what is expected and nothing else."""
    found = {stage: counts["at_most"] for stage, counts in ran["out"]["stages"].items() if counts["at_most"]}
    if found != expected:
        sys.exit(f"{what}: expected {expected}, planned {found}")
    steps = songs * STEPS_A_SONG
    ms_a_step = 1000 * ran["seconds"] / steps
    row = f"{ran['seconds']:.2f} | {ran['cpu_s']:.2f} | {ms_a_step:.3f} | {ran['peak_mb']:.0f}"
    print(f"| {songs} × 3 | {steps} | {what} | {row} |", flush=True)
    return ms_a_step


if __name__ == "__main__":
    main()
