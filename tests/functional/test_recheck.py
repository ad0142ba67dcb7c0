"""recheck: what is wrong in the store is found by making it again, and nothing of the store changes."""

import json
import secrets
import sys
from types import ModuleType

import numpy as np
import pytest
import soundfile

from flows.recheck import Sample, pick_sample, run_recheck
from flows.select import Asked
from songloom.errors import UsageError
from songloom.model.document import dump_canonical
from songloom.pipeline.plan import Step
from songloom.pipeline.tolerance import TOLERANCES, Tolerance
from songloom.store import Store
from songloom.store.records import read_record


@pytest.fixture
def store(workspace, monkeypatch):
    monkeypatch.chdir(workspace)
    return Store(workspace / "artifacts")


@pytest.fixture
def recheck(store, capsys):
    """Rechecks one stage in this process: exit code and report."""

    def run(stage):
        code = run_recheck(Asked(), Sample("100%", 0, stage), as_json=True)
        report = json.loads(capsys.readouterr().out)
        assert report["schema"] == 1
        return code, report["steps"][0]

    return run


@pytest.fixture
def plant_task(monkeypatch):
    """Puts a task in place of a stage's own."""

    def plant(stage, make):
        task = ModuleType(f"tasks.{stage}")
        task.make = make
        monkeypatch.setitem(sys.modules, f"tasks.{stage}", task)

    return plant


def find_record(store, stage, has=lambda record: True):
    records = (read_record(path) for path in store.records.paths())
    return next(record for record in records if record.preimage["stage"] == stage and has(record))


def rewrite_record(store, record, **fields):
    path = store.records.path_of(record.key)
    path.write_bytes(dump_canonical(json.loads(path.read_bytes()) | fields))


def plant_output(store, record, name, data):
    """Other bytes under a name, with digest and size as they should be."""
    outputs = {**record.outputs, name: store.objects.put(data)}
    rewrite_record(store, record, outputs={file: output._asdict() for file, output in outputs.items()})


def list_files(store):
    return {path: path.stat().st_mtime_ns for folder in ("objects", "records") for path in (store.root / folder).rglob("*")}


def test_what_was_made_well_is_made_the_same_again_and_nothing_changes(workspace, run_songloom):
    store = Store(workspace / "artifacts")
    before = list_files(store)
    ran = run_songloom("recheck", "--sample", "50%", cwd=workspace)
    assert ran.out.splitlines()[-1] == "7 of 13 steps made again: 7 same bytes"
    assert ran.out.count("same bytes") == 7 + 1, ran.out
    assert list_files(store) == before
    assert not list((store.root / "tmp").glob("step-*"))


def test_a_wrong_result_with_sound_digests_is_found_where_verify_finds_nothing(workspace, run_songloom):
    store = Store(workspace / "artifacts")
    plant_output(store, find_record(store, "subtitles"), "lyrics.srt", b"1\n00:00:01,000 --> 00:00:02,000\nAnother song\n")
    run_songloom("verify", cwd=workspace)
    ran = run_songloom("recheck", "thread", "--stage", "subtitles", cwd=workspace, code=3)
    assert "DIFFERENT: lyrics.srt: has other bytes" in ran.out


def test_a_wrong_part_is_found_since_parts_are_made_anew(store, recheck):
    whole = find_record(store, "images", lambda record: len(record.outputs) > 1)
    other = store.objects.path_of(whole.outputs["scene-000.png"].digest).read_bytes()
    wrong = whole.outputs["scene-001.png"]
    part = find_record(store, "images", lambda record: list(record.outputs.values()) == [wrong])
    plant_output(store, part, "scene.png", other)
    plant_output(store, whole, "scene-001.png", other)
    code, step = recheck("images")
    assert (code, step["verdict"], step["file"]) == (3, "different", "scene-001.png")


