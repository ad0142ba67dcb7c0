"""Makes one step: the only place where Prefect, the store and the engines meet."""

import os
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from songloom.engines import load_family
from songloom.errors import InputError, SongloomError
from songloom.model.record import Record
from songloom.model.resources import Resources
from songloom.pipeline.outside import Input
from songloom.pipeline.plan import Step
from songloom.settings.machine import Machine
from songloom.store import Store
from songloom.store.damage import DamagedError
from songloom.store.files import hash_file
from songloom.weights.folder import models_root, need_weights
from tasks._device import find_device
from tasks._job import Job
from tasks._parts import PartMaker, adopt_outputs, make_folder
from tasks._provenance import Making

# Takes the share of a step's work that is done, in [0, 1], from whichever thread makes it.
Advance = Callable[[Step, float], None]
# What a worker may raise that says nothing of a step's input: too little memory, a disk or a network that failed.
RETRIES = 2


class InputGoneError(InputError):
    """A file changed or went away while it was read: nothing is said of what it holds, so the step is tried again by the next run."""


@dataclass(frozen=True)
class Outcome:
    """A step's record, or what was wrong with its input: a failure is data, so other songs go on. An error without a `where` is
    about the step's song, whichever of those that share the step it is: the plan names it. A DamagedError says that what the step
    reads must be made again first."""

    record: Record | None
    error: SongloomError | None = None


def run_steps(steps: Sequence[Step], store: Store, machine: Machine, advance: Advance | None = None) -> dict[str, Outcome]:
    """Make the steps one after another; key → outcome. A full disk, too little memory, weights that are not here and interrupts are
    raised; what was made before that is kept, and is not made again by another attempt."""
    _pin_threads()
    return {step.key: _try_step(step, store, machine, advance or _ignore) for step in steps}


@contextmanager
def open_job(step: Step, store: Store, machine: Machine, progress: Callable[[float], None] = lambda share: None) -> Iterator[Job]:
    """A step's job, in a folder of its own that is gone afterwards; MissingError where it needs weights that are not here."""
    resources = _find_resources(step, machine)
    with store.scratch() as folder:
        inputs = _Lent(step.inputs, store, make_folder(folder / "lent"))
        options = load_family(step.stage).options[step.engine](**step.preimage["options"])
        yield Job(step.engine, options, resources, inputs, make_folder(folder / "made"), make_folder(folder / "scratch"), progress)


@cache
def wrap_for_prefect(stage: str) -> Any:
    """`run_steps` as a Prefect task named after a stage. The store judges what is done, so Prefect caches nothing; it tries again what
    failed for want of memory, disk or network."""
    from prefect import task
    from prefect.cache_policies import NO_CACHE
    from prefect.tasks import exponential_backoff

    return task(
        name=stage,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(backoff_factor=2),
        retry_condition_fn=_is_passing,
    )(run_steps)


# --------------------------------------------------------------------------------------------- private


class _Lent(Mapping[str, Path]):
    """The files that a step reads, by name. Each is located, and its bytes are checked, when it is first asked for: of a stage with many
    parts, often only one is made."""

    def __init__(self, inputs: Mapping[str, Input], store: Store, folder: Path):
        self._inputs, self._store, self._folder = inputs, store, folder
        self._located: dict[str, Path] = {}
        self._lock = Lock()

    def __getitem__(self, name: str) -> Path:
        with self._lock:
            if name not in self._located:
                self._located[name] = _locate(self._inputs[name], self._store, self._folder)
            return self._located[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._inputs)

    def __len__(self) -> int:
        return len(self._inputs)


def _pin_threads() -> None:
    """One thread for matrix products, in libraries that are loaded and in those to come: more give other last bits."""
    from threadpoolctl import threadpool_limits

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    threadpool_limits(1, user_api="blas")


def _ignore(step: Step, share: float) -> None:
    """Nobody looks on."""


def _is_passing(task: Any, run: Any, state: Any) -> bool:
    """Whether what a task raised may be gone in a while."""
    return isinstance(state.result(raise_on_failure=False), MemoryError | OSError)


def _find_resources(step: Step, machine: Machine) -> Resources:
    """What the step's engine gets; torch is asked about devices only where it uses weights."""
    root = models_root()
    folders = {option: need_weights(weights, root) for option, weights in step.weights.items()}
    return Resources(find_device(machine.device) if folders else "cpu", folders)


def _try_step(step: Step, store: Store, machine: Machine, advance: Advance) -> Outcome:
    if found := store.records.find(step.key):
        # Another attempt, or another machine, has made it meanwhile.
        return Outcome(found)
    try:
        return Outcome(_make_step(step, store, machine, lambda share: advance(step, share)))
    except (InputError, DamagedError) as error:
        return Outcome(None, error)
    except SongloomError:
        raise
    except (MemoryError, OSError):
        raise
    except Exception as error:
        trace = store.root / "traces" / f"{step.key}.txt"
        trace.parent.mkdir(parents=True, exist_ok=True)
        trace.write_text(traceback.format_exc(), encoding="utf-8")
        what = f"{step.stage} failed with {type(error).__name__}: {str(error).strip()[:200]}"
        return Outcome(None, InputError("", what, f"if the input is sound, report this defect with {trace}"))


def _make_step(step: Step, store: Store, machine: Machine, progress: Callable[[float], None]) -> Record:
    started = time.perf_counter()
    task = import_module(f"tasks.{step.stage}")
    with open_job(step, store, machine, progress) as job:
        making = Making(step, machine, job.resources.device)
        if hasattr(task, "parts"):
            outputs, parts = PartMaker(task, job, making, store).make_stage()
        else:
            task.make(job)
            outputs, parts = adopt_outputs(job.folder, store), {}
        provenance = making.describe(time.perf_counter() - started) | parts
        return store.records.commit(Record(step.key, dict(step.preimage), outputs, provenance))


def _locate(item: Input, store: Store, lent: Path) -> Path:
    """The file that a step reads: a person's own, unchanged, or a link to an object in the folder `lent`."""
    if item.data is not None:
        return store.objects.lend(store.objects.put(item.data).digest, lent)
    if item.path is None:
        return store.objects.lend(item.digest, lent)
    try:
        is_same = hash_file(item.path).digest == item.digest
    except OSError as error:
        raise InputGoneError(str(item.path), f"cannot be read any more ({error.strerror})", "check the path") from error
    if not is_same:
        raise InputGoneError(str(item.path), "the file changed while it was being read", "run again when it is complete")
    return item.path
