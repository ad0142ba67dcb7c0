"""Every call that writes fails once: as a short write, for want of space, as a broken disk. The next run completes all the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from songloom.store import Store
from songloom.store.verify import verify_store

KINDS = ("short", "enospc", "eio")
SOURCE = Path(__file__).parent.parent / "fixtures" / "faults.c"

# One process tries every call: it arms the fault, works, disarms it, looks, and lets the next run complete.
WORKER = """
import ctypes, errno, hashlib, os, pathlib, shutil, sys, time
from songloom.errors import InputError, StoreError
from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store
from songloom.store.gc import Terms, collect_garbage
from songloom.store.records import read_record
from songloom.store.verify import Share, verify_store
from songloom.store.views import write_view

faults, root, stride = ctypes.CDLL(None), pathlib.Path(sys.argv[1]), int(sys.argv[2])
DAY = 86400.0

def work(store):
    with store.translate_errors():
        store.sweep()
        records = {}
        for number in range(2):
            preimage = {"stage": "audio", "number": number}
            record = store.records.find(hash_preimage(preimage))
            if not record:
                with store.scratch() as folder:
                    (folder / "a").write_bytes(bytes([number]) * 100_000)
                    outputs = {"a": store.objects.adopt(folder / "a"), "b": store.objects.put(b"doc %d" % number)}
                    record = store.records.commit(Record(hash_preimage(preimage), preimage, outputs, {"seconds": 0.0}))
            records[f"stage-{number}"] = record
        store.failures.keep("ab" * 32, "audio", InputError("song", "is broken"))
        write_view(store, "song", "main", records)
        store.objects.put(b"nobody's")
        collect_garbage(store, Terms(time.time() + DAY, 0.0))
        store.objects.put(b"nobody's")
        verify_store(store, lambda share: None)
        store.objects.copy_out(records["stage-0"].outputs["a"], store.root / "copy")

def digest(store):
    links = sorted((store.root / "songs").rglob("*"))
    return hashlib.sha256(b"".join(link.read_bytes() for link in links if link.is_symlink())).hexdigest()

def look(store, n, kind):
    for path in store.root.glob("objects/??/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name, f"{kind} {n}: a half-written object"
    for path in store.root.glob("records/??/*.json"):
        assert read_record(path), f"{kind} {n}: a half-written record"

os.environ["FAULT_AT"] = "0"
work(Store(root / "unbroken" / "store"))
unbroken, tried = digest(Store(root / "unbroken" / "store")), 0
for kind in ("short", "enospc", "eio"):
    for n in range(1, 10_000, stride):
        store = Store(root / "broken" / "store")
        store.root.parent.mkdir()
        os.environ.update(FAULT_AT=str(n), FAULT_KIND=kind)
        faults.fault_reset()
        try:
            work(store)
        except StoreError as error:
            assert "\\n" not in str(error) and error.exit_code == 3
        count = faults.fault_reset()
        os.environ["FAULT_AT"] = "0"
        look(store, n, kind)
        work(store)
        look(store, n, kind)
        assert digest(store) == unbroken, f"{kind} {n}: the next run ends with something else"
        shutil.rmtree(root / "broken")
        tried += 1
        if count < n:
            break
print(tried)
"""


@pytest.fixture(scope="session")
def shim(tmp_path_factory) -> Path:
    """The library that makes calls fail, built here."""
    if not shutil.which("cc"):
        pytest.skip("there is no C compiler")
    library = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    return library


def break_store(shim, root, stride) -> int:
    """How many faults were tried."""
    root.mkdir()
    variables = {"LD_PRELOAD": str(shim), "FAULT_ROOT": str(root), "FAULT_LOG": str(root) + ".log"}
    command = [sys.executable, "-c", WORKER, str(root), str(stride)]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_every_third_call_of_the_store_that_writes_fails_once(shim, tmp_path):
    assert break_store(shim, tmp_path / "root", 3) > 80


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_call_of_the_store_that_writes_fails_once(shim, tmp_path):
    assert break_store(shim, tmp_path / "root", 1) > 240


def break_weave(shim, workspace, run_songloom, points) -> None:
    """`points` chooses from how many calls there are which of them fail; the kind goes round."""
    log = workspace.parent / "faults.log"
    shutil.copytree(workspace, workspace.parent / "unbroken", symlinks=True)
    variables = {"LD_PRELOAD": str(shim), "FAULT_LOG": str(log)}

    def run(at: int, kind: str, root: Path):
        words = ("weave", "--runner", "inline", "-o", "out", "--manifest", "manifest.json", "--json")
        return run_songloom(*words, cwd=root, code=None, **variables, FAULT_ROOT=str(root), FAULT_AT=str(at), FAULT_KIND=kind)

    params = (workspace / "params.yaml").read_text().replace("crf: 35", "crf: 36")
    (workspace.parent / "unbroken" / "params.yaml").write_text(params)
    assert run(0, "eio", workspace.parent / "unbroken").code == 0
    unbroken = (workspace.parent / "unbroken" / "manifest.json").read_bytes()
    for number, at in enumerate(points(int(log.read_text()))):
        kind = KINDS[number % len(KINDS)]
        root = Path(shutil.copytree(workspace, workspace.parent / f"broken-{number}", symlinks=True))
        (root / "params.yaml").write_text(params)
        log.unlink(missing_ok=True)
        ran = run(at, kind, root)
        fired = log.read_text().strip() if log.exists() else "nothing"
        told = f"{kind} of call {at}, {fired}: exit code {ran.code}, {ran.err}"
        assert ran.code in (0, 3), told
        assert ran.err.strip().count("\n") == 0, told
        findings = verify_store(Store(root / "artifacts"), lambda share: None)
        assert (findings.bad_objects, findings.bad_records) == ((), ()), told
        assert not [file for file in root.rglob(".*") if file.is_file() and "artifacts" not in file.parts], told
        again = run(0, kind, root)
        assert again.code == 0, f"{told}; then {again.err}"
        assert (root / "manifest.json").read_bytes() == unbroken, told
        video = root / "out" / "video.mp4"
        assert video.read_bytes() == (workspace.parent / "unbroken" / "out" / "video.mp4").read_bytes(), told
        shutil.rmtree(root)


def test_some_calls_of_a_weave_that_write_fail_once(shim, workspace, run_songloom):
    break_weave(shim, workspace, run_songloom, lambda count: [count // 5, count // 2, 4 * count // 5])


@pytest.mark.soak
@pytest.mark.timeout(36000)
def test_every_call_of_a_weave_that_writes_fails_once(shim, workspace, run_songloom):
    break_weave(shim, workspace, run_songloom, lambda count: [at for at in range(1, count + 1) for _ in KINDS])
