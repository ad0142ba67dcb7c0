"""The journal of a run: nothing for a run that made nothing, readable wherever it was cut off."""

import os

import pytest

from flows.account import read_account
from flows.journal import Journalist, hide_secrets
from songloom.errors import InputError, UsageError
from songloom.model.record import Output, Record
from songloom.pipeline.plan import Plan, Step
from songloom.store import Store
from songloom.store.runs import find_run, is_running, list_runs, open_run, read_journal, read_plan
from tasks._step import Outcome

RECORD = Record("a" * 64, {}, {"x": Output("b" * 64, 5)}, {"seconds": 2.0, "device": "cpu", "versions": {}})
STEP = Step("thread", "main", "audio", "decode", "missing", RECORD.key)
HEAD = {"started": "2026-11-21T00:00:00Z", "words": ["weave"], "songs": ["thread", "other"], "variants": ["main"]}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def keep_journal(store):
    return Journalist(open_run(store), lambda: HEAD)


def test_a_run_that_made_nothing_leaves_nothing(store):
    with keep_journal(store) as journal:
        journal.begin(Plan(()))
        journal.ask(1, 1)
        journal.note("remote", says="nobody there")
        journal.end(Plan(()), 0)
    assert list_runs(store) == []
    assert not (store.root / "runs").exists()


def test_a_run_is_told_from_start_to_end(store):
    done = Step("thread", "main", "audio", "decode", "done", RECORD.key, record=RECORD)
    with keep_journal(store) as journal:
        journal.begin(Plan((STEP,)))
        journal.start(STEP)
        journal.finish(STEP, Outcome(RECORD))
        journal.batch(Plan((done,)))
        assert is_running(store, journal.run.name)
        journal.end(Plan((done,)), 0)
    name = find_run(store, "latest")
    account = read_account(store, name)
    assert [line["event"] for line in read_journal(store, name)] == ["run", "planned", "started", "made", "closed", "ended"]
    assert account.state == "done"
    assert account.unreached == ("other",)
    assert account.made[0]["bytes"] == 5
    assert read_plan(store, name)["songs"]["thread"]["main"]["audio"] == {"engine": "decode", "key": RECORD.key, "state": "made"}
    assert not is_running(store, name)


@pytest.mark.parametrize(("error", "state"), [(KeyboardInterrupt(), "interrupted"), (InputError("disk", "is full"), "broken")])
def test_a_run_that_an_error_ends_says_so(store, error, state):
    with pytest.raises(type(error)), keep_journal(store) as journal:
        journal.start(STEP)
        raise error
    assert read_account(store, find_run(store, "latest")).state == state


def test_a_journal_that_is_cut_at_any_byte_is_read_up_to_there(store):
    with keep_journal(store) as journal:
        journal.start(STEP)
        journal.finish(STEP, Outcome(None, InputError("x", "is bad", "mend it")))
        journal.end(Plan((Step("thread", "main", "audio", "decode", "failed", STEP.key, error=InputError("x", "is bad")),)), 1)
    name = find_run(store, "latest")
    folder = store.root / "runs" / name
    (folder / "plan.json").unlink()
    whole = (folder / "journal.jsonl").read_bytes()
    lines = whole.count(b"\n")
    for size in range(len(whole) + 1):
        (folder / "journal.jsonl").write_bytes(whole[:size])
        assert len(read_journal(store, name)) == whole[:size].count(b"\n")
        account = read_account(store, name)
        assert (account.state == "done") == (size == len(whole))
    assert lines == 4
    assert account.songs["thread"]["main"]["audio"]["error"]["what"] == "is bad"


def test_what_a_full_disk_cut_off_does_not_swallow_the_next_line(store, monkeypatch):
    run = open_run(store)
    run.write({"event": "run"})

    write = os.write

    def write_half(handle, data):
        write(handle, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(Exception, match="disk is full"):
        patched.setattr("songloom.store.runs.os.write", write_half)
        run.write({"event": "made"})
    run.write({"event": "failed"})
    run.close()
    assert [line["event"] for line in read_journal(store, run.name)] == ["run", "failed"]


def test_a_step_whose_worker_was_lost_has_not_failed(store):
    with keep_journal(store) as journal:
        journal.start(STEP)
        journal.finish(STEP, Outcome(None, InputError("", "its worker was lost")))
        journal.note("lost", stage="audio", songs=["thread"], keys=[STEP.key], error="Killed")
    assert read_account(store, journal.run.name).songs["thread"]["main"]["audio"]["state"] == "missing"


def test_a_run_that_is_not_there_is_told(store):
    with pytest.raises(UsageError, match="knows no run"):
        find_run(store, "latest")
    with keep_journal(store) as journal:
        journal.start(STEP)
    with pytest.raises(UsageError, match="one run only"):
        find_run(store, "previous")
    with pytest.raises(UsageError, match="no such run"):
        find_run(store, "../../etc")


def test_secrets_are_not_written():
    assert hide_secrets(["--store", "s3://me:pass@b/x?key=1", "a@b.ogg"]) == ["--store", "s3://…@b/x?…", "a@b.ogg"]
