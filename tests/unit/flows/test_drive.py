"""A run under way: what is started, what is kept of how it ends, and when it stops."""

from collections import deque
from datetime import datetime

import pytest

from flows.drive import Drive
from flows.neighbours import Neighbours
from flows.orders import Halt
from flows.progress import Silence
from flows.schedule import Outlook, Schedule, Slots
from flows.select import Site
from songloom.errors import InputError, StoreError
from songloom.model.record import Record
from songloom.pipeline.plan import Plan, Step
from songloom.settings.machine import Machine
from songloom.store import Store
from songloom.store.damage import DamagedError
from tasks._step import InputGoneError, Outcome


class Song:
    def __init__(self, name):
        self.song = type("", (), {"id": name})()


class World:
    """Songs of one step each; `ends` says how the step of a song ends: a list, one for each attempt, made when it is used up."""

    def __init__(self, tmp_path, songs, ends=None, halt=None):
        self.started, self.ends, self.errors = [], ends or {}, {}
        self.store = Store(tmp_path)
        outlook = Outlook(self.plan, self.plan, lambda step: 9.0, lambda plan: None)
        schedule = Schedule(deque((Song(name),) for name in songs), Slots(2, 1, True), outlook, self.errors)
        site = Site(self.store, Machine(), None, {})
        self.drive = Drive(schedule, site, halt or Halt(), Silence(), Neighbours(site, None, Silence()))

    def plan(self, requests):
        name = requests[0].song.id
        state = "failed" if name in self.errors else "done" if name in self.drive.made else "missing"
        return Plan((Step(name, "main", "audio", "toy", state, key=name),))

    def start(self, shard, tell):
        (step,) = shard.steps
        self.started.append(step.key)
        ends = self.ends.get(step.key)
        end = ends.pop(0) if ends else None
        if end is None or isinstance(end, InputError | DamagedError):
            end = {step.key: Outcome(None, end) if end else Outcome(Record(step.key, {}, {}))}
        tell(shard, end)

    def run(self, most=None):
        return self.drive.run(self.start, most)


def test_all_songs_are_made_and_a_failure_is_kept_with_its_attempts(tmp_path):
    world = World(tmp_path, "abc", {"b": [InputError("", "is broken")]})
    world.run()
    assert (world.drive.made, set(world.errors)) == ({"a", "c"}, {"b"})
    assert (world.store.failures.find("b").attempts, str(world.store.failures.find("b").error)) == (1, "is broken")
    world = World(tmp_path, "b", {"b": [InputError("", "is broken")]})
    world.run()
    assert world.store.failures.find("b").attempts == 2
    World(tmp_path, "b").run()
    assert world.store.failures.find("b") is None, "made after all"


def test_a_file_that_went_away_meanwhile_fails_this_run_and_nothing_is_kept(tmp_path):
    world = World(tmp_path, "ab", {"a": [InputGoneError("", "changed")]})
    world.run()
    assert set(world.errors) == {"a"}
    assert not list(world.store.failures.keys())


def test_a_step_whose_input_was_damaged_is_tried_again_and_not_for_ever(tmp_path):
    world = World(tmp_path, "ab", {"a": [DamagedError("", "flipped")], "b": [DamagedError("", "flipped")] * 5})
    world.run()
    assert (world.drive.made, set(world.errors)) == ({"a"}, {"b"})
    assert not list(world.store.failures.keys())


def test_a_lost_worker_ends_the_flow_run_and_the_next_goes_on(tmp_path):
    world = World(tmp_path, "abc", {"a": [MemoryError()]})
    assert world.run() is True
    assert world.run() is False
    assert world.drive.made == {"a", "b", "c"}


def test_an_error_of_the_store_ends_the_run_after_what_was_started(tmp_path):
    world = World(tmp_path, "abcdef", {"a": [StoreError("", "full")]})
    with pytest.raises(StoreError):
        world.run()
    assert world.started == ["a", "b"], "two workers: b was started beside it, nothing after"


def test_no_more_tasks_than_a_flow_run_may_have(tmp_path):
    world = World(tmp_path, "abcdef")
    world.run(4)
    assert len(world.started) == 4
    world.run(4)
    assert world.drive.is_over()


@pytest.mark.parametrize(
    ("halt", "why"),
    [
        (Halt(deadline=datetime(2020, 1, 1, 6, 0)), "it is 06:00 (--deadline)"),
        (Halt(fail_fast=True, has_failed=True), "a song failed (--fail-fast)"),
    ],
)
def test_nothing_is_started_after_a_halt(tmp_path, halt, why):
    world = World(tmp_path, "abc", halt=halt)
    world.run()
    assert (world.started, halt.find_reason(), world.drive.is_over()) == ([], why, True)


def test_with_fail_fast_the_first_failure_is_the_last(tmp_path):
    world = World(tmp_path, "abcdef", {"a": [InputError("", "is broken")]}, Halt(fail_fast=True))
    world.run()
    assert world.started == ["a", "b"]


def test_a_step_that_reports_ends_when_somebody_says_so(tmp_path):
    world = World(tmp_path, "a")
    world.drive.advance(None, 0.5)
    world.drive.halt.interrupted.set()
    with pytest.raises(KeyboardInterrupt):
        world.drive.advance(None, 0.5)
