"""Makes the parts of a step that fans out, several at a time where the step has the processors for itself."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from types import ModuleType
from typing import Any

from songloom.model.document import dump_document
from songloom.model.record import Output, Record
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.plan import Step
from songloom.store import Store
from tasks._cores import count_cores
from tasks._job import Job, Part
from tasks._provenance import Making


def make_parts(task: ModuleType, job: Job, making: Making, store: Store) -> tuple[dict[str, Output], dict[str, Any]]:
    """Each part that has no record is made; the stage's outputs are all parts' files, by part. Which part fails first is told by their
    order, however many are made at a time."""
    parts: list[Part] = task.parts(job)
    preimages = [_build_part_preimage(part, making.step, store) for part in parts]
    keys = [hash_preimage(preimage) for preimage in preimages]
    records = {key: found for key in dict.fromkeys(keys) if (found := store.records.find(key))}
    shares = _Shares(job, len(keys))
    todo: dict[str, tuple[Part, Mapping[str, Any]]] = {}
    for key, part, preimage in zip(keys, parts, preimages, strict=True):
        if key not in records:
            # Of equal parts one is made.
            todo.setdefault(key, (part, preimage))

    def make(key: str) -> Record:
        part, preimage = todo[key]
        found, seconds = _make_part(task, replace(job, progress=lambda share: shares.note(key, share)), part, store)
        return store.records.commit(Record(key, dict(preimage), found, making.describe(seconds, part.slice)))

    hands = _count_hands(task, job, making)
    records |= {key: make(key) for key in todo} if hands == 1 else _make_together(make, list(todo), hands, shares)
    files = {part.name: next(iter(records[key].outputs.items())) for part, key in zip(parts, keys, strict=True)}
    outputs = {name + Path(file).suffix: output for name, (file, output) in files.items()}
    return outputs, {"parts": {"made": len(todo), "reused": len(parts) - len(todo)}, "part_keys": keys}


def adopt_outputs(folder: Path, store: Store) -> dict[str, Output]:
    """Keep all files of a folder; name → output."""
    return {file.name: store.objects.adopt(file) for file in sorted(folder.iterdir())}


def make_folder(path: Path) -> Path:
    """Make a folder, and give it back."""
    path.mkdir()
    return path


# --------------------------------------------------------------------------------------------- private


class _Shares:
    """How far each part is; parts that are being made end when `stop` is set."""

    def __init__(self, job: Job, count: int):
        self.stop = Event()
        self._job, self._count = job, count
        self._done: dict[str, float] = {}
        self._lock = Lock()

    def note(self, key: str, share: float) -> None:
        """A part has done this share of its work."""
        if self.stop.is_set():
            raise KeyboardInterrupt
        with self._lock:
            self._done[key] = share
            self._job.progress(sum(self._done.values()) / self._count)


def _make_together(make: Callable[[str], Record], keys: Sequence[str], hands: int, shares: _Shares) -> dict[str, Record]:
    with ThreadPoolExecutor(hands) as pool:
        futures = {key: pool.submit(make, key) for key in keys}
        try:
            return {key: future.result() for key, future in futures.items()}
        except BaseException:
            shares.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _count_hands(task: ModuleType, job: Job, making: Making) -> int:
    """How many parts are made at a time: one beside other steps, which have their share of the processors."""
    if making.machine.runner != "inline" or not hasattr(task, "count_at_once"):
        return 1
    return task.count_at_once(job, making.machine.workers or count_cores())


def _make_part(task: ModuleType, job: Job, part: Part, store: Store) -> tuple[dict[str, Output], float]:
    """A part's outputs, and the seconds that they took."""
    started = time.perf_counter()
    with store.scratch() as folder:
        inputs = {role: job.inputs[name] for role, name in part.inputs.items()}
        piece = replace(job, inputs=inputs, folder=make_folder(folder / "made"), scratch=make_folder(folder / "scratch"))
        task.make_part(piece, part)
        return adopt_outputs(piece.folder, store), time.perf_counter() - started


def _build_part_preimage(part: Part, step: Step, store: Store) -> Mapping[str, Any]:
    digests = {"slice": store.objects.put(dump_document(part.slice)).digest}
    digests |= {role: step.inputs[name].digest for role, name in part.inputs.items()}
    whole = step.preimage
    return build_preimage(Maker(step.stage, step.engine, whole["version"], whole["options"], step.weights), digests)
