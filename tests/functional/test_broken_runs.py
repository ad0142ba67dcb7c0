"""Whatever ends a run, or takes a part of it away: the next one, or the same, ends with the root digest of an unbroken run."""

import signal
from pathlib import Path

import pytest

from songloom.store import Store
from songloom.store.verify import verify_store
from tests.fixtures.catalogue import Weaving, list_runners, read_root, read_runs, write_catalogue
from tests.functional.conftest import LYRICS, PARAMS

CHEAP = ("--until", "timing")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Path:
    """Three songs, and a machine that makes one step at a time, in another process; each test has stores of its own in it."""
    root = write_catalogue(tmp_path_factory.mktemp("broken") / "songs", 3, 9.0, PARAMS, LYRICS)
    (root / "configs" / "machines").mkdir()
    (root / "configs" / "machines" / "lonely.yaml").write_text("{runner: processes, workers: 1}\n")
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> dict[str, str]:
    """Where these runs keep Prefect's database."""
    return {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


@pytest.fixture(scope="module")
def unbroken(catalogue) -> str:
    """The root digest of a run to which nothing happens."""
    assert Weaving(catalogue, "unbroken", "--runner", "inline", *CHEAP, "--json").end()[0] == 0
    return read_root(catalogue, "unbroken")


def end_well(weaving: Weaving) -> str:
    """The run ends as if nothing had happened; what it said."""
    code, said = weaving.end()
    assert code == 0, said
    assert "Traceback" not in said
    findings = verify_store(Store(weaving.store), lambda share: None)
    assert (findings.bad_objects, findings.bad_records) == ((), ())
    return said


def kill_at(root: Path, store: str, points: range, *words: object, **variables: str) -> int:
    """Weave, and kill whenever the store has come to so many records; how many were killed."""
    killed = 0
    for point in points:
        weaving = Weaving(root, store, *words, "--json", **variables)
        if not weaving.wait_until(lambda weaving=weaving, point=point: weaving.count_records() >= point):
            assert weaving.end()[0] == 0
            break
        weaving.kill()
        killed += 1
    return killed


def test_a_weave_killed_at_ten_points_ends_as_an_unbroken_one(workspace, run_songloom):
    """One song with all of its stages; of pictures and segments, each part is a record, so some points lie inside a stage."""
    whole = run_songloom("weave", "--json", "--manifest", "unbroken.json", cwd=workspace)
    assert whole.made() == set()
    assert kill_at(workspace, "killed", range(1, 11), "--runner", "inline") == 10
    end_well(Weaving(workspace, "killed", "--json"))
    assert read_root(workspace, "killed") == read_root(workspace, "unbroken")


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_a_catalogue_killed_at_every_third_record_ends_as_an_unbroken_one(runner, catalogue, home):
    assert Weaving(catalogue, "all", "--runner", "inline", "--json").end()[0] == 0
    assert kill_at(catalogue, f"killed-{runner}", range(1, 1000, 3), "--runner", runner, **home) >= 10
    assert read_root(catalogue, f"killed-{runner}") == read_root(catalogue, "all")


def test_a_run_goes_on_without_the_database_of_prefect(catalogue, unbroken, home):
    """The server forgets the run that it serves: the run ends well all the same."""
    weaving = Weaving(catalogue, "forgotten", "--runner", "threads", *CHEAP, **home)
    assert weaving.wait_until(lambda: weaving.count_records() > 0)
    gone = list(Path(home["PREFECT_HOME"]).glob("prefect.db*"))
    assert gone
    for file in gone:
        file.unlink()
    end_well(weaving)
    assert read_root(catalogue, "forgotten") == unbroken
    assert list_runners(weaving.store) == {"threads"}


def test_a_run_goes_on_without_a_worker_that_was_killed_in_its_step(catalogue, unbroken, home):
    weaving = Weaving(catalogue, "bereft", "--runner", "processes", *CHEAP, "--json", **home)
    for worker in weaving.stop_workers():
        worker.kill()
    end_well(weaving)
    assert [event for event in read_runs(weaving.store)[0] if event["event"] == "lost"]
    assert read_root(catalogue, "bereft") == unbroken
    assert list_runners(weaving.store) == {"processes"}


def test_ctrl_c_waits_for_no_step_of_a_worker_process(catalogue, unbroken, home):
    """Its workers are stopped in the middle of a step: that would never end."""
    weaving = Weaving(catalogue, "stopped", "--machine", "lonely", *CHEAP, **home)
    assert weaving.stop_workers()
    weaving.process.send_signal(signal.SIGINT)
    code, said = weaving.end()
    assert (code, said.count("Traceback")) == (130, 0), said
    assert said.count("interrupted") == 1
    assert read_runs(weaving.store)[0][-1]["code"] == 130
    end_well(Weaving(catalogue, "stopped", "--runner", "inline", *CHEAP))
    assert read_root(catalogue, "stopped") == unbroken


def test_one_poisoned_song_of_twenty_fails_alone_and_is_tried_again_when_told(tmp_path, run_songloom):
    root = write_catalogue(tmp_path / "songs", 20, 2.0, PARAMS, "[00:00.20]One thread\n")
    sound = root / "music" / "s7.ogg"
    whole = sound.read_bytes()
    words = ("weave", "--runner", "inline", *CHEAP, "--json", "--manifest")
    sound.write_bytes(b"OggS" + bytes(range(256)) * 40)
    ran = run_songloom(*words, "poisoned.json", cwd=root, code=1)
    assert set(ran.json()["failed"]) == {"s7"}
    assert all(ran.made(f"s{number}") for number in range(20) if number != 7)
    # What failed is not tried again by itself, and of the others nothing is.
    assert set(run_songloom(*words, "poisoned.json", cwd=root, code=1).json()["failed"]) == {"s7"}
    assert len(read_runs(root / "artifacts")) == 1
    assert set(run_songloom(*words, "poisoned.json", "--retry-failed", cwd=root, code=1).json()["failed"]) == {"s7"}
    assert [event["song"] for event in read_runs(root / "artifacts")[1] if event["event"] == "started"] == ["s7"]
    sound.write_bytes(whole)
    ran = run_songloom(*words, "repaired.json", "--retry-failed", cwd=root)
    assert ran.made("s7") and not any(ran.made(f"s{number}") for number in range(20) if number != 7)
    run_songloom(*words, "whole.json", "--store", root / "whole", cwd=root)
    assert (root / "repaired.json").read_bytes() == (root / "whole.json").read_bytes()
