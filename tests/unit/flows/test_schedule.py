"""What a run does next, seen without running anything: a made-up graph of three stages, in which what is made is a set of keys."""

from collections import deque
from dataclasses import replace

import pytest

from flows.schedule import MOST_LOSSES, SONGS_PER_WORKER, Outlook, Schedule, Slots
from songloom.pipeline.plan import Plan, Step

CHAIN = ("audio", "stems", "segments")
TWO = Slots(2, 1, together=True)
# Whether there are any is all that a schedule asks.
WEIGHTS = {"model": object()}


class Song:
    def __init__(self, name):
        self.song = type("", (), {"id": name})()


class World:
    """Plans by what was made; `with_model` are stages that need one, `alike` are songs that are the same work."""

    def __init__(self, songs, slots=TWO, with_model=(), seconds=lambda step: 60.0, alike=()):
        self.made, self.closed, self.with_model, self.alike = set(), [], with_model, alike
        self.elsewhere = set()
        queue = deque([(Song(name),) for name in songs])
        outlook = Outlook(self.open, self.plan, seconds, lambda plan: self.closed.append(plan.steps[0].song))
        self.schedule = Schedule(queue, slots, outlook, {})

    def plan(self, requests):
        (request,), steps, is_made, error = requests, [], True, None
        name = "same" if request.song.id in self.alike else request.song.id
        for stage in CHAIN:
            key = f"{name}/{stage}"
            error = error or self.schedule.errors.get(key)
            state = "failed" if error else "done" if key in self.made else "missing" if is_made else "waiting"
            is_made = key in self.made
            weights = WEIGHTS if stage in self.with_model else {}
            steps.append(Step(request.song.id, "main", stage, "toy", state, key=key, weights=weights, error=error))
        return Plan(tuple(steps))

    def open(self, requests):
        return None if requests[0].song.id in self.elsewhere else self.plan(requests)

    def start_all(self):
        shards = []
        while shard := self.schedule.next_shard():
            shards.append(shard)
        return shards

    def finish(self, shard):
        self.made |= {step.key for step in shard.steps}
        self.schedule.finish(shard, {})

    def run(self):
        order = []
        while not self.schedule.is_done():
            for shard in self.start_all():
                order += [step.key for step in shard.steps]
                self.finish(shard)
        return order


def keys(shard):
    return [step.key for step in shard.steps]


def test_all_is_made_once_and_every_song_is_closed_once():
    world = World([str(number) for number in range(40)])
    order = world.run()
    assert sorted(order) == sorted(f"{song}/{stage}" for song in range(40) for stage in CHAIN)
    assert sorted(world.closed, key=int) == [str(number) for number in range(40)]


def test_a_cut_night_leaves_finished_songs():
    world = World([str(number) for number in range(40)])
    for _ in range(15):
        for shard in world.start_all():
            world.finish(shard)
    assert len(world.closed) >= 8, "of 30 steps, 24 went into songs that are finished"


def test_only_a_few_songs_are_in_hand():
    planned = []
    world = World([str(number) for number in range(1000)])
    whole = world.plan
    world.schedule.outlook = replace(world.schedule.outlook, open=lambda requests: (planned.append(requests), whole(requests))[1])
    world.start_all()
    assert len(planned) <= SONGS_PER_WORKER * 3


def test_what_another_machine_has_in_hand_is_looked_at_again_later():
    world = World("abc")
    world.elsewhere = {"b"}
    for _ in CHAIN:
        for shard in world.start_all():
            world.finish(shard)
    assert (world.closed, world.schedule.is_done()) == (["a", "c"], False)
    world.made |= {f"b/{stage}" for stage in CHAIN}
    world.elsewhere = set()
    world.schedule.look_again()
    assert not world.start_all(), "it was made over there"
    assert (world.closed[-1], world.schedule.is_done()) == ("b", True)


def test_no_more_run_than_there_are_slots():
    world = World("abcdefgh", Slots(3, 1, together=True))
    assert len(world.start_all()) == 3


def test_models_run_beside_processors_only_where_they_have_their_own():
    beside, together = (World("abcdefgh", Slots(2, 1, together=together), with_model=("stems",)) for together in (False, True))
    for world in (beside, together):
        for shard in world.start_all():
            world.finish(shard)
    assert [[step.stage for step in shard.steps] for shard in beside.start_all()] == [["stems"], ["audio"], ["audio"]]
    assert [[step.stage for step in shard.steps] for shard in together.start_all()] == [["stems"], ["audio"]]


def test_a_model_that_would_wait_is_fed_first():
    world = World("abcd", Slots(1, 1, together=False), with_model=("stems",))
    world.made |= {"a/audio", "a/stems"}
    assert keys(world.start_all()[0]) == ["b/audio"], "a's segments are further along, but nothing is there for the model to do"
    world.made |= {"b/audio"}
    (running,) = {id(shard): shard for shard in world.schedule._running.values()}.values()
    world.finish(running)
    assert sorted(key for shard in world.start_all() for key in keys(shard)) == ["a/segments", "b/stems"]


def test_the_longest_goes_first_and_short_ones_ride_together():
    seconds = {"a": 0.3, "b": 0.9, "c": 0.5, "d": 0.4, "e": 50.0}
    world = World("abcde", Slots(1, 1, together=True), seconds=lambda step: seconds[step.song])
    (first,) = world.start_all()
    assert keys(first) == ["e/audio"]
    world.made |= {f"e/{stage}" for stage in CHAIN}
    world.finish(first)
    assert keys(world.start_all()[0]) == ["b/audio", "c/audio", "d/audio"], "0.9 + 0.5 + 0.4 s; one more would be too much"


def test_equal_work_of_two_songs_is_started_once():
    world = World("ab", alike="ab")
    (shard,) = world.start_all()
    world.finish(shard)
    assert [keys(shard) for shard in world.start_all()] == [["same/stems"]]


def test_what_took_its_worker_down_runs_alone_and_is_given_up_when_it_does_so_again():
    world = World("abc", Slots(3, 1, together=True))
    lost, other, third = world.start_all()
    world.schedule.lose(lost, MemoryError())
    assert not world.start_all(), "others are still running, so it waits"
    world.finish(other)
    world.finish(third)
    (alone,) = world.start_all()
    assert (alone.steps, MOST_LOSSES) == (lost.steps, 2)
    world.schedule.lose(alone, MemoryError("too much"))
    assert "took its worker down" in str(world.schedule.errors[alone.steps[0].key])
    assert len(world.start_all()) == 2


def test_a_suspect_that_runs_well_alone_is_no_suspect_any_more():
    world = World("ab")
    lost, other = world.start_all()
    world.finish(other)
    world.schedule.lose(lost, MemoryError())
    world.finish(world.start_all()[0])
    assert len(world.start_all()) == 2


@pytest.mark.parametrize("together", [True, False])
def test_everything_ends_whatever_is_lost(together):
    world = World("abcdef", Slots(2, 1, together=together), with_model=("stems",))
    for number in range(1000):
        if world.schedule.is_done():
            break
        for shard in world.start_all():
            world.schedule.lose(shard, MemoryError()) if number % 3 == 0 else world.finish(shard)
    assert world.schedule.is_done()
    assert sorted(world.closed) == list("abcdef")
