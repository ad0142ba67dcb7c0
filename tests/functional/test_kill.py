"""kill -9 at random moments, with two writers on one store: nothing is corrupt, and the next run completes."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.verify import verify_store

WRITER = """
import sys, pathlib, random, time
from songloom.errors import InputError
from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store
from songloom.store.gc import Terms, collect_garbage
from songloom.store.views import write_view

store, seed = Store(pathlib.Path(sys.argv[1])), int(sys.argv[2])
order = list(range(60))
random.Random(seed).shuffle(order)
print("ready", flush=True)
store.sweep()
for number in order:
    preimage = {"step": number}
    key = hash_preimage(preimage)
    if number % 20 == 7:
        # All of it looks a day old to this gc: what no name claims is put aside, beside whoever makes it.
        collect_garbage(store, Terms(time.time() + 86400, 0.0))
    if number % 10 == 3:
        store.failures.keep(key, "audio", InputError("song", "is broken"))
    if record := store.records.find(key):
        write_view(store, f"song-{number % 4}", "main", {"audio": record})
        continue
    with store.scratch() as folder:
        outputs = {}
        for name in ("a", "b"):
            (folder / name).write_bytes(f"{number} {name} {seed % 2}".encode() * 4000)
            outputs[name] = store.objects.adopt(folder / name)
        record = store.records.commit(Record(key, preimage, outputs, {"seconds": 0.0}))
    store.failures.forget(key)
    write_view(store, f"song-{number % 4}", "main", {"audio": record})
"""


def kill_writers(root, rounds, seed):
    """Start two writers, kill both at random moments, look at the store; `rounds` times."""
    chance = random.Random(seed)
    for number in range(rounds):
        commands = [[sys.executable, "-c", WRITER, str(root), str(2 * number + side)] for side in (0, 1)]
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
        for writer in writers:
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            try:
                assert writer.wait(timeout=chance.uniform(0, 0.12)) == 0, "a writer that is not killed succeeds, whatever the other sweeps"
            except subprocess.TimeoutExpired:
                writer.send_signal(signal.SIGKILL)
                writer.wait()
            writer.stdout.close()
        check_store(Store(root))
        for record in list(Store(root).records.paths())[::2]:
            record.unlink()


def check_store(store):
    for path in store.records.paths():
        record = read_record(path)
        assert record is not None, f"{path} cannot be read"
        assert store.records.find(record.key) == record, f"{path} has lost an object"
    for key in sorted(store.failures.keys()):
        assert store.failures.find(key), f"the failure of {key} cannot be read"
    findings = verify_store(store, lambda share: None)
    assert (findings.bad_objects, findings.bad_records) == ((), ())
    assert not list((store.root / "tmp").glob("step-*")), "sweep left a killed writer's scratch"


def test_twenty_kills_of_two_writers(tmp_path):
    kill_writers(tmp_path, 20, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_thousand_kills_of_two_writers(tmp_path):
    kill_writers(tmp_path, 500, seed=2)


def kill_weaves(workspace, kills, seed):
    """Kill two whole weaves of one song into one empty store, at random moments; then let one run to its end."""
    chance = random.Random(seed)
    store = workspace / "fresh"
    command = [sys.executable, "-m", "flows.cli", "weave", "--store", str(store), "--json"]
    for _ in range(kills):
        weaves = [subprocess.Popen(command, cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        for process in weaves:
            try:
                assert process.wait(timeout=chance.uniform(0.3, 4)) == 0, "a weave that is not killed succeeds, whatever the other meets"
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
        check_store(Store(store))


def test_killed_weaves_leave_a_sound_store_and_the_next_run_completes(workspace, run_songloom):
    kill_weaves(workspace, 3, seed=3)
    run_songloom("weave", "--store", workspace / "fresh", "--manifest", "fresh.json", cwd=workspace)
    run_songloom("weave", "--manifest", "unbroken.json", cwd=workspace)
    assert Path(workspace / "fresh.json").read_bytes() == Path(workspace / "unbroken.json").read_bytes()


@pytest.mark.soak
def test_many_killed_weaves(workspace, run_songloom):
    kill_weaves(workspace, 30, seed=4)
    run_songloom("weave", "--store", workspace / "fresh", "--json", cwd=workspace)
