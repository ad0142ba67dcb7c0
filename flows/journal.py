"""Writes down what happens in a run while it happens, so that the morning report can tell it even of a run that was killed."""

import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from flows.exits import INTERRUPTED
from flows.export import digest_plan
from flows.progress import Onlooker
from flows.select import Site
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, Step
from songloom.store.runs import Run, open_run
from tasks._provenance import find_commit
from tasks._step import Outcome

SCHEMA = 1
# These say something of a run in which something happens; alone they are no reason to keep one.
PATIENT = {"planned", "asked", "closed", "stopped", "restarted", "remote"}
# What the journal repeats of a record's provenance.
TOLD = ("seconds", "peak_memory_bytes", "machine", "device", "parts")


class Journalist:
    """An onlooker that writes each event into the run's journal; used as a context, so that a run that ends in an error says so. Nothing
    is written before a step starts, or something is shared: a run that made nothing leaves nothing."""

    def __init__(self, run: Run, describe: Callable[[], dict[str, Any]]) -> None:
        self.run = run
        self.has_begun = False
        self.made: set[str] = set()
        self._describe = describe
        self._waiting: list[dict[str, Any]] = []
        self._began = time.perf_counter()
        self._is_ended = False

    def __enter__(self) -> "Journalist":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not self._is_ended:
            self._end(_find_code(error), None, str(error) if isinstance(error, Exception) else None)
        self.run.close()

    def begin(self, plan: Plan) -> None:
        """Something is to be done."""
        self.note("planned", steps=len({step.key for step in plan.steps if step.is_open()}))

    def start(self, step: Step) -> None:
        """A step is given to a worker."""
        self.note("started", **_name_step(step))

    def advance(self, step: Step, share: float) -> None:
        """Nothing: how far a step was is of no use in the morning."""

    def finish(self, step: Step, outcome: Outcome) -> None:
        """A step is made, or has failed."""
        if outcome.record is None:
            self.note("failed", **_name_step(step), error=asdict(outcome.error) if outcome.error else None)
            return
        self.made.add(step.key)
        told = {name: fact for name, fact in outcome.record.provenance.items() if name in TOLD}
        size = sum(output.size for output in set(outcome.record.outputs.values()))
        self.note("made", **_name_step(step), engine=step.engine, bytes=size, **told)

    def ask(self, done: int, total: int) -> None:
        """Providers of lyrics were asked for so many songs."""
        if total and done == total:
            self.note("asked", songs=total)

    def batch(self, plan: Plan) -> None:
        """Of these songs nothing is left to do."""
        self.note("closed", songs=_describe_plan(plan, self.made))

    def note(self, event: str, **facts: Any) -> None:
        """Write one event down."""
        self._waiting.append({"event": event, "at_s": self._elapsed(), **facts})
        if self.has_begun or event not in PATIENT:
            self._write_waiting()

    def end(self, plan: Plan, code: int, stopped: str | None = None) -> None:
        """The run is over: its plan as it stands, the exit code, and why it stopped before all was done, if it did."""
        if self.has_begun:
            self.run.write_plan({"root": digest_plan(plan)[0], "songs": _describe_plan(plan, self.made)})
        self._end(code, stopped, None)

    def _end(self, code: int, stopped: str | None, error: str | None) -> None:
        self._is_ended = True
        if self.has_begun:
            self.note("ended", code=code, stopped=stopped, error=error)

    def _write_waiting(self) -> None:
        if not self.has_begun:
            self.has_begun = True
            self.run.write({"event": "run", "at_s": 0.0, "schema": SCHEMA, **self._describe()})
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            self.run.write(line)

    def _elapsed(self) -> float:
        return round(time.perf_counter() - self._began, 3)


class Several:
    """Passes every event on to several onlookers, in order."""

    def __init__(self, onlookers: Iterable[Onlooker]) -> None:
        self.onlookers = tuple(onlookers)

    def begin(self, plan: Plan) -> None:
        """Something is to be done."""
        for onlooker in self.onlookers:
            onlooker.begin(plan)

    def start(self, step: Step) -> None:
        """A step is given to a worker."""
        for onlooker in self.onlookers:
            onlooker.start(step)

    def advance(self, step: Step, share: float) -> None:
        """A step has done this share of its work."""
        for onlooker in self.onlookers:
            onlooker.advance(step, share)

    def finish(self, step: Step, outcome: Outcome) -> None:
        """A step is made, or has failed."""
        for onlooker in self.onlookers:
            onlooker.finish(step, outcome)

    def ask(self, done: int, total: int) -> None:
        """So many songs have been asked for."""
        for onlooker in self.onlookers:
            onlooker.ask(done, total)

    def batch(self, plan: Plan) -> None:
        """Of these songs nothing is left to do."""
        for onlooker in self.onlookers:
            onlooker.batch(plan)

    def note(self, event: str, **facts: Any) -> None:
        """Something else happened."""
        for onlooker in self.onlookers:
            onlooker.note(event, **facts)


def open_journal(site: Site, requests: Sequence[Request], runner: str) -> Journalist:
    """The journal of a run that begins now."""
    run, started = open_run(site.store), datetime.now(UTC)

    def describe() -> dict[str, Any]:
        machine = site.machine
        return {
            "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
            "words": hide_secrets(sys.argv[1:]),
            "machine": {"name": platform.node(), "runner": runner, "workers": machine.workers, "device": machine.device},
            "remote": hide_secrets([machine.remote])[0],
            "versions": {"songloom": version("songloom"), "python": platform.python_version()},
            "commit": find_commit(site.store.root.parent).get("commit", ""),
            "songs": list(dict.fromkeys(request.song.id for request in requests)),
            "titles": {request.song.id: _find_title(request) for request in requests},
            "variants": list(dict.fromkeys(request.variant for request in requests)),
        }

    return Journalist(run, describe)


def hide_secrets(words: Sequence[str]) -> list[str]:
    """The words of a command line without what may be a password: what stands before an @ in a URL, or after a question mark.

    >>> hide_secrets(["push", "--remote", "s3://me:secret@bucket/songs?token=1"])
    ['push', '--remote', 's3://…@bucket/songs?…']
    """
    return [re.sub(r"(\w://[^?#]*)\?.*", r"\1?…", re.sub(r"(?<=://)[^/@]*(?=@)", "…", word)) for word in words]


# --------------------------------------------------------------------------------------------- private


def _name_step(step: Step) -> dict[str, str]:
    return {"song": step.song, "variant": step.variant, "stage": step.stage, "key": step.key}


def _find_title(request: Request) -> list[str]:
    """The title and the artist that the catalogue names; empty where the audio's tags speak."""
    options = request.settings["video"].options
    return [str(options.get("title", "")), str(options.get("artist", ""))]


def _describe_plan(plan: Plan, made: set[str]) -> dict[str, Any]:
    """Song → variant → stage → state, engine, and the key where it is no provisional one; the error where the step failed."""
    songs: dict[str, Any] = {}
    for step in plan.steps:
        state = step.state if step.record is None else "made" if step.key in made else "reused"
        told: dict[str, Any] = {"state": state, "engine": step.engine}
        if step.record or step.state in ("missing", "failed"):
            told["key"] = step.key
        if step.state == "failed":
            told["error"] = asdict(step.error) if step.error else None
        songs.setdefault(step.song, {}).setdefault(step.variant, {})[step.stage] = told
    return songs


def _find_code(error: BaseException | None) -> int:
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return int(getattr(error, "exit_code", 1)) if error else 0
