"""The flow: plan → misses → tasks → plan again, until nothing is missing."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal

from flows.progress import Onlooker
from flows.select import Site
from songloom.model.answer import Query
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, Step, plan_run
from songloom.store import Store
from songloom.store.views import write_view
from songloom.weights.folder import find_missing, lack_weights, models_root
from tasks._step import Outcome, run_steps, wrap_for_prefect

Runner = Literal["inline", "threads"]
Outcomes = dict[str, Outcome]
RunWave = Callable[[list[Step]], Outcomes]
RunBatches = Callable[[int, RunWave], None]

# Songs go through in batches, so that a run which is cut off leaves finished videos rather than half of every one.
SONGS_PER_WORKER = 2


def weave(requests: Sequence[Request], site: Site, until: str | None, runner: Runner, watcher: Onlooker) -> tuple[Plan, Outcomes]:
    """Make all that is missing: the plan as it stands afterwards, and how each step that ran ended, by key.

    With nothing missing neither Prefect nor an engine is imported. MissingError, before any work, where weights that would be needed
    are not here.
    """
    store, outcomes = site.store, Outcomes()

    def plan(some: Sequence[Request]) -> Plan:
        failed = {key: outcome.error for key, outcome in outcomes.items() if outcome.error}
        return plan_run(some, store, until, failed, site.known)

    def run_batches(workers: int, run_wave: RunWave) -> None:
        for batch in _batch_songs(requests, workers):
            while (current := plan(batch)).missing() or current.queries():
                outcomes.update(run_wave(current.missing()))
                _ask_providers(current.queries(), site, watcher)
            # A run that is cut off later leaves these songs finished, by name.
            _write_views(plan(batch), store)

    with store.translate_errors():
        store.sweep()
        before = plan(requests)
        if not before.missing():
            # Nothing may be left to run once they have answered: a server is not started to find that out.
            _ask_providers(before.queries(), site, watcher)
            before = plan(requests)
        if before.missing() or before.queries():
            _need_weights(before)
            if runner == "inline":
                run_batches(1, lambda steps: run_steps(steps, store, site.machine, watcher))
            else:
                _run_with_prefect(run_batches, site, watcher)
        woven = plan(requests)
        _write_views(woven, store)
    return woven, outcomes


# --------------------------------------------------------------------------------------------- private


def _ask_providers(queries: Sequence[Query], site: Site, watcher: Onlooker) -> None:
    """What takes long is being polite: a service is asked a few times a second at most."""
    for done, query in enumerate(queries):
        watcher.ask(done, len(queries))
        site.asking.ask(query)
    watcher.ask(len(queries), len(queries))


def _need_weights(plan: Plan) -> None:
    root = models_root()
    # Once each: a catalogue's songs all use the same.
    needed = {weights.name: weights for step in plan.steps if step.is_open() for weights in step.weights.values()}
    if lacking := [name for name, weights in needed.items() if find_missing(weights, root)]:
        raise lack_weights(*lacking)


def _run_with_prefect(run_batches: RunBatches, site: Site, watcher: Onlooker) -> None:
    """One Prefect flow run; in each wave, every stage is one task per worker."""
    _quiet_prefect()
    from prefect import flow
    from prefect.task_runners import ThreadPoolTaskRunner

    workers = site.machine.workers or _count_processors()

    def run_wave(steps: list[Step]) -> Outcomes:
        futures = []
        for stage, group in groupby(sorted(steps, key=lambda step: step.stage), key=lambda step: step.stage):
            task, found = wrap_for_prefect(stage), list(group)
            # A model is loaded once: what uses one goes through a single worker.
            size = 1 if any(step.weights for step in found) else min(workers, len(found))
            futures += [task.submit(found[worker::size], site.store, site.machine, watcher) for worker in range(size)]
        return {key: outcome for future in futures for key, outcome in future.result().items()}

    def weave_catalogue() -> None:
        run_batches(workers, run_wave)

    task_runner: Any = ThreadPoolTaskRunner(max_workers=workers)
    flow(name="weave", task_runner=task_runner, persist_result=False)(weave_catalogue)()


def _quiet_prefect() -> None:
    """Prefect never phones home, and does not talk over our progress unless asked to."""
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")


def _count_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batch_songs(requests: Sequence[Request], workers: int) -> Iterator[list[Request]]:
    """The requests of a few songs at a time; all variants of a song stay together, since they share its listening."""
    songs = [list(group) for _, group in groupby(requests, key=lambda request: request.song.id)]
    size = 1 if workers == 1 else workers * SONGS_PER_WORKER
    for start in range(0, len(songs), size):
        yield [request for song in songs[start : start + size] for request in song]


def _write_views(plan: Plan, store: Store) -> None:
    for (song, variant), steps in groupby(plan.steps, key=lambda step: (step.song, step.variant)):
        write_view(store, song, variant, {step.stage: step.record for step in steps if step.record})
