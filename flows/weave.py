"""The flow: plan → misses → tasks → plan again, song by song, until nothing is missing."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from flows.drive import Drive, Ended, Tell
from flows.estimate import Estimate
from flows.neighbours import Neighbours
from flows.orders import Orders, Woven
from flows.progress import Onlooker
from flows.schedule import Outlook, Schedule, Shard, Slots, queue_songs
from flows.select import Site
from songloom.errors import MissingError, SongloomError
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, Step, plan_run
from songloom.settings.machine import Runner
from songloom.store import Store
from songloom.store.views import write_view
from songloom.weights.folder import find_missing, lack_weights, models_root
from tasks._cores import count_cores
from tasks._device import find_device
from tasks._step import run_steps, wrap_for_prefect

# Prefect loses events of a flow run with thousands of tasks: the next flow run goes on.
MOST_TASKS = 900
# Flow runs that fail one after another, without a step made between them, before their cause is believed to stay.
MOST_IN_VAIN = 3
# What never ran here is taken to be long, so that it rides alone.
UNKNOWN_S = 60.0


def weave(requests: Sequence[Request], site: Site, orders: Orders, watcher: Onlooker) -> Woven:
    """Make all that is missing. With nothing missing neither Prefect nor an engine is imported. MissingError, before any work, where
    weights that would be needed are not here."""
    store, known = site.store, replace(site.known, retry_failed=orders.retry_failed)
    errors, estimate = dict[str, SongloomError](), Estimate(store)

    def plan(some: Sequence[Request]) -> Plan:
        planned = plan_run(some, store, orders.until, errors, known)
        for step in planned.steps:
            estimate.learn(step)
        return planned

    def close(song: Plan) -> None:
        # A run that is cut off later leaves this song finished, by name.
        _write_views(song, store)
        watcher.batch(song)

    with store.translate_errors(), Neighbours(site, orders.until, watcher) as neighbours:
        store.sweep()
        woven, made = plan(requests), set[str]()
        if neighbours.remote and woven.missing():
            neighbours.bring(requests)
            woven = plan(requests)
        if woven.missing() or woven.queries():
            _need_weights(woven)
            watcher.begin(woven)
            runner = _choose_runner(orders, site, woven)
            # Records say who really made them.
            site = replace(site, machine=replace(site.machine, runner=runner))
            outlook = Outlook(lambda song: neighbours.open(song, plan), plan, partial(_expect, estimate), close)
            slots = _count_slots(woven, site, runner)
            schedule = Schedule(queue_songs(requests, _weigh_song), slots, outlook, errors)
            # The plan of a whole catalogue is large, and stale from here on.
            del woven
            drive = Drive(schedule, site, orders.halt, watcher, neighbours, made)
            if runner == "inline":
                drive.run(lambda shard, tell: tell(shard, run_steps(shard.steps, store, site.machine, drive.advance)))
            else:
                _run_with_prefect(drive, runner, slots.workers + slots.models)
            woven = plan(requests)
        _write_views(woven, store)
    return Woven(woven, frozenset(made), orders.halt.find_reason() if woven.missing() or woven.queries() else None)


# --------------------------------------------------------------------------------------------- private


def _need_weights(plan: Plan) -> None:
    root = models_root()
    # Once each: a catalogue's songs all use the same.
    needed = {weights.name: weights for step in plan.steps if step.is_open() for weights in step.weights.values()}
    if lacking := [name for name, weights in needed.items() if find_missing(weights, root)]:
        raise lack_weights(*lacking)


def _choose_runner(orders: Orders, site: Site, plan: Plan) -> Runner:
    """What was asked for, else the machine's; by itself one song needs no server, and several do."""
    runner = orders.runner or site.machine.runner
    if runner != "auto":
        return runner
    return "threads" if len({step.song for step in plan.steps if step.is_open()}) > 1 else "inline"


def _count_slots(plan: Plan, site: Site, runner: Runner) -> Slots:
    """Models on a GPU run beside what the processors do; on processors they take their share of them."""
    if runner == "inline":
        return Slots(1, 1, together=True)
    has_models = any(step.weights for step in plan.steps if step.is_open())
    # Threads share a loaded model, which serves one at a time.
    models = 1 if runner == "threads" else site.machine.model_workers
    return Slots(site.machine.workers or count_cores(), models, not has_models or find_device(site.machine.device) == "cpu")


def _weigh_song(requests: Sequence[Request]) -> float:
    """How long a song's work is beside others', as far as its file tells: its size, times the variants."""
    try:
        return requests[0].song.audio.stat().st_size * len(requests)
    except OSError:
        return 0.0


def _expect(estimate: Estimate, step: Step) -> float:
    """The seconds of a step; one whose like never ran here is not taken for a short one."""
    return estimate.expected_s(step.stage, step.song) if estimate.knows(step.stage) else UNKNOWN_S


def _run_with_prefect(drive: Drive, runner: Runner, workers: int) -> None:
    """As many Prefect flow runs as it takes: one ends after MOST_TASKS tasks, or when a worker was lost, and the next goes on.
    MissingError where they fail one after another."""
    from flows.runners import open_runner, run_flow

    site, in_vain = drive.site, 0

    def start(shard: Shard, tell: Tell) -> None:
        # A thread can be watched and stopped; other workers tell nothing until they are done.
        advance = drive.advance if runner == "threads" else None
        future = wrap_for_prefect(shard.stage).submit(shard.steps, site.store, site.machine, advance)
        future.add_done_callback(lambda done: tell(shard, _read_future(done)))

    while not drive.is_over():
        made = len(drive.made)
        try:
            with open_runner(site.machine, runner, workers) as task_runner:
                while not drive.is_over():
                    run_flow(lambda: drive.run(start, MOST_TASKS), task_runner)
        except (SongloomError, MemoryError):
            raise
        except Exception as error:
            # What failed may be the server or the cluster itself: the run goes on with new ones.
            in_vain = 0 if len(drive.made) > made else in_vain + 1
            drive.forget_running()
            says = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:200]}"
            if in_vain == MOST_IN_VAIN:
                raise MissingError("Prefect", f"failed {in_vain} times in a row ({says})", "run again, or with --runner inline") from error
            drive.watcher.note("prefect" if drive.is_over() else "restarted", error=says)


def _read_future(future: Any) -> Ended:
    """What a task gave back, or what it raised, or that nothing is known of it."""
    try:
        return future.result(raise_on_failure=False)
    except BaseException as error:
        # A step that Ctrl-C ended in its thread raises that in here; in the main thread it is meant for the run.
        if threading.current_thread() is threading.main_thread() and not isinstance(error, Exception):
            raise
        return error


def _write_views(plan: Plan, store: Store) -> None:
    for (song, variant), steps in groupby(plan.steps, key=lambda step: (step.song, step.variant)):
        write_view(store, song, variant, {step.stage: step.record for step in steps if step.record})
