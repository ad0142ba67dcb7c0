"""Which steps a run would take: each with its key, its record if it is done, and what it waits for if not."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from songloom.engines import load_family
from songloom.errors import InputError, SongloomError
from songloom.model.record import Record
from songloom.pipeline.keys import build_preimage, hash_preimage
from songloom.pipeline.lock import find_locked_version, find_version
from songloom.pipeline.outside import Input, Request, find_inputs, find_lyrics
from songloom.pipeline.stages import Stage, select_stages
from songloom.store import Store

State = Literal["done", "missing", "waiting", "failed", "blocked"]


@dataclass(frozen=True)
class Step:
    """One stage of one song and variant. `missing`: it can run now; `waiting`: it will be known when its parents have run;
    `blocked`: a parent failed. `key` is provisional while it waits, but equal work has an equal one all the same."""

    song: str
    variant: str
    stage: str
    engine: str
    state: State
    key: str = ""
    preimage: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    record: Record | None = None
    error: SongloomError | None = None


@dataclass(frozen=True)
class Plan:
    """All steps, song by song and in the order of the graph."""

    steps: tuple[Step, ...]

    def missing(self) -> list[Step]:
        """The steps that can run now; work that several songs or variants share is there once."""
        return list({step.key: step for step in self.steps if step.state == "missing"}.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """Stage → how many steps would run for certain, and at most (if no parent's output turns out to be equal to before)."""
        distinct = {step.key: step for step in self.steps if step.key}
        certain = Counter(step.stage for step in distinct.values() if step.state == "missing")
        open_ = Counter(step.stage for step in distinct.values() if step.state in ("missing", "waiting"))
        return {stage: {"certain": certain[stage], "at_most": open_[stage]} for stage in dict.fromkeys(step.stage for step in self.steps)}


def plan_run(
    requests: Iterable[Request], store: Store, until: str | None, failed: Mapping[str, SongloomError], locked: bool = False
) -> Plan:
    """The plan of a run. `failed` holds what has failed in it so far, by key; nothing is written. `locked` plans with the versions
    of the lock even where the code differs from it."""
    scope = _Scope(select_stages("song", until), store, failed, find_locked_version if locked else find_version)
    return Plan(tuple(step for request in requests for step in _plan_song(request, scope)))


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Scope:
    """What is the same for all songs of a plan."""

    stages: tuple[Stage, ...]
    store: Store
    failed: Mapping[str, SongloomError]
    find_version: Callable[[str], str]


def _plan_song(request: Request, scope: _Scope) -> list[Step]:
    steps: dict[str, Step] = {}
    for stage in scope.stages:
        if request.settings[stage.name].engine != "none":
            steps[stage.name] = _plan_step(request, stage, steps, scope)
    return list(steps.values())


def _plan_step(request: Request, stage: Stage, parents: Mapping[str, Step], scope: _Scope) -> Step:
    engine, options = request.settings[stage.name].engine, request.settings[stage.name].options

    def step(state: State, **known: Any) -> Step:
        return Step(request.song.id, request.variant, stage.name, engine, state, **known)

    try:
        engine, options = _choose_engine(request, stage.name)
        names = stage.consumes_with(engine)
        sources = [parents[name.partition("/")[0]] for name in names if name.partition("/")[0] in parents]
        if stuck := next((parent for parent in sources if parent.state in ("failed", "blocked")), None):
            return step("blocked", error=stuck.error)
        inputs = {key: value for name in names for key, value in _find_step_inputs(name, request, parents).items()}
    except InputError as error:
        return step("failed", error=error)
    digests = {name: item.digest for name, item in inputs.items()}
    preimage = build_preimage(stage.name, engine, scope.find_version(f"{stage.name}.{engine}"), options, digests)
    known = {"key": hash_preimage(preimage), "preimage": preimage, "inputs": inputs}
    if any(parent.state in ("missing", "waiting") for parent in sources):
        return step("waiting", **known)
    if known["key"] in scope.failed:
        return step("failed", error=_name_input(scope.failed[known["key"]], request, inputs), **known)
    record = scope.store.records.find(known["key"])
    return step("done" if record else "missing", record=record, **known)


def _name_input(error: SongloomError, request: Request, inputs: Mapping[str, Input]) -> SongloomError:
    """The error with the song's own file: equal work of two songs fails once, and each has a name of its own."""
    given = next((item.path for name, item in inputs.items() if item.path and name.startswith("song/")), request.song.audio)
    return replace(error, where=error.where or str(given))


def _choose_engine(request: Request, stage: str) -> tuple[str, Mapping[str, Any]]:
    """The engine and its options; for lyrics, the source that has them decides."""
    settings = request.settings[stage]
    if not load_family(stage).chosen_by_song:
        return settings.engine, settings.options
    file = find_lyrics(request)
    return ("file", {**settings.options, "format": file.suffix.lower().lstrip(".")}) if file else ("tags", settings.options)


def _find_step_inputs(name: str, request: Request, parents: Mapping[str, Step]) -> dict[str, Input]:
    stage, _, file = name.partition("/")
    parent = parents.get(stage)
    if parent is None:
        return find_inputs(name, request)
    if parent.record is None:
        # Not made yet: the parent's own provisional key stands in, so that equal work is counted once.
        return {name: Input(f"{parent.key}/{file}")}
    outputs = parent.record.outputs
    return {f"{stage}/{made}": Input(output.digest) for made, output in sorted(outputs.items()) if file in ("*", made)}
