"""Making a step, with a task that the test plants in place of a stage's own."""

import sys
from threading import Barrier, Event
from types import ModuleType

import pytest

from songloom.errors import InputError, MissingError, StoreError
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.outside import Input
from songloom.pipeline.plan import Step
from songloom.settings.machine import Machine
from songloom.store import Store
from songloom.store.objects import hash_file
from tasks._job import Part
from tasks._step import InputGoneError, run_steps


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def run(store, tmp_path, monkeypatch):
    song = tmp_path / "song.mp3"
    song.write_bytes(b"sound")

    def run_task(advance=None, digest=None, machine=None, **functions):
        task = ModuleType("tasks.timing")
        vars(task).update(functions)
        monkeypatch.setitem(sys.modules, "tasks.timing", task)
        inputs = {"song/edits": Input(digest or hash_file(song).digest, path=song)}
        preimage = build_preimage(Maker("timing", "merge", "1", {}), {name: item.digest for name, item in inputs.items()})
        step = Step("song", "main", "timing", "merge", "missing", hash_preimage(preimage), preimage, inputs)
        return run_steps([step], store, machine or Machine(), advance)[step.key]

    return run_task


def test_what_a_task_writes_is_what_the_step_made(run, store):
    said = []

    def make(job):
        job.progress(0.5)
        (job.scratch / "nobody keeps this").touch()
        (job.folder / "timing.json").write_bytes(job.inputs["song/edits"].read_bytes())

    record = run(lambda step, share: said.append((step.stage, share)), make=make).record
    assert store.objects.path_of(record.outputs["timing.json"].digest).read_bytes() == b"sound"
    assert store.records.find(record.key) == record
    assert record.provenance["seconds"] >= 0
    assert said == [("timing", 0.5)]
    assert not list((store.root / "tmp").glob("step-*"))


def test_a_bad_input_is_a_failure_and_leaves_nothing(run, store):
    def make(job):
        (job.folder / "half.json").touch()
        raise InputError("", "is broken", "mend it")

    outcome = run(make=make)
    assert str(outcome.error) == "is broken; mend it"
    assert not list(store.records.paths())
    assert not list(store.objects.root.glob("??/*"))


def test_a_defect_is_a_failure_with_a_trace_on_disk(run, store):
    def make(job):
        raise ZeroDivisionError("never")

    assert "timing failed with ZeroDivisionError: never" in str(run(make=make).error)
    (trace,) = (store.root / "traces").iterdir()
    assert "ZeroDivisionError" in trace.read_text()


@pytest.mark.parametrize("error", [StoreError("", "full"), MissingError("", "no Skia"), MemoryError(), KeyboardInterrupt()])
def test_what_is_not_the_songs_fault_is_raised(run, error):
    def make(job):
        raise error

    with pytest.raises(type(error)):
        run(make=make)


def test_a_file_that_changed_since_it_was_planned_is_not_used(run):
    error = run(digest="0" * 64, make=lambda job: list(job.inputs.values())).error
    assert "changed while it was being read" in str(error)
    assert type(error) is InputGoneError, "it says nothing of what the file holds, so nothing is kept of it"


def test_what_another_attempt_made_is_not_made_again(run):
    def make(job):
        (job.folder / "timing.json").touch()

    def fail(job):
        raise AssertionError("made twice")

    assert run(make=make).record == run(make=fail).record


def test_only_parts_without_a_record_are_made(run, store):
    made = []

    def make_part(job, part):
        made.append(part.name)
        (job.folder / "piece.txt").write_text(part.slice["shows"])
        assert job.inputs["edits"].read_bytes() == b"sound"

    def parts_of(*shown):
        return lambda job: [Part(f"part-{n}", {"shows": text}, {"edits": "song/edits"}) for n, text in enumerate(shown)]

    first = run(parts=parts_of("a", "b", "a"), make_part=make_part).record
    assert made == ["part-0", "part-1"]
    assert list(first.outputs) == ["part-0.txt", "part-1.txt", "part-2.txt"]
    assert first.outputs["part-0.txt"] == first.outputs["part-2.txt"]
    assert first.provenance["parts"] == {"made": 2, "reused": 1}
    store.records.path_of(first.key).unlink()
    again = run(parts=parts_of("b", "c"), make_part=make_part).record
    assert made == ["part-0", "part-1", "part-1"]
    assert again.provenance["parts"] == {"made": 1, "reused": 1}


def test_a_file_that_a_step_never_asks_for_is_not_read(run):
    assert run(digest="0" * 64, make=lambda job: (job.folder / "timing.json").touch()).record


PIECES = [Part(f"part-{n}", {"shows": text}, {"edits": "song/edits"}) for n, text in enumerate("abc")]
ALONE = Machine(runner="inline", workers=3)


def test_a_step_that_runs_alone_makes_its_parts_together_and_the_same(run, store):
    meeting = Barrier(3, timeout=30)

    def make_part(job, part):
        meeting.wait()
        (job.folder / "piece.txt").write_text(part.slice["shows"])

    def make_alone(job, part):
        (job.folder / "piece.txt").write_text(part.slice["shows"])

    together = run(machine=ALONE, parts=lambda job: PIECES, make_part=make_part, count_at_once=lambda job, cores: cores).record
    for key in (together.key, *together.provenance["part_keys"]):
        store.records.path_of(key).unlink()
    after_one_another = run(parts=lambda job: PIECES, make_part=make_alone, count_at_once=lambda job, cores: cores).record
    assert together.outputs == after_one_another.outputs
    assert list(together.outputs) == [f"part-{n}.txt" for n in range(3)]
    assert together.provenance["part_keys"] == after_one_another.provenance["part_keys"]


def test_parts_that_are_made_together_end_with_the_first_that_fails(run, store):
    meeting, has_failed = Barrier(2, timeout=30), Event()

    def make_part(job, part):
        if part.name == "part-0":
            meeting.wait()
            has_failed.set()
            raise InputError("", "is broken", "mend it")
        meeting.wait()
        has_failed.wait(30)
        for _ in range(10_000_000):
            job.progress(0.5)
        raise AssertionError("went on to its end")

    error = run(machine=ALONE, parts=lambda job: PIECES[:2], make_part=make_part, count_at_once=lambda job, cores: 2).error
    assert "is broken" in str(error)
    assert not list(store.records.root.glob("??/*.json"))
