"""Makes the parts of a step that fans out, several at a time where the step has the processors for itself."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock
from types import ModuleType
from typing import Any

from songloom.model.document import dump_document
from songloom.model.record import Output, Record
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.store import Store
from tasks._cores import count_cores
from tasks._job import Job, Part
from tasks._provenance import Making

# Parts that are made together, by their keys, each with what its key is made of.
_Group = Mapping[str, tuple[Part, Mapping[str, Any]]]


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


@dataclass
class PartMaker:
    """Makes the parts of one step, and counts those that were made and those that were there.

    A task says with `parts(job)` which there are, and makes one with `make_part(job, part)`, or as many as its engine's option
    `batch_size` says with `make_parts(jobs, parts)`. With `settle(job, parts, make)` it has them made itself, may look at them and have
    others made, and says which are the stage's in the end, and what is to be told of them.
    """

    task: ModuleType
    job: Job
    making: Making
    store: Store
    records: dict[str, Record] = field(default_factory=dict)
    made: int = 0
    reused: int = 0

    def make_stage(self) -> tuple[dict[str, Output], dict[str, Any]]:
        """The stage's outputs, which are all parts' files, by part; and what its record tells besides."""
        parts, told = self.task.parts(self.job), {}
        if hasattr(self.task, "settle"):
            parts, told = self.task.settle(self.job, parts, self.make)
        else:
            self.make(parts)
        keys = [hash_preimage(self._build_preimage(part)) for part in parts]
        files = {part.name: next(iter(self.records[key].outputs.items())) for part, key in zip(parts, keys, strict=True)}
        outputs = {name + Path(file).suffix: output for name, (file, output) in files.items()}
        # What was made and not taken in the end is told after what was.
        keys += [key for key in self.records if key not in keys]
        return outputs, {"parts": {"made": self.made, "reused": self.reused}, "part_keys": keys, **told}

    def make(self, parts: Sequence[Part]) -> list[tuple[str, Path]]:
        """The name of each part's file and where it lies, made where it has no record. Which part fails first is told by their order,
        however many are made at a time."""
        preimages = [self._build_preimage(part) for part in parts]
        keys = [hash_preimage(preimage) for preimage in preimages]
        self.records |= {key: found for key in dict.fromkeys(keys) if key not in self.records and (found := self.store.records.find(key))}
        todo: dict[str, tuple[Part, Mapping[str, Any]]] = {}
        for key, part, preimage in zip(keys, parts, preimages, strict=True):
            if key not in self.records:
                # Of equal parts one is made.
                todo.setdefault(key, (part, preimage))
        self.made, self.reused = self.made + len(todo), self.reused + len(parts) - len(todo)
        size = getattr(self.job.options, "batch_size", 1) if hasattr(self.task, "make_parts") else 1
        groups = [dict(list(todo.items())[first : first + size]) for first in range(0, len(todo), size)]
        self._make_groups(groups, _Shares(self.job, len(keys)))
        found = [next(iter(self.records[key].outputs.items())) for key in keys]
        return [(name, self.store.objects.locate(output.digest)) for name, output in found]

    # ----------------------------------------------------------------------------------------- private

    def _build_preimage(self, part: Part) -> Mapping[str, Any]:
        digests = {"slice": self._keep_slice(part).digest}
        digests |= {role: self.making.step.inputs[name].digest for role, name in part.inputs.items()}
        step, whole = self.making.step, self.making.step.preimage
        # What only tells how many are made at once, or tried, is no part of what one of them is.
        options = {name: value for name, value in whole["options"].items() if name not in getattr(self.task, "NOT_IN_PARTS", ())}
        return build_preimage(Maker(step.stage, step.engine, whole["version"], options, step.weights), digests)

    def _keep_slice(self, part: Part) -> Output:
        """What a part shows, as an object of the store. Most parts were made before, and nothing is forced to the disk for them."""
        data = dump_document(part.slice)
        output = Output(hashlib.sha256(data).hexdigest(), len(data))
        return output if self.store.objects.has(output) else self.store.objects.put(data)

    def _make_groups(self, groups: Sequence[_Group], shares: _Shares) -> None:
        hands = _count_hands(self.task, self.job, self.making)
        if hands > 1:
            # What is read of our own sources for it is remembered; Python 3.11 cannot parse in two threads at once.
            self.making.describe(0.0)
            self.records |= _make_together(lambda group: self._make_group(group, shares), groups, hands, shares)
            return
        for group in groups:
            self.records |= self._make_group(group, shares)

    def _make_group(self, group: _Group, shares: _Shares) -> dict[str, Record]:
        """Make these parts together."""
        started, parts = time.perf_counter(), [part for part, _ in group.values()]
        for part in parts:
            # An older one is made young, so that no `gc` takes it before the record is there.
            self.store.objects.put(dump_document(part.slice))

        def note(share: float) -> None:
            for key in group:
                shares.note(key, share)

        with ExitStack() as stack:
            jobs = [self._open_job(part, stack.enter_context(self.store.scratch()), note) for part in parts]
            if hasattr(self.task, "make_parts"):
                self.task.make_parts(jobs, parts)
            else:
                self.task.make_part(jobs[0], parts[0])
            outputs = [adopt_outputs(job.folder, self.store) for job in jobs]
        seconds = (time.perf_counter() - started) / len(group)
        return {
            key: self.store.records.commit(Record(key, dict(preimage), found, self.making.describe(seconds, part.slice)))
            for (key, (part, preimage)), found in zip(group.items(), outputs, strict=True)
        }

    def _open_job(self, part: Part, folder: Path, note: Callable[[float], None]) -> Job:
        inputs = {role: self.job.inputs[name] for role, name in part.inputs.items()}
        return replace(self.job, inputs=inputs, folder=make_folder(folder / "made"), scratch=make_folder(folder / "scratch"), progress=note)


def adopt_outputs(folder: Path, store: Store) -> dict[str, Output]:
    """Keep all files of a folder; name → output."""
    return {file.name: store.objects.adopt(file) for file in sorted(folder.iterdir())}


def make_folder(path: Path) -> Path:
    """Make a folder, and give it back."""
    path.mkdir()
    return path


# --------------------------------------------------------------------------------------------- private


def _make_together(make: Callable[[_Group], dict[str, Record]], groups: Sequence[_Group], hands: int, shares: _Shares) -> dict[str, Record]:
    with ThreadPoolExecutor(hands) as pool:
        futures = [pool.submit(make, group) for group in groups]
        try:
            return {key: record for future in futures for key, record in future.result().items()}
        except BaseException:
            shares.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _count_hands(task: ModuleType, job: Job, making: Making) -> int:
    """How many parts are made at a time: one beside other steps, which have their share of the processors."""
    if making.machine.runner != "inline" or not hasattr(task, "count_at_once"):
        return 1
    return task.count_at_once(job, making.machine.workers or count_cores())
