"""The flow: plan → misses → tasks → plan again, until nothing is missing."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal

from songloom.errors import SongloomError
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, Step, plan_run
from songloom.store import Store
from songloom.store.views import write_view
from tasks._step import Outcome, Watcher, run_steps, wrap_for_prefect

Runner = Literal["inline", "threads"]
Outcomes = dict[str, Outcome]
RunWave = Callable[[list[Step]], Outcomes]

# Songs go through in batches, so that a run which is cut off leaves finished videos rather than half of every one.
SONGS_PER_WORKER = 2


def weave(requests: Sequence[Request], store: Store, until: str | None, runner: Runner, watcher: Watcher) -> tuple[Plan, Outcomes]:
    """Make all that is missing: the plan as it stands afterwards, and how each step that ran ended, by key.

    With nothing missing neither Prefect nor an engine is imported.
    """
    plan = plan_run(requests, store, until, {})
    outcomes: Outcomes = {}
    with store.translate_errors():
        store.sweep()
        if plan.missing():
            if runner == "inline":
                _weave_batches(requests, store, until, outcomes, 1, lambda steps: run_steps(steps, store, watcher))
            else:
                _weave_with_prefect(requests, store, until, outcomes, watcher)
            plan = plan_run(requests, store, until, _list_failed(outcomes))
        _write_views(plan, store)
    return plan, outcomes


# --------------------------------------------------------------------------------------------- private


def _weave_batches(
    requests: Sequence[Request], store: Store, until: str | None, outcomes: Outcomes, workers: int, run_wave: RunWave
) -> None:
    for batch in _batch_songs(requests, workers):
        while missing := plan_run(batch, store, until, _list_failed(outcomes)).missing():
            outcomes.update(run_wave(missing))


def _list_failed(outcomes: Outcomes) -> dict[str, SongloomError]:
    return {key: outcome.error for key, outcome in outcomes.items() if outcome.error}


def _weave_with_prefect(requests: Sequence[Request], store: Store, until: str | None, outcomes: Outcomes, watcher: Watcher) -> None:
    """One Prefect flow run; in each wave, every stage is one task per worker."""
    _quiet_prefect()
    from prefect import flow
    from prefect.task_runners import ThreadPoolTaskRunner

    workers = os.cpu_count() or 1

    def run_wave(steps: list[Step]) -> Outcomes:
        futures = []
        for stage, group in groupby(sorted(steps, key=lambda step: step.stage), key=lambda step: step.stage):
            task, found = wrap_for_prefect(stage), list(group)
            futures += [task.submit(found[worker::workers], store, watcher) for worker in range(min(workers, len(found)))]
        return {key: outcome for future in futures for key, outcome in future.result().items()}

    def weave_catalogue() -> None:
        _weave_batches(requests, store, until, outcomes, workers, run_wave)

    task_runner: Any = ThreadPoolTaskRunner(max_workers=workers)
    flow(name="weave", task_runner=task_runner, persist_result=False)(weave_catalogue)()


def _batch_songs(requests: Sequence[Request], workers: int) -> Iterator[list[Request]]:
    """The requests of a few songs at a time; all variants of a song stay together, since they share its listening."""
    songs = [list(group) for _, group in groupby(requests, key=lambda request: request.song.id)]
    size = 1 if workers == 1 else workers * SONGS_PER_WORKER
    for start in range(0, len(songs), size):
        yield [request for song in songs[start : start + size] for request in song]


def _quiet_prefect() -> None:
    """Prefect neither phones home nor talks over our progress."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")


def _write_views(plan: Plan, store: Store) -> None:
    for (song, variant), steps in groupby(plan.steps, key=lambda step: (step.song, step.variant)):
        write_view(store, song, variant, {step.stage: step.record for step in steps if step.record})
