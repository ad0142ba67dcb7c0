"""What runs the tasks: threads, processes, a Dask cluster or Ray, each with Prefect's server beside it and gone afterwards."""

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flows.server import end_with_parent, open_server
from songloom.errors import MissingError
from songloom.settings.machine import Machine

# What Dask calls the slots of a worker that may hold a model: `dask worker --resources MODEL=1`.
MODEL = "MODEL"


class Here:
    """A function that stays in this process. Prefect sends the whole flow along with every task that leaves the process, and with it
    whatever the flow's function holds: locks, bars, stores. Pickled, this arrives empty."""

    def __init__(self, call: Callable[[], Any] | None = None) -> None:
        self.call = call

    def __reduce__(self) -> tuple[type["Here"], tuple[()]]:
        return Here, ()


@contextmanager
def open_runner(machine: Machine, runner: str, workers: int) -> Iterator[Any]:
    """Prefect's task runner of this name, for any number of flow runs: its server and its cluster are started once, and stopped at the
    end. MissingError where its libraries are not here, or its cluster does not answer."""
    quiet_prefect()
    with open_server(), _OPENERS[runner](machine, workers) as task_runner:
        yield task_runner


def run_flow(call: Callable[[], Any], task_runner: Any, name: str = "weave") -> Any:
    """Call a function as a Prefect flow run: the tasks that it submits go to the task runner."""
    from prefect import flow

    here = Here(call)

    def weave() -> Any:
        assert here.call, "a flow runs where it was made"
        try:
            return here.call()
        except Exception:
            raise
        except BaseException:
            _end_workers()
            raise

    return flow(name=name, task_runner=task_runner, persist_result=False, validate_parameters=False)(weave)()


def quiet_prefect() -> None:
    """Prefect, Dask and Ray never phone home, and do not talk over our progress unless asked to."""
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # What goes wrong is told by the run itself, once, in a sentence.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")


# --------------------------------------------------------------------------------------------- private


def _end_workers() -> None:
    """Ctrl-C waits for no step: our worker processes are ended in the middle of theirs, which harms nothing that is kept."""
    for worker in multiprocessing.active_children():
        worker.kill()


@contextmanager
def _open_threads(machine: Machine, workers: int) -> Iterator[Any]:
    from prefect.task_runners import ThreadPoolTaskRunner

    yield ThreadPoolTaskRunner(max_workers=workers)


@contextmanager
def _open_processes(machine: Machine, workers: int) -> Iterator[Any]:
    from prefect.task_runners import ProcessPoolTaskRunner

    # Python's tracker of semaphores removes those of Prefect's pool, and would say so on a person's screen after every run.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
    yield ProcessPoolTaskRunner(max_workers=workers, initializer=_settle_in, initargs=(os.getpid(),))


def _settle_in(parent: int) -> None:
    """Ctrl-C reaches every process of a terminal; what it means for workers is the run's to say. A killed run takes them along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent)


@contextmanager
def _open_dask(machine: Machine, workers: int) -> Iterator[Any]:
    try:
        from dask import config
        from distributed import LocalCluster
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise _lack("dask", error) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if machine.address:
        _reach(machine.address)
        yield DaskTaskRunner(address=machine.address)
        return
    # A lost worker is told at once: whether a step is tried again is decided in one place, whatever runs it.
    quiet = {"distributed.scheduler.allowed-failures": 0}
    shape: dict[str, Any] = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "resources": {MODEL: 1},
        "dashboard_address": "127.0.0.1:0",
        "silence_logs": logging.CRITICAL,
    }
    local: Any = LocalCluster
    with config.set(quiet), local(**shape) as cluster:
        yield DaskTaskRunner(address=cluster.scheduler_address)


def _reach(address: str) -> None:
    """MissingError where no scheduler answers: Prefect would try for half a minute in every flow run."""
    from distributed import Client

    try:
        Client(address, timeout=10, set_as_default=False).close()
    except (OSError, ValueError) as error:
        raise MissingError(f"address {address}", "no Dask scheduler answers there", "start one with `dask scheduler`") from error


@contextmanager
def _open_ray(machine: Machine, workers: int) -> Iterator[Any]:
    # Said before Ray is imported. A lost worker is told at once, as in Dask.
    os.environ["RAY_TASK_MAX_RETRIES"] = "0"
    try:
        import ray
        from prefect_ray import RayTaskRunner
    except ImportError as error:
        raise _lack("ray", error) from error
    where: dict[str, Any] = {"address": machine.address} if machine.address else {"num_cpus": workers, "include_dashboard": False}
    try:
        ray.init(**where, namespace="prefect", log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, ValueError) as error:
        raise MissingError(f"address {machine.address}", "no Ray answers there", "start it with `ray start --head`") from error
    try:
        # It uses the Ray that is running.
        yield RayTaskRunner()
    finally:
        ray.shutdown()


def _lack(extra: str, error: ImportError) -> MissingError:
    return MissingError(f"--runner {extra}", f"{error.name} is not installed", f"pip install 'songloom[{extra}]'")


_OPENERS = {"threads": _open_threads, "processes": _open_processes, "dask": _open_dask, "ray": _open_ray}