def test_an_engine_that_draws_lots_is_found(store, recheck, plant_task):
    plant_task("subtitles", lambda job: (job.folder / "lyrics.srt").write_text(secrets.token_hex(8)))
    drawn = store.objects.put(b"what was drawn before")._asdict()
    rewrite_record(store, find_record(store, "subtitles"), outputs={"lyrics.srt": drawn})
    code, step = recheck("subtitles")
    assert (code, step["verdict"], step["file"]) == (3, "different", "lyrics.srt")


def plant_noise(plant_task, store, level):
    """Stems as they are in the store, and a little noise."""
    files = {name: store.objects.path_of(output.digest) for name, output in find_record(store, "stems").outputs.items()}
    chance = np.random.Generator(np.random.PCG64(1))

    def make(job):
        for name, path in files.items():
            sound, rate = soundfile.read(path)
            soundfile.write(job.folder / name, sound + level * chance.standard_normal(sound.shape), rate, format="FLAC")

    plant_task("stems", make)


@pytest.mark.parametrize(("level", "code", "verdict"), [(1e-4, 0, "tolerated"), (1e-1, 3, "different")])
def test_a_network_may_differ_as_far_as_its_tolerance_says(store, recheck, plant_task, monkeypatch, level, code, verdict):
    monkeypatch.setitem(TOLERANCES, "stems.centre", Tolerance("sound", 30.0, False, "as a network's"))
    plant_noise(plant_task, store, level)
    ended, step = recheck("stems")
    assert (ended, step["verdict"], step["value"] >= 30) == (code, verdict, verdict == "tolerated")
    assert step["tolerance"] == {"metric": "sound", "bound": 30.0, "why": "as a network's"}


def test_other_libraries_may_differ_where_the_same_ones_may_not(store, recheck, plant_task):
    plant_noise(plant_task, store, 1e-5)
    assert recheck("stems")[1]["verdict"] == "different"
    record = find_record(store, "stems")
    versions = record.provenance["versions"] | {"numpy": "1.0"}
    rewrite_record(store, record, provenance=record.provenance | {"versions": versions})
    code, step = recheck("stems")
    assert (code, step["verdict"]) == (0, "tolerated")
    assert step["changed_since"] == [f"numpy {np.__version__}, was 1.0"]


def test_a_damaged_object_is_told_as_such(store, recheck):
    path = store.objects.path_of(find_record(store, "subtitles").outputs["lyrics.srt"].digest)
    path.chmod(0o644)
    path.write_bytes(bytes(reversed(path.read_bytes())))
    code, step = recheck("subtitles")
    assert (code, step["verdict"], step["file"]) == (3, "damaged", "lyrics.srt")


def test_a_step_that_cannot_be_made_again_is_told_and_its_trace_is_kept(store, recheck, plant_task):
    plant_task("subtitles", lambda job: 1 / 0)
    code, step = recheck("subtitles")
    assert (code, step["verdict"]) == (1, "failed")
    (trace,) = (store.root / "traces").iterdir()
    assert str(trace) in step["says"]
    assert "ZeroDivisionError" in trace.read_text()


def make_steps(count):
    return [Step("song", "main", "audio", "decode", "done", f"{number:064x}") for number in range(count)]


def test_a_sample_is_the_same_for_the_same_seed_and_hardly_moves_when_songs_join():
    steps = make_steps(1000)
    picked = pick_sample(steps, Sample("5%"))
    assert len(picked) == 50
    assert pick_sample(list(reversed(steps)), Sample("5%")) == list(reversed(picked))
    assert pick_sample(steps, Sample("5%", seed=1)) != picked
    assert len({step.key for step in pick_sample(make_steps(1010), Sample("50"))} & {step.key for step in picked}) >= 45
    assert pick_sample(steps, Sample("2000")) == steps
    assert pick_sample([], Sample("100%")) == []


@pytest.mark.parametrize("size", ["0", "-1", "101%", "many", "%", "²"])
def test_a_sample_that_makes_no_sense_is_refused(size):
    with pytest.raises(UsageError, match="20 or 5%"):
        pick_sample(make_steps(3), Sample(size))
