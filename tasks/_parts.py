"""Makes the parts of a stage that fans out: those that have no record, each once, several together where the engine likes that."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from songloom.model.document import dump_document
from songloom.model.record import Output, Record
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.plan import Step
from songloom.store import Store
from tasks._job import Job, Part

# The name of a part's file, which tells its kind, and where it lies.
Made = tuple[str, Path]


@dataclass
class PartMaker:
    """Makes parts of one step, and counts those that were made and those that were there. `describe` takes the seconds that a part
    took, and its slice, and says how it came to be.

    A task says with `parts(job)` which there are, and makes one with `make_part(job, part)`, or as many as its engine's option
    `batch_size` says with `make_parts(jobs, parts)`. With `settle(job, parts, make)` it has them made itself, may
    look at them and have others made, and says which are the stage's in the end, and what is to be told of them.
    """

    task: ModuleType
    job: Job
    step: Step
    store: Store
    describe: Callable[[float, object], dict[str, Any]]
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
        keys = [self._find_key(part) for part in parts]
        outputs: dict[str, Output] = {}
        for part, key in zip(parts, keys, strict=True):
            ((name, output),) = self.records[key].outputs.items()
            outputs[part.name + Path(name).suffix] = output
        # What was made and not taken is as worth keeping: it need not be made again to be passed over again.
        keys += [key for key in self.records if key not in keys]
        return outputs, {"parts": {"made": self.made, "reused": self.reused}, "part_keys": keys, **told}

    def make(self, parts: Sequence[Part]) -> list[Made]:
        """The file of each part, made where it has no record."""
        keys = [self._find_key(part) for part in parts]
        self.records |= {key: found for key in keys if key not in self.records and (found := self.store.records.find(key))}
        lacking: dict[str, Part] = {}
        for key, part in zip(keys, parts, strict=True):
            if key not in self.records:
                lacking.setdefault(key, part)
        self.made, self.reused = self.made + len(lacking), self.reused + len(parts) - len(lacking)
        size = getattr(self.job.options, "batch_size", 1) if hasattr(self.task, "make_parts") else 1
        for first in range(0, len(lacking), size):
            group = dict(list(lacking.items())[first : first + size])
            self._make_group(group, first / len(lacking), (first + len(group)) / len(lacking))
        found = [next(iter(self.records[key].outputs.items())) for key in keys]
        return [(name, self.store.objects.locate(output.digest)) for name, output in found]

    # ----------------------------------------------------------------------------------------- private

    def _find_key(self, part: Part) -> str:
        return hash_preimage(self._build_preimage(part))

    def _build_preimage(self, part: Part) -> dict[str, Any]:
        digests = {"slice": self.store.objects.put(dump_document(part.slice)).digest}
        digests |= {role: self.step.inputs[name].digest for role, name in part.inputs.items()}
        whole = self.step.preimage
        return build_preimage(Maker(self.step.stage, self.step.engine, whole["version"], whole["options"], self.step.weights), digests)

    def _make_group(self, group: dict[str, Part], start: float, end: float) -> None:
        """Make these parts together; they are that share of what is being made."""
        started, parts = time.perf_counter(), list(group.values())
        with ExitStack() as stack:
            jobs = [self._open_job(part, stack.enter_context(self.store.scratch()), start, end) for part in parts]
            if hasattr(self.task, "make_parts"):
                self.task.make_parts(jobs, parts)
            else:
                self.task.make_part(jobs[0], parts[0])
            seconds = (time.perf_counter() - started) / len(parts)
            for (key, part), job in zip(group.items(), jobs, strict=True):
                outputs = {file.name: self.store.objects.adopt(file) for file in sorted(job.folder.iterdir())}
                record = Record(key, self._build_preimage(part), outputs, self.describe(seconds, part.slice))
                self.records[key] = self.store.records.commit(record)
        self.job.progress(end)

    def _open_job(self, part: Part, folder: Path, start: float, end: float) -> Job:
        inputs = {role: self.job.inputs[name] for role, name in part.inputs.items()}
        made, scratch = folder / "made", folder / "scratch"
        made.mkdir()
        scratch.mkdir()
        return replace(
            self.job,
            inputs=inputs,
            folder=made,
            scratch=scratch,
            progress=lambda share: self.job.progress(start + share * (end - start)),
        )
